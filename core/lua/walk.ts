import type { Block, Expression, FunctionExpression, IfClause, Statement, TableItem } from './syntax.js';

/** Anything in the compact syntax that has a span. */
export type LuaNode = Block | Statement | IfClause | TableItem | Expression;

/** The nodes directly below a node, in the order of the source. */
export function childNodes(node: LuaNode): readonly LuaNode[] {
  if ('statements' in node) return node.statements;
  if (!('kind' in node)) return 'body' in node ? [node.condition, node.body] : itemParts(node);
  switch (node.kind) {
    case 'local':
      return [...node.names, ...node.values];
    case 'local-function':
      return [node.name, node.value];
    case 'assign':
      return [...node.targets, ...node.values];
    case 'call-statement':
      return [node.call];
    case 'do':
      return [node.body];
    case 'while':
      return [node.condition, node.body];
    case 'repeat':
      return [node.body, node.condition];
    case 'if':
      return node.otherwise ? [...node.clauses, node.otherwise] : node.clauses;
    case 'numeric-for':
      return [node.variable, ...node.bounds, node.body];
    case 'generic-for':
      return [...node.variables, ...node.values, node.body];
    case 'return':
      return node.values;
    case 'function':
      return [...node.parameters, node.body];
    case 'index':
      return [node.object, node.key];
    case 'call':
      return [node.callee, ...node.args];
    case 'method-call':
      return [node.object, node.method, ...node.args];
    case 'table':
      return node.items;
    case 'binary':
      return [node.left, node.right];
    case 'unary':
      return [node.operand];
    case 'parenthesized':
      return [node.inner];
    case 'name':
    case 'nil':
    case 'boolean':
    case 'number':
    case 'string':
    case 'vararg':
    case 'error':
    case 'break':
    case 'goto':
    case 'label':
      return [];
  }
}

function itemParts({ key, value }: TableItem): LuaNode[] {
  return key ? [key, value] : [value];
}

/** A node and the way up from it. */
export interface PlacedNode {
  readonly node: LuaNode;
  readonly parent: PlacedNode | undefined;
}

/** Every node of a chunk, or of a part of one, outer ones first; without recursion, since a chunk nests as it likes. */
export function* walkLua(main: LuaNode): Generator<PlacedNode> {
  const pending: PlacedNode[] = [{ node: main, parent: undefined }];
  for (let placed = pending.pop(); placed; placed = pending.pop()) {
    yield placed;
    for (const node of childNodes(placed.node).toReversed()) pending.push({ node, parent: placed });
  }
}

/**
 * The nodes that contain an offset, from the chunk to the innermost. A cursor behind a node's last character still
 * touches it. Where two nodes touch the offset the shorter one counts: in `function m.f()` the function's own span
 * begins with its statement, before the name that it is assigned to.
 */
export function nodesAt(main: FunctionExpression, offset: number): LuaNode[] {
  const path: LuaNode[] = [main];
  for (let node: LuaNode | undefined = main; node;) {
    const [innermost]: LuaNode[] = childNodes(node)
      .filter(({ start, end }) => start <= offset && offset <= end)
      .sort((a, b) => a.end - a.start - (b.end - b.start));
    if (innermost) path.push(innermost);
    node = innermost;
  }
  return path;
}
