import {
  nodesAt,
  walkLua,
  type Expression,
  type LuaNode,
  type Name,
  type Scopes,
  type Span,
  type Variable,
} from '../../core/lua/index.js';
import type { LuaChunkSyntax } from '../workspace/documents.js';

/**
 * What a Lua expression is, as far as its text says: a path from a global (`ngx.shared.DICT.incr`), from a module
 * (`resty.lrucache.new`), or a method of what a library made (`resty.lrucache:get`).
 */
export interface Named {
  readonly path: string;
  /** The module that `require` loads, where the expression is one. */
  readonly module?: string;
  /** The part of the text that the cursor is on. */
  readonly span: Span;
}

/** How paths go on from objects that libraries make: the name of the object that a function returns. */
export type ConstructedBy = (path: string) => string | undefined;

/** Members of these are named by whoever writes the program, and documented under one name. */
const families: Readonly<Record<string, string>> = {
  'ngx.shared': 'DICT',
  'ngx.var': 'VARIABLE',
  'ngx.header': 'HEADER',
};

/** A chain of locals that name each other ends here. */
const maxDepth = 12;

/** Resolves expressions of one chunk. */
export class LuaNames {
  private values: Map<Variable, Expression> | undefined;

  constructor(
    private readonly chunk: LuaChunkSyntax,
    private readonly constructedBy: ConstructedBy,
  ) {}

  /** What stands at an offset of the chunk; undefined between names, and where nothing is known. */
  at(offset: number): Named | undefined {
    const nodes = nodesAt(this.chunk.syntax.main, offset);
    const node = nodes.at(-1);
    const parent = nodes.at(-2);
    if (!node) return undefined;
    const module = requiredAt(nodes);
    if (module !== undefined) return { path: module, module, span: node };
    if (!('kind' in node)) return undefined;
    if (parent && 'kind' in parent) {
      if (parent.kind === 'index' && parent.key === node && node.kind === 'string') {
        const path = this.pathOf(parent);
        return path === undefined ? undefined : { path, span: node };
      }
      if (parent.kind === 'method-call' && parent.method === node) {
        const object = this.pathOf(parent.object);
        return object === undefined ? undefined : { path: `${object}:${parent.method.name}`, span: node };
      }
    }
    if (node.kind !== 'name') return undefined;
    const path = this.pathOf(node);
    return path === undefined ? undefined : { path, span: node };
  }

  /** The path of an expression, through locals that name others. */
  pathOf(expression: Expression, depth = 0): string | undefined {
    if (depth > maxDepth) return undefined;
    switch (expression.kind) {
      case 'parenthesized':
        return this.pathOf(expression.inner, depth + 1);
      case 'name': {
        const variable = this.chunk.scopes.variableOf(expression);
        if (!variable) return expression.name;
        const value = this.valueOf(variable);
        return value && this.pathOf(value, depth + 1);
      }
      case 'index': {
        if (expression.key.kind !== 'string') return undefined;
        const object = this.pathOf(expression.object, depth + 1);
        if (object === undefined) return undefined;
        return `${object}.${families[object] ?? expression.key.value}`;
      }
      case 'call': {
        const module = requiredName(expression);
        if (module !== undefined) return module;
        const callee = this.pathOf(expression.callee, depth + 1);
        return callee === undefined ? undefined : this.constructedBy(callee);
      }
      case 'method-call': {
        const object = this.pathOf(expression.object, depth + 1);
        return object === undefined ? undefined : this.constructedBy(`${object}:${expression.method.name}`);
      }
      case 'binary':
        // `local x = x or require "x"`
        return expression.operator === 'or' ? this.pathOf(expression.right, depth + 1) : undefined;
      case 'nil':
      case 'boolean':
      case 'number':
      case 'string':
      case 'vararg':
      case 'function':
      case 'table':
      case 'unary':
      case 'error':
        return undefined;
    }
  }

  /** The module whose value an expression is: `m` behind `local m = require "m"`. */
  moduleOf(expression: Expression, depth = 0): string | undefined {
    if (depth > maxDepth) return undefined;
    if (expression.kind === 'call') return requiredName(expression);
    if (expression.kind === 'parenthesized') return this.moduleOf(expression.inner, depth + 1);
    if (expression.kind !== 'name') return undefined;
    const variable = this.chunk.scopes.variableOf(expression);
    const value = variable && this.valueOf(variable);
    return value && this.moduleOf(value, depth + 1);
  }

  private valueOf(variable: Variable): Expression | undefined {
    this.values ??= initialValues(this.chunk.syntax.main, this.chunk.scopes);
    return this.values.get(variable);
  }
}

/** What each `local` begins with. */
function initialValues(main: Parameters<typeof walkLua>[0], scopes: Scopes): Map<Variable, Expression> {
  const values = new Map<Variable, Expression>();
  for (const { node } of walkLua(main)) {
    if (!('kind' in node) || node.kind !== 'local') continue;
    node.names.forEach((name: Name, index) => {
      const variable = scopes.variableOf(name);
      const value = node.values[index];
      if (variable && value) values.set(variable, value);
    });
  }
  return values;
}

/** The name in `require "name"`; undefined for anything else. */
export function requiredName(node: LuaNode): string | undefined {
  if (!('kind' in node) || node.kind !== 'call' || node.callee.kind !== 'name') return undefined;
  const [argument] = node.args;
  return node.callee.name === 'require' && argument?.kind === 'string' ? argument.value : undefined;
}

/** The module's name where the innermost node is the string of a `require`. */
export function requiredAt(nodes: readonly LuaNode[]): string | undefined {
  const node = nodes.at(-1);
  const parent = nodes.at(-2);
  const isName = node && 'kind' in node && node.kind === 'string';
  return isName && parent ? requiredName(parent) : undefined;
}
