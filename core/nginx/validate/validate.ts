import {
  familyOf,
  innerContext,
  standardCatalogue,
  takes,
  type Catalogue,
  type DirectiveSpec,
} from '../catalogue/index.js';
import type { IncludedConfiguration, LocatedDirective } from '../include.js';
import { blockOf, headEnd, type Span, type Word } from '../tree.js';
import { BlockState } from './block-state.js';
import type { ConfFault } from './fault.js';
import { nearestName } from './nearest.js';
import type { EndDetails, FaultDetails, ValidateOptions } from './setter.js';
import { blockEnds, setters } from './setters/index.js';

/**
 * What `nginx -t` would say to a configuration, all of it and in nginx's order: the first that `endsTest` is the
 * one where nginx gives up. Never throws for any text, unless `checkpoint` does.
 */
export function validateConfiguration(
  configuration: IncludedConfiguration,
  options: ValidateOptions = {},
): readonly ConfFault[] {
  return new Validator(configuration, options).run();
}

/** How many directives are looked at between two checkpoints: less than a millisecond. */
const MANY_DIRECTIVES = 64;

/** A block whose directives are being looked at. */
interface Frame {
  readonly state: BlockState;
  readonly nodes: readonly LocatedDirective[];
  next: number;
}

class Validator {
  private readonly faults: ConfFault[] = [];
  private readonly catalogue: Catalogue;
  private readonly cycle: BlockState;

  constructor(
    private readonly configuration: IncludedConfiguration,
    private readonly options: ValidateOptions,
  ) {
    this.catalogue = options.catalogue ?? standardCatalogue();
    this.cycle = new BlockState(options.context ?? 'main', undefined, undefined);
  }

