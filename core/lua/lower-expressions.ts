import { decodeNumber, decodeString } from './literals.js';
import { childByField, childByType, meaningful, type RawNode } from './raw.js';
import type { Block, Expression, FunctionExpression, Name, TableItem } from './syntax.js';

/** What lowering an expression needs from its surroundings; blocks are lowered by `lower.ts`. */
export interface LowerContext {
  readonly text: string;
  block(node: RawNode | undefined, at: number): Block;
}

export function lowerName(node: RawNode, { text }: LowerContext): Name {
  return { kind: 'name', name: text.slice(node.start, node.end), start: node.start, end: node.end };
}

export function lowerExpression(node: RawNode | undefined, context: LowerContext, at = 0): Expression {
  if (!node) return { kind: 'error', start: at, end: at };
  const { start, end } = node;
  const { text } = context;
  switch (node.type) {
    case 'identifier':
      return lowerName(node, context);
    case 'nil':
      return { kind: 'nil', start, end };
    case 'true':
    case 'false':
      return { kind: 'boolean', value: node.type === 'true', start, end };
    case 'number':
      return { kind: 'number', value: decodeNumber(text.slice(start, end)), start, end };
    case 'string':
      return { kind: 'string', value: decodeString(text.slice(start, end)), start, end };
    case 'vararg_expression':
      return { kind: 'vararg', start, end };
    case 'function_definition':
      return lowerFunction(node, context, undefined);
    case 'dot_index_expression': {
      const field = childByField(node, 'field');
      return {
        kind: 'index',
        object: lowerExpression(childByField(node, 'table'), context, start),
        key: field
          ? { kind: 'string', value: text.slice(field.start, field.end), start: field.start, end: field.end }
          : { kind: 'error', start: end, end },
        start,
        end,
      };
    }
    case 'bracket_index_expression':
      return {
        kind: 'index',
        object: lowerExpression(childByField(node, 'table'), context, start),
        key: lowerExpression(childByField(node, 'field'), context, end),
        start,
        end,
      };
    case 'function_call':
      return lowerCall(node, context);
    case 'table_constructor':
      return {
        kind: 'table',
        items: node.children
          .filter((child) => child.type === 'field')
          .map((field) => lowerItem(field, context)),
        start,
        end,
      };
    case 'binary_expression':
      return {
        kind: 'binary',
        operator: operatorOf(node, text),
        left: lowerExpression(childByField(node, 'left'), context, start),
        right: lowerExpression(childByField(node, 'right'), context, end),
        start,
        end,
      };
    case 'unary_expression':
      return {
        kind: 'unary',
        operator: operatorOf(node, text),
        operand: lowerExpression(childByField(node, 'operand'), context, end),
        start,
        end,
      };
    case 'parenthesized_expression':
      return {
        kind: 'parenthesized',
        inner: lowerExpression(meaningful(node)[0], context, start),
        start,
        end,
      };
    default:
      return { kind: 'error', start, end };
  }
}

/** The items of an expression list, or nothing where the source has none. */
export function lowerList(list: RawNode | undefined, context: LowerContext): Expression[] {
  return list ? meaningful(list).map((child) => lowerExpression(child, context)) : [];
}

/**
 * @param node a function_definition or function_declaration
 * @param label what the source calls the function
 */
export function lowerFunction(
  node: RawNode,
  context: LowerContext,
  label: string | undefined,
  isMethod = false,
): FunctionExpression {
  const parameters = childByField(node, 'parameters');
  const named = (parameters ? meaningful(parameters) : []).filter((child) => child.type === 'identifier');
  const at = parameters?.start ?? node.start;
  const self: Name = { kind: 'name', name: 'self', start: at, end: at };
  return {
    kind: 'function',
    parameters: [...(isMethod ? [self] : []), ...named.map((child) => lowerName(child, context))],
    hasVararg: parameters !== undefined && childByType(parameters, 'vararg_expression') !== undefined,
    isMethod,
    body: context.block(childByField(node, 'body'), node.end),
    label,
    start: node.start,
    end: node.end,
  };
}

function lowerCall(node: RawNode, context: LowerContext): Expression {
  const { start, end } = node;
  const callee = childByField(node, 'name');
  const args = lowerArguments(childByField(node, 'arguments'), context);
  if (callee?.type !== 'method_index_expression') {
    return { kind: 'call', callee: lowerExpression(callee, context, start), args, start, end };
  }
  const method = childByField(callee, 'method');
  return {
    kind: 'method-call',
    object: lowerExpression(childByField(callee, 'table'), context, start),
    method: method
      ? lowerName(method, context)
      : { kind: 'name', name: '', start: callee.end, end: callee.end },
    args,
    start,
    end,
  };
}

/** `f"x"` and `f{…}` have arguments without parentheses; a string's own node is then the arguments node. */
function lowerArguments(node: RawNode | undefined, context: LowerContext): Expression[] {
  if (!node) return [];
  if (node.type !== 'arguments') return [lowerExpression(node, context)];
  const parenthesized = node.children[0]?.type === '(';
  if (!parenthesized && node.children.some((child) => child.field === 'content' || child.field === 'start')) {
    return [lowerExpression({ ...node, type: 'string' }, context)];
  }
  return lowerList(node, context);
}

function lowerItem(field: RawNode, context: LowerContext): TableItem {
  const { start, end } = field;
  const name = childByField(field, 'name');
  const value = lowerExpression(childByField(field, 'value'), context, start);
  if (!name) return { key: undefined, value, start, end };
  const bracketed = field.children[0]?.type === '[';
  const key: Expression =
    name.type === 'identifier' && !bracketed
      ? { kind: 'string', value: context.text.slice(name.start, name.end), start: name.start, end: name.end }
      : lowerExpression(name, context);
  const isNamed = key.kind === 'string' && value.kind === 'function';
  return { key, value: isNamed ? { ...value, label: key.value } : value, start, end };
}

function operatorOf(node: RawNode, text: string): string {
  const operator = childByField(node, 'operator') ?? node.children.find((child) => !child.named);
  return operator ? text.slice(operator.start, operator.end) : '';
}
