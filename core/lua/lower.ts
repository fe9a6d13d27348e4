import {
  lowerExpression,
  lowerFunction,
  lowerList,
  lowerName,
  type LowerContext,
} from './lower-expressions.js';
import { childByField, childByType, childrenByField, meaningful, type RawNode } from './raw.js';
import type {
  Block,
  Expression,
  FunctionExpression,
  IfClause,
  LuaSyntaxError,
  Name,
  Statement,
} from './syntax.js';

/** Turns the copied tree of a whole chunk into the compact syntax. */
export function lowerChunk(root: RawNode, text: string): FunctionExpression {
  const context: LowerContext = {
    text,
    block: (node, at) => (node ? lowerBlock(node, context) : { statements: [], start: at, end: at }),
  };
  return {
    kind: 'function',
    parameters: [],
    hasVararg: true,
    isMethod: false,
    body: lowerBlock(root, context),
    label: undefined,
    start: 0,
    end: text.length,
  };
}

/** Where the grammar gave up or made something up. The engine's compile step words errors better: `lua/syntax`. */
export function syntaxErrors(root: RawNode, text: string): LuaSyntaxError[] {
  const errors: LuaSyntaxError[] = [];
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const { start, end } = node;
    if (node.missing) errors.push({ message: `'${node.type}' expected`, start, end });
    else if (node.type === 'ERROR') {
      const near = text.slice(start, end).split(/\s/, 1)[0] ?? '';
      errors.push({ message: near ? `syntax error near '${near}'` : 'syntax error', start, end });
    } else pending.push(...node.children);
  }
  return errors.sort((a, b) => a.start - b.start);
}

function lowerBlock(node: RawNode, context: LowerContext): Block {
  const statements = node.children.flatMap((child) => {
    const statement = child.named ? lowerStatement(child, context) : undefined;
    return statement ? [statement] : [];
  });
  return { statements, start: node.start, end: node.end };
}

function lowerStatement(node: RawNode, context: LowerContext): Statement | undefined {
  const { start, end } = node;
  const body = (parent: RawNode = node): Block => context.block(childByField(parent, 'body'), parent.end);
  switch (node.type) {
    case 'variable_declaration':
      return lowerLocal(node, context);
    case 'assignment_statement':
      return { kind: 'assign', ...lowerAssignment(node, context), start, end };
    case 'function_declaration':
      return lowerDeclaration(node, context);
    case 'function_call':
      return { kind: 'call-statement', call: lowerExpression(node, context), start, end };
    case 'do_statement':
      return { kind: 'do', body: body(), start, end };
    case 'while_statement':
      return {
        kind: 'while',
        condition: lowerExpression(childByField(node, 'condition'), context, start),
        body: body(),
        start,
        end,
      };
    case 'repeat_statement':
      return {
        kind: 'repeat',
        body: body(),
        condition: lowerExpression(childByField(node, 'condition'), context, end),
        start,
        end,
      };
    case 'if_statement':
      return lowerIf(node, context);
    case 'for_statement':
      return lowerFor(node, body(), context);
    case 'return_statement':
      return {
        kind: 'return',
        values: lowerList(childByType(node, 'expression_list'), context),
        start,
        end,
      };
    case 'break_statement':
      return { kind: 'break', start, end };
    case 'goto_statement':
      return { kind: 'goto', start, end };
    case 'label_statement':
      return { kind: 'label', start, end };
    default:
      return undefined;
  }
}

function lowerAssignment(
  node: RawNode,
  context: LowerContext,
): { targets: Expression[]; values: Expression[] } {
  const targets = lowerList(childByType(node, 'variable_list'), context);
  return { targets, values: lowerValues(childByType(node, 'expression_list'), targets, context) };
}

function lowerLocal(node: RawNode, context: LowerContext): Statement {
  const assignment = childByType(node, 'assignment_statement');
  const list = childByType(assignment ?? node, 'variable_list');
  const names = list ? childrenByField(list, 'name').filter((child) => child.type === 'identifier') : [];
  const targets = names.map((name) => lowerName(name, context));
  return {
    kind: 'local',
    names: targets,
    values: assignment ? lowerValues(childByType(assignment, 'expression_list'), targets, context) : [],
    start: node.start,
    end: node.end,
  };
}

/** A function that a variable or a field gets at once is called by that name. */
function lowerValues(
  list: RawNode | undefined,
  targets: readonly Expression[],
  context: LowerContext,
): Expression[] {
  return lowerList(list, context).map((value, index) => {
    const target = targets[index];
    if (value.kind !== 'function' || !target) return value;
    return { ...value, label: context.text.slice(target.start, target.end) };
  });
}

function lowerDeclaration(node: RawNode, context: LowerContext): Statement | undefined {
  const { start, end } = node;
  const name = childByField(node, 'name');
  if (!name) return undefined;
  const label = context.text.slice(name.start, name.end);
  if (name.type === 'identifier' && node.children[0]?.type === 'local') {
    return {
      kind: 'local-function',
      name: lowerName(name, context),
      value: lowerFunction(node, context, label),
      start,
      end,
    };
  }
  const isMethod = name.type === 'method_index_expression';
  return {
    kind: 'assign',
    targets: [isMethod ? lowerMethodTarget(name, context) : lowerExpression(name, context)],
    values: [lowerFunction(node, context, label, isMethod)],
    start,
    end,
  };
}

function lowerMethodTarget(node: RawNode, context: LowerContext): Expression {
  const method: Name | undefined = childrenByField(node, 'method').map((child) =>
    lowerName(child, context),
  )[0];
  return {
    kind: 'index',
    object: lowerExpression(childByField(node, 'table'), context, node.start),
    key: method
      ? { kind: 'string', value: method.name, start: method.start, end: method.end }
      : { kind: 'error', start: node.end, end: node.end },
    start: node.start,
    end: node.end,
  };
}

function lowerIf(node: RawNode, context: LowerContext): Statement {
  const clause = (part: RawNode): IfClause => ({
    condition: lowerExpression(childByField(part, 'condition'), context, part.start),
    body: context.block(childByField(part, 'consequence'), part.end),
    start: part.start,
    end: part.end,
  });
  const alternatives = childrenByField(node, 'alternative');
  const otherwise = alternatives.find((part) => part.type === 'else_statement');
  return {
    kind: 'if',
    clauses: [clause(node), ...alternatives.filter((part) => part.type === 'elseif_statement').map(clause)],
    otherwise: otherwise && context.block(childByField(otherwise, 'body'), otherwise.end),
    start: node.start,
    end: node.end,
  };
}

function lowerFor(node: RawNode, body: Block, context: LowerContext): Statement | undefined {
  const { start, end } = node;
  const clause = childByField(node, 'clause');
  if (clause?.type === 'for_numeric_clause') {
    const variable = childByField(clause, 'name');
    if (!variable) return undefined;
    const bounds = ['start', 'end', 'step'].flatMap((field) => childrenByField(clause, field));
    return {
      kind: 'numeric-for',
      variable: lowerName(variable, context),
      bounds: bounds.map((bound) => lowerExpression(bound, context)),
      body,
      start,
      end,
    };
  }
  if (clause?.type !== 'for_generic_clause') return undefined;
  const variables = childByType(clause, 'variable_list');
  return {
    kind: 'generic-for',
    variables: (variables ? meaningful(variables) : [])
      .filter((child) => child.type === 'identifier')
      .map((child) => lowerName(child, context)),
    values: lowerList(childByType(clause, 'expression_list'), context),
    body,
    start,
    end,
  };
}
