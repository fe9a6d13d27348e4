import type { Block, Expression, FunctionExpression, LuaSyntax, Name, Statement } from './syntax.js';

/** A local variable: one declaration, however often it is assigned. */
export interface Variable {
  readonly name: string;
  readonly declaration: Name;
  readonly role: 'local' | 'local-function' | 'parameter' | 'self' | 'loop';
  /** The function in whose activation it lives. */
  readonly owner: FunctionExpression;
  /** The functions that use it as an upvalue, in source order. */
  readonly capturedBy: readonly FunctionExpression[];
  /** Some statement gives it another value than the one that it begins with. */
  readonly isReassigned: boolean;
}

/** What every name of a chunk means. A name without a variable is a global. */
export interface Scopes {
  readonly variables: readonly Variable[];
  /** Every function of the chunk but the chunk itself. */
  readonly functions: readonly FunctionExpression[];
  /** The names that no local declares, in source order: each use of a global. */
  readonly globals: readonly Name[];
  variableOf(name: Name): Variable | undefined;
  /** Every name that means the variable, its declaration aside. */
  usesOf(variable: Variable): readonly Name[];
  /** The function that contains this one; undefined for the main chunk. */
  parentOf(fn: FunctionExpression): FunctionExpression | undefined;
}

type Draft = Variable & { capturedBy: FunctionExpression[]; isReassigned: boolean };

interface Scope {
  readonly names: Map<string, Draft>;
  readonly parent: Scope | undefined;
  readonly owner: FunctionExpression;
}

/** Resolves names by Lua's rules of visibility (5.1 manual, 2.6): a local is in scope after its statement. */
export function resolveScopes(syntax: LuaSyntax): Scopes {
  const uses = new Map<Name, Draft>();
  const parents = new Map<FunctionExpression, FunctionExpression>();
  const variables: Draft[] = [];
  const globals: Name[] = [];

  const open = (parent: Scope | undefined, owner: FunctionExpression): Scope => ({
    names: new Map(),
    parent,
    owner,
  });
  const declare = (scope: Scope, declaration: Name, role: Variable['role']): void => {
    const variable: Draft = {
      name: declaration.name,
      declaration,
      role,
      owner: scope.owner,
      capturedBy: [],
      isReassigned: false,
    };
    scope.names.set(declaration.name, variable);
    variables.push(variable);
    uses.set(declaration, variable);
  };
  const use = (name: Name, from: Scope): void => {
    for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
      const variable = scope.names.get(name.name);
      if (!variable) continue;
      uses.set(name, variable);
      if (variable.owner !== from.owner && !variable.capturedBy.includes(from.owner)) {
        variable.capturedBy.push(from.owner);
      }
      return;
    }
    globals.push(name);
  };
  const list = (expressions: readonly Expression[], scope: Scope): void => {
    for (const expression of expressions) visit(expression, scope);
  };

  function visitFunction(fn: FunctionExpression, outer: Scope | undefined): void {
    if (outer) parents.set(fn, outer.owner);
    const scope = open(outer, fn);
    fn.parameters.forEach((parameter, index) =>
      declare(scope, parameter, fn.isMethod && index === 0 ? 'self' : 'parameter'),
    );
    visitBlock(fn.body, scope);
  }

  function visit(expression: Expression, scope: Scope): void {
    switch (expression.kind) {
      case 'name':
        return use(expression, scope);
      case 'function':
        return visitFunction(expression, scope);
      case 'index':
        visit(expression.object, scope);
        return visit(expression.key, scope);
      case 'call':
        visit(expression.callee, scope);
        return list(expression.args, scope);
      case 'method-call':
        visit(expression.object, scope);
        return list(expression.args, scope);
      case 'table':
        for (const { key, value } of expression.items) {
          if (key) visit(key, scope);
          visit(value, scope);
        }
        return;
      case 'binary':
        visit(expression.left, scope);
        return visit(expression.right, scope);
      case 'unary':
        return visit(expression.operand, scope);
      case 'parenthesized':
        return visit(expression.inner, scope);
      case 'nil':
      case 'boolean':
      case 'number':
      case 'string':
      case 'vararg':
      case 'error':
        return;
    }
  }

  function visitBlock(block: Block, scope: Scope): void {
    for (const statement of block.statements) visitStatement(statement, scope);
  }

  function visitStatement(statement: Statement, scope: Scope): void {
    const inner = (): Scope => open(scope, scope.owner);
    switch (statement.kind) {
      case 'local':
        list(statement.values, scope);
        for (const name of statement.names) declare(scope, name, 'local');
        return;
      case 'local-function':
        declare(scope, statement.name, 'local-function');
        return visitFunction(statement.value, scope);
      case 'assign':
        list(statement.values, scope);
        list(statement.targets, scope);
        for (const target of statement.targets) {
          const variable = target.kind === 'name' ? uses.get(target) : undefined;
          if (variable) variable.isReassigned = true;
        }
        return;
      case 'call-statement':
        return visit(statement.call, scope);
      case 'do':
        return visitBlock(statement.body, inner());
      case 'while':
        visit(statement.condition, scope);
        return visitBlock(statement.body, inner());
      case 'repeat': {
        const body = inner();
        visitBlock(statement.body, body);
        return visit(statement.condition, body);
      }
      case 'if':
        for (const clause of statement.clauses) {
          visit(clause.condition, scope);
          visitBlock(clause.body, inner());
        }
        if (statement.otherwise) visitBlock(statement.otherwise, inner());
        return;
      case 'numeric-for': {
        list(statement.bounds, scope);
        const body = inner();
        declare(body, statement.variable, 'loop');
        return visitBlock(statement.body, body);
      }
      case 'generic-for': {
        list(statement.values, scope);
        const body = inner();
        for (const name of statement.variables) declare(body, name, 'loop');
        return visitBlock(statement.body, body);
      }
      case 'return':
        return list(statement.values, scope);
      case 'break':
      case 'goto':
      case 'label':
        return;
    }
  }

  visitFunction(syntax.main, undefined);
  let byVariable: Map<Variable, Name[]> | undefined;
  return {
    variables,
    functions: [...parents.keys()],
    globals: globals.sort((a, b) => a.start - b.start),
    variableOf: (name) => uses.get(name),
    usesOf: (variable) => {
      byVariable ??= groupUses(uses);
      return byVariable.get(variable) ?? [];
    },
    parentOf: (fn) => parents.get(fn),
  };
}

function groupUses(uses: ReadonlyMap<Name, Variable>): Map<Variable, Name[]> {
  const groups = new Map<Variable, Name[]>();
  for (const [name, variable] of uses) {
    if (name === variable.declaration) continue;
    const known = groups.get(variable);
    if (known) known.push(name);
    else groups.set(variable, [name]);
  }
  return groups;
}
