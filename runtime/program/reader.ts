import { LineIndex, type ConfFile, type LocatedDirective } from '../../core/nginx/index.js';
import { objectionTo, repeatable, supportedDirectives, type ConfContext } from '../directives/index.js';
import { TemplateError, compileTemplate, type Template } from './template.js';
import type { Place, ProgramError } from './types.js';

/** What a directive's handler throws: nginx's words without the place. */
export class ConfProblem extends Error {
  override readonly name = 'ConfProblem';
}

/** A directive as a handler reads it. */
export interface Statement extends Place {
  readonly name: string;
  readonly args: readonly string[];
  readonly located: LocatedDirective;
}

export type StatementHandler<T> = (statement: Statement, into: T) => void;
export type HandlerTable<T> = Readonly<Record<string, StatementHandler<T>>>;

/** A variable that a template asks for; whether it exists is known at the end of the file only. */
interface VariableUse extends Place {
  readonly variable: string;
}

/** Walks blocks, checks what nginx's parser checks, and collects every problem with its place. */
export class ConfReader {
  readonly errors: ProgramError[] = [];
  /** Names of directives that are accepted without effect, in the order of their first use. */
  readonly accepted = new Set<string>();
  /** What nginx says at start without refusing anything, with its place. */
  readonly warnings: string[] = [];
  readonly variableUses: VariableUse[] = [];
  readonly #lines = new WeakMap<ConfFile, LineIndex>();

  /** Runs the handlers for the directives of one block. `into` collects what they say. */
  read<T>(
    directives: readonly LocatedDirective[],
    context: ConfContext,
    handlers: HandlerTable<T>,
    into: T,
  ): void {
    const seen = new Set<string>();
    for (const located of directives) {
      this.#readOne(this.#statement(located), context, handlers, into, seen);
    }
  }

  #readOne<T>(
    statement: Statement,
    context: ConfContext,
    handlers: HandlerTable<T>,
    into: T,
    seen: Set<string>,
  ): void {
    const { name } = statement;
    this.attempt(statement, () => {
      const objection = objectionTo(shapeOf(statement), context);
      if (objection !== undefined) throw new ConfProblem(objection);
      const slot = name.replace(/_by_lua(?:_block|_file)?$/, '_by_lua');
      if (seen.has(slot) && !repeatable.has(name)) throw new ConfProblem(`"${name}" directive is duplicate`);
      seen.add(slot);
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler !== undefined) handler(statement, into);
      else if (supportedDirectives.get(name)?.class === 'accepted') this.accepted.add(name);
      else
        throw new ConfProblem(`"${name}" directive is not supported by the embedded runtime in this context`);
    });
  }

  /** Runs work for a directive; a problem in it becomes an error at the directive's place. */
  attempt(place: Place, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ConfProblem) && !(error instanceof TemplateError)) throw error;
      this.error(place, error.message);
    }
  }

  error({ file, line }: Place, message: string): void {
    this.errors.push({ file, line, message: `${message} in ${file}:${line}` });
  }

  /** Compiles a text with variables and remembers which ones must exist. */
  template(source: string, { file, line }: Place, withCaptures = true): Template {
    const template = compileTemplate(source, withCaptures);
    for (const part of template.parts) {
      if (part.kind === 'variable') this.variableUses.push({ variable: part.name, file, line });
    }
    return template;
  }

  /** The line (from 1) of an offset. */
  lineOf(file: ConfFile, offset: number): number {
    let index = this.#lines.get(file);
    if (index === undefined) {
      index = new LineIndex(file.tree.text);
      this.#lines.set(file, index);
    }
    return index.positionAt(offset).line + 1;
  }

  #statement(located: LocatedDirective): Statement {
    const { directive, file } = located;
    return {
      name: directive.name.value,
      args: directive.args.map((word) => word.value),
      located,
      file: file.path,
      line: this.lineOf(file, endOfHead(directive)),
    };
  }
}

/** Where nginx stands when it runs a directive's handler: behind its `;` or `{`. */
function endOfHead(directive: LocatedDirective['directive']): number {
  switch (directive.form) {
    case 'simple':
      return directive.kind === 'directive' ? directive.terminator.start : directive.span.end;
    case 'block':
      return directive.block.open.start;
    case 'lua':
      return directive.open.start;
    case 'unterminated':
      return directive.span.end;
  }
}

function shapeOf({ name, args, located: { directive } }: Statement): {
  name: string;
  arguments: number;
  hasBlock: boolean;
} {
  return { name, arguments: args.length, hasBlock: directive.form === 'block' || directive.form === 'lua' };
}