  run(): readonly ConfFault[] {
    for (const { file, span, message, order } of this.configuration.errors) {
      const code = /^(?:open|pread)\(\) /.test(message) ? 'conf/missing-file' : 'conf/syntax';
      this.faults.push({
        code,
        level: 'emerg',
        message,
        file,
        span,
        nginxFile: file,
        nginxOffset: span.start,
        order,
      });
    }
    // An explicit stack: a hostile file nests as deep as it is long.
    const frames: Frame[] = [{ state: this.cycle, nodes: this.configuration.expanded, next: 0 }];
    let count = 0;
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      count += 1;
      if (count % MANY_DIRECTIVES === 0) this.options.checkpoint?.();
      const located = frame.nodes[frame.next];
      frame.next += 1;
      if (located === undefined) {
        frames.pop();
        this.endBlock(frame.state);
        continue;
      }
      const inner = this.directive(located, frame.state);
      if (inner !== undefined) frames.push({ state: inner, nodes: located.children, next: 0 });
    }
    return this.faults.sort((a, b) => a.order - b.order);
  }

  /** ngx_conf_handler. @returns the block whose directives come next */
  private directive(located: LocatedDirective, block: BlockState): BlockState | undefined {
    const { directive } = located;
    if (directive.form === 'unterminated' || directive.kind === 'entry') return undefined;
    const name = directive.name.value;
    if (this.isPlaceholder(directive.name)) return undefined;
    const spec = this.catalogue.directive(name, block.context);
    if (spec === undefined) return this.misplaced(located, block);
    const context = directive.form === 'block' ? innerContext(name, block.context) : undefined;
    const inner = context === undefined ? undefined : new BlockState(context, located, block);
    if (this.hasRightForm(located, spec)) this.set(located, spec, block, inner);
    return inner;
  }

  private misplaced(located: LocatedDirective, { context }: BlockState): BlockState | undefined {
    const { directive } = located;
    const name = directive.name.value;
    const known = this.catalogue.directives(name);
    if (known.length === 0) {
      const opens = directive.form === 'block' || directive.form === 'lua';
      const suggestion = nearestName(
        name,
        this.catalogue.inContext(context).flatMap((spec) => (spec.isBlock === opens ? [spec.name] : [])),
      );
      const details = suggestion === undefined ? {} : { suggestion };
      const message = `unknown directive "${name}"`;
      this.report(located, message, { code: 'conf/unknown-directive', at: directive.name, ...details });
      return undefined;
    }
    const message = `"${name}" directive is not allowed here`;
    this.report(located, message, { code: 'conf/wrong-context', at: directive.name });
    // What stands in it is looked at as it would be in its place.
    const [outer] = known.flatMap(({ contexts }) => contexts);
    const inner = directive.form === 'block' && outer ? innerContext(name, outer) : undefined;
    return inner === undefined ? undefined : new BlockState(inner, located, undefined);
  }

  private hasRightForm(located: LocatedDirective, spec: DirectiveSpec): boolean {
    const { directive } = located;
    const { name } = spec;
    const opens = directive.form === 'block' || directive.form === 'lua';
    if (!spec.isBlock && opens) {
      const message = `directive "${name}" is not terminated by ";"`;
      this.report(located, message, { code: 'conf/wrong-arity', at: directive.name });
      return false;
    }
    // The parser says it of the blocks of Lua: it needs to know where they begin.
    if (spec.isBlock && !opens) {
      if (!this.isReported(located, `directive "${name}" has no opening "{"`))
        this.report(located, `directive "${name}" has no opening "{"`, {
          code: 'conf/wrong-arity',
          at: directive.name,
        });
      return false;
    }
    if (takes(spec.arity, directive.args.length)) return true;
    if (directive.args.some((word) => this.isPlaceholder(word))) return true;
    const message = `invalid number of arguments in "${name}" directive`;
    const details = this.missingSemicolon(located) ?? { at: located };
    this.report(located, message, { code: 'conf/wrong-arity', ...details });
    return false;
  }

  /** Where a directive has swallowed the next one, whose name begins a line: its own last word. */
  private missingSemicolon({
    file,
    directive,
  }: LocatedDirective): Pick<FaultDetails, 'at' | 'related'> | undefined {
    const words = [directive.name, ...directive.args];
    const next = words.findIndex((word, index) => {
      const before = words[index - 1];
      if (before === undefined || this.catalogue.directives(word.value).length === 0) return false;
      return file.tree.text.slice(before.span.end, word.span.start).includes('\n');
    });
    const last = words[next - 1];
    if (last === undefined) return undefined;
    const { end } = last.span;
    return {
      at: last,
      related: [{ message: 'perhaps a ";" is missing here', file, span: { start: end, end } }],
    };
  }

  private isReported({ file, directive }: LocatedDirective, message: string): boolean {
    const { start, end } = directive.span;
    return file.tree.errors.some(
      (error) => error.message === message && error.span.start >= start && error.span.end <= end,
    );
  }

  private set(
    located: LocatedDirective,
    spec: DirectiveSpec,
    block: BlockState,
    inner: BlockState | undefined,
  ): void {
    const { directive } = located;
    block.directives.set(spec.name, located);
    const setter = setters[spec.setter];
    if (setter === undefined) return;
    // What a template will fill in cannot be judged.
    if (directive.args.some((word) => this.isPlaceholder(word))) return;
    const { cycle, catalogue, options, configuration } = this;
    const rest = setter({
      spec,
      located,
      name: spec.name,
      args: directive.args,
      values: directive.args.map(({ value }) => value),
      context: block.context,
      family: familyOf(block.context),
      block,
      inner,
      cycle,
      catalogue,
      options,
      configuration,
      report: (message, details = {}) => this.report(located, message, details),
      reportAtEnd: (message, details = {}) => this.reportClose(located, message, details),
      reportIn: (entry, message, details = {}) => this.report(entry, message, details),
    });
    if (rest === undefined) return;
    const code = rest === 'is duplicate' ? ('conf/duplicate' as const) : ('conf/invalid-value' as const);
    this.report(located, `"${spec.name}" directive ${rest}`, { code, ...this.firstOf(rest, spec, block) });
  }

  private firstOf(rest: string, spec: DirectiveSpec, block: BlockState): Pick<FaultDetails, 'related'> {
    const first = rest === 'is duplicate' ? block.fields.get(spec.field ?? spec.name) : undefined;
    return first === undefined
      ? {}
      : { related: [{ message: 'the first one', file: first.file, span: headSpan(first) }] };
  }

  private endBlock(block: BlockState): void {
    const name = block.directive?.directive.name.value ?? '';
    for (const end of blockEnds[name] ?? []) {
      const { cycle, catalogue, options, configuration } = this;
      end({
        block,
        cycle,
        catalogue,
        options,
        configuration,
        report: (message, details) => this.reportAtEnd(block, message, details),
      });
    }
  }

  private reportAtEnd({ directive }: BlockState, message: string, { at, ...details }: EndDetails): void {
    if (at === 'start') {
      this.reportStart(message, details);
      return;
    }
    const located = details.in ?? ('directive' in at ? at : directive);
    if (located === undefined) return;
    const close = directive && blockOf(directive.directive)?.close;
    const named = details.isNamedThere
      ? { file: located.file, offset: headEnd(located.directive) }
      : directive && close
        ? { file: directive.file, offset: close.start }
        : { file: located.file, offset: 0 };
    this.report(
      located,
      message,
      { ...details, at },
      { order: directive?.endOrder ?? Number.MAX_SAFE_INTEGER, ...named },
    );
  }

  /** About a file in which there is nothing to point at. */
  private reportStart(
    message: string,
    { level = 'emerg', code = 'conf/invalid-value', unplaced }: FaultDetails,
  ): void {
    const { root } = this.configuration;
    this.faults.push({
      code,
      level,
      message,
      file: root,
      span: { start: 0, end: 0 },
      nginxFile: root,
      nginxOffset: 0,
      order: Number.MAX_SAFE_INTEGER,
      ...(unplaced && { unplaced }),
    });
  }

  private reportClose(located: LocatedDirective, message: string, details: FaultDetails): void {
    const offset = blockOf(located.directive)?.close?.start ?? headEnd(located.directive);
    this.report(located, message, details, { file: located.file, offset, order: located.endOrder });
  }

  private report(
    located: LocatedDirective,
    message: string,
    { level = 'emerg', code = 'conf/invalid-value', at, related, suggestion, unplaced, atEnd }: FaultDetails,
    named = {
      file: located.file,
      offset: atEnd ? bodyEnd(located) : headEnd(located.directive),
      order: located.order,
    },
  ): void {
    const file = at !== undefined && 'directive' in at ? at.file : located.file;
    const span = at === undefined ? headSpan(located) : 'directive' in at ? headSpan(at) : at.span;
    this.faults.push({
      code,
      level,
      message,
      file,
      span,
      nginxFile: named.file,
      nginxOffset: named.offset,
      order: named.order,
      ...(related && { related }),
      ...(suggestion !== undefined && { suggestion }),
      ...(unplaced && { unplaced }),
    });
  }

  private isPlaceholder(word: Word): boolean {
    return this.options.isPlaceholder?.(word.raw) === true;
  }
}

/** A directive's name and arguments, without its block. */
export function headSpan({ directive: { name, args } }: LocatedDirective): Span {
  return { start: name.span.start, end: (args.at(-1) ?? name).span.end };
}

/** Where nginx has read a block of Lua. */
function bodyEnd(located: LocatedDirective): number {
  const { directive } = located;
  return directive.form === 'lua'
    ? (directive.close?.start ?? directive.span.end)
    : headEnd(located.directive);
}
