import {
  walkLua,
  type Block,
  type Expression,
  type FunctionExpression,
  type LuaNode,
  type PlacedNode,
} from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';

/** A condition under which code runs: it came out as `outcome`. */
export interface Guard {
  readonly condition: Expression;
  readonly outcome: boolean;
  /** Where the guarded code begins and ends. */
  readonly start: number;
  readonly end: number;
}

const trees = new WeakMap<LuaUnit, Map<LuaNode, PlacedNode>>();

/** The place of a node in its chunk. */
export function placed(unit: LuaUnit, node: LuaNode): PlacedNode | undefined {
  let tree = trees.get(unit);
  if (!tree) {
    tree = new Map();
    for (const one of walkLua(unit.syntax.main)) tree.set(one.node, one);
    trees.set(unit, tree);
  }
  return tree.get(node);
}

/** The nodes around a node, from the inside, up to its function. */
export function around(unit: LuaUnit, node: LuaNode): LuaNode[] {
  const nodes: LuaNode[] = [];
  for (let at = placed(unit, node)?.parent; at; at = at.parent) {
    nodes.push(at.node);
    if (isFunction(at.node)) break;
  }
  return nodes;
}

/** The innermost block that a node stands in. */
export function blockOf(unit: LuaUnit, node: LuaNode): Block | undefined {
  return blocksOf(unit, node)[0];
}

/** The blocks around a node, from the inside, up to its function's body. */
export function blocksOf(unit: LuaUnit, node: LuaNode): Block[] {
  return around(unit, node).filter((outer): outer is Block => 'statements' in outer);
}

/** The node is a target of an assignment. */
export function isAssigned(unit: LuaUnit, node: LuaNode): boolean {
  const owner = placed(unit, node)?.parent?.node;
  return (
    owner !== undefined &&
    'kind' in owner &&
    owner.kind === 'assign' &&
    owner.targets.some((target) => target === node)
  );
}

export function isFunction(node: LuaNode): node is FunctionExpression {
  return 'kind' in node && node.kind === 'function';
}

/**
 * The conditions that hold where a node runs: of the branches around it, of `a and b`, `a or b`, and of earlier
 * statements that left: behind `if c then return end` c was false.
 */
export function guardsOf(unit: LuaUnit, node: LuaNode): Guard[] {
  const guards: Guard[] = [];
  let inner: LuaNode = node;
  for (const outer of around(unit, node)) {
    const { start, end } = inner;
    if ('statements' in outer) {
      for (const earlier of outer.statements) {
        if (earlier.start >= inner.start) break;
        if (earlier.kind !== 'if' || earlier.otherwise) continue;
        if (!earlier.clauses.every(({ body }) => leaves(body))) continue;
        for (const { condition } of earlier.clauses)
          guards.push({ condition, outcome: false, start: earlier.end, end: outer.end });
      }
    } else if (!('kind' in outer)) {
      if ('body' in outer && inner === outer.body)
        guards.push({ condition: outer.condition, outcome: true, start, end });
    } else if (outer.kind === 'if') {
      for (const clause of outer.clauses) {
        if (clause === inner) break;
        guards.push({ condition: clause.condition, outcome: false, start, end });
      }
    } else if (outer.kind === 'while' && inner === outer.body) {
      guards.push({ condition: outer.condition, outcome: true, start, end });
    } else if (
      outer.kind === 'binary' &&
      inner === outer.right &&
      (outer.operator === 'and' || outer.operator === 'or')
    ) {
      guards.push({ condition: outer.left, outcome: outer.operator === 'and', start, end });
    }
    inner = outer;
  }
  return guards;
}

/** Behind the block nothing runs any more: it ends with a jump out of it. */
export function leaves({ statements }: Block): boolean {
  const last = statements.at(-1)?.kind;
  return last === 'return' || last === 'break' || last === 'goto';
}

/** The expressions that a condition showed to be nil or false, and those that it compared with something else. */
export interface Tested {
  readonly absent: readonly Expression[];
  readonly compared: readonly Expression[];
}

export function testedBy({ condition, outcome }: Pick<Guard, 'condition' | 'outcome'>): Tested {
  switch (condition.kind) {
    case 'parenthesized':
      return testedBy({ condition: condition.inner, outcome });
    case 'unary':
      if (condition.operator === 'not') return testedBy({ condition: condition.operand, outcome: !outcome });
      return outcome ? nothing : { absent: [condition], compared: [] };
    case 'binary': {
      const { operator, left, right } = condition;
      if (operator === 'and' || operator === 'or') {
        const [a, b] = [testedBy({ condition: left, outcome }), testedBy({ condition: right, outcome })];
        return { absent: [...a.absent, ...b.absent], compared: [...a.compared, ...b.compared] };
      }
      const isEqual = (operator === '==') === outcome;
      if ((operator === '==' || operator === '~=') && isEqual) {
        if (isNothing(right)) return { absent: [left], compared: [] };
        if (isNothing(left)) return { absent: [right], compared: [] };
      }
      return { absent: [], compared: [left, right] };
    }
    case 'call':
    case 'method-call':
    case 'name':
    case 'index':
      return outcome ? nothing : { absent: [condition], compared: [] };
    default:
      return nothing;
  }
}

const nothing: Tested = { absent: [], compared: [] };

function isNothing(expression: Expression): boolean {
  return (
    expression.kind === 'nil' || (expression.kind === 'boolean' && !expression.value) || isZero(expression)
  );
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value === 0;
}

const returnLists = new WeakMap<FunctionExpression, ReturnStatement[]>();
export type ReturnStatement = LuaNode & { kind: 'return'; values: readonly Expression[] };

/** The `return`s of a function's own body. */
export function returnsOf(fn: FunctionExpression): ReturnStatement[] {
  let known = returnLists.get(fn);
  if (!known) {
    const inner: LuaNode[] = [];
    const found: ReturnStatement[] = [];
    for (const { node } of walkLua(fn)) {
      if (!('kind' in node)) continue;
      if (node.kind === 'function' && node !== fn) inner.push(node);
      else if (node.kind === 'return') found.push(node);
    }
    known = found.filter((node) => !inner.some(({ start, end }) => start <= node.start && node.end <= end));
    returnLists.set(fn, known);
  }
  return known;
}
