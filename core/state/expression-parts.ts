import { walkLua, type Expression, type LuaNode } from '../lua/index.js';

export function namesIn(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'name':
      return [expression];
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'unary':
      return namesIn(expression.operand);
    case 'parenthesized':
      return namesIn(expression.inner);
    case 'index':
      return [expression, ...namesIn(expression.object)];
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'method-call':
      return [...namesIn(expression.object), ...expression.args.flatMap(namesIn)];
    default:
      return [];
  }
}

export function contains(outer: LuaNode, inner: LuaNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

const expressionKinds = new Set([
  'name',
  'index',
  'call',
  'method-call',
  'table',
  'binary',
  'unary',
  'parenthesized',
  'function',
  'string',
  'number',
  'boolean',
  'nil',
  'vararg',
  'error',
]);

export function isExpression(node: LuaNode): node is Expression {
  return 'kind' in node && expressionKinds.has(node.kind);
}

/** The names, reads and calls of an expression. */
export function partsOf(expression: Expression): Expression[] {
  return [...walkLua(expression)]
    .map(({ node }) => node)
    .filter(
      (node): node is Expression =>
        'kind' in node && ['name', 'index', 'call', 'method-call'].includes(node.kind),
    );
}

export function isRead({ kind }: Expression): boolean {
  return kind === 'name' || kind === 'index';
}

export function isChoice(value: Expression): value is Expression & { kind: 'binary' } {
  return value.kind === 'binary' && (value.operator === 'or' || value.operator === 'and');
}

/** What `a or (b or c)` may be: each of the three, as it is. */
export function choicesOf(value: Expression): Expression[] {
  if (value.kind === 'parenthesized') return choicesOf(value.inner);
  return isChoice(value) ? [...choicesOf(value.left), ...choicesOf(value.right)] : [value];
}
