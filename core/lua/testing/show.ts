import type { Block, Expression, Statement } from '../index.js';

/** The compact syntax as one line of prefix notation, so that a test shows a whole tree. */
export function show(block: Block): string {
  return block.statements.map(statement).join(' ');
}

function list(expressions: readonly Expression[]): string {
  return `[${expressions.map(expression).join(' ')}]`;
}

function statement(node: Statement): string {
  switch (node.kind) {
    case 'local':
      return `(local [${node.names.map(({ name }) => name).join(' ')}] ${list(node.values)})`;
    case 'local-function':
      return `(local-function ${node.name.name} ${expression(node.value)})`;
    case 'assign':
      return `(assign ${list(node.targets)} ${list(node.values)})`;
    case 'call-statement':
      return expression(node.call);
    case 'do':
      return `(do ${show(node.body)})`;
    case 'while':
      return `(while ${expression(node.condition)} ${show(node.body)})`;
    case 'repeat':
      return `(repeat ${show(node.body)} ${expression(node.condition)})`;
    case 'if': {
      const clauses = node.clauses.map((clause) => `(${expression(clause.condition)} ${show(clause.body)})`);
      return `(if ${clauses.join(' ')}${node.otherwise ? ` (else ${show(node.otherwise)})` : ''})`;
    }
    case 'numeric-for':
      return `(for ${node.variable.name} ${list(node.bounds)} ${show(node.body)})`;
    case 'generic-for':
      return `(for-in [${node.variables.map(({ name }) => name).join(' ')}] ${list(node.values)} ${show(node.body)})`;
    case 'return':
      return `(return ${list(node.values)})`;
    case 'break':
    case 'goto':
    case 'label':
      return `(${node.kind})`;
  }
}

export function expression(node: Expression): string {
  switch (node.kind) {
    case 'nil':
      return 'nil';
    case 'boolean':
    case 'number':
      return String(node.value);
    case 'string':
      return JSON.stringify(node.value);
    case 'vararg':
      return '...';
    case 'error':
      return '<error>';
    case 'name':
      return node.name;
    case 'function': {
      const parameters = [...node.parameters.map(({ name }) => name), ...(node.hasVararg ? ['...'] : [])];
      return `(function [${parameters.join(' ')}] ${show(node.body)})`;
    }
    case 'index':
      return `(index ${expression(node.object)} ${expression(node.key)})`;
    case 'call':
      return `(call ${expression(node.callee)} ${list(node.args)})`;
    case 'method-call':
      return `(method ${expression(node.object)} ${node.method.name} ${list(node.args)})`;
    case 'table': {
      const items = node.items.map(
        ({ key, value }) => (key ? `${expression(key)}=` : '') + expression(value),
      );
      return `{${items.join(' ')}}`;
    }
    case 'binary':
      return `(${node.operator} ${expression(node.left)} ${expression(node.right)})`;
    case 'unary':
      return `(${node.operator} ${expression(node.operand)})`;
    case 'parenthesized':
      return `(paren ${expression(node.inner)})`;
  }
}
