import {
  walkLua,
  type Expression,
  type FunctionExpression,
  type Scopes,
  type Variable,
} from '../lua/index.js';

/** A chain of locals that name each other ends here. */
const maxDepth = 8;

/** What expressions of one chunk are: `ngx.var`, also behind `local var = ngx.var`; `require "x"` gives `x`. */
export class LuaPaths {
  #values: Map<Variable, Expression> | undefined;

  constructor(
    private readonly main: FunctionExpression,
    private readonly scopes: Scopes,
  ) {}

  /** Undefined where the text does not say it; a local that gets another value later is nobody's name. */
  pathOf(expression: Expression, depth = 0): string | undefined {
    if (depth > maxDepth) return undefined;
    switch (expression.kind) {
      case 'parenthesized':
        return this.pathOf(expression.inner, depth + 1);
      case 'name': {
        const variable = this.scopes.variableOf(expression);
        if (!variable) return expression.name;
        const value = variable.isReassigned ? undefined : this.#valueOf(variable);
        return value && this.pathOf(value, depth + 1);
      }
      case 'index': {
        if (expression.key.kind !== 'string') return undefined;
        const object = this.pathOf(expression.object, depth + 1);
        return object === undefined ? undefined : `${object}.${expression.key.value}`;
      }
      case 'call': {
        const [argument] = expression.args;
        const isRequire = expression.callee.kind === 'name' && expression.callee.name === 'require';
        return isRequire && argument?.kind === 'string' ? argument.value : undefined;
      }
      default:
        return undefined;
    }
  }

  #valueOf(variable: Variable): Expression | undefined {
    this.#values ??= this.#initialValues();
    return this.#values.get(variable);
  }

  #initialValues(): Map<Variable, Expression> {
    const values = new Map<Variable, Expression>();
    for (const { node } of walkLua(this.main)) {
      if (!('kind' in node) || node.kind !== 'local') continue;
      node.names.forEach((name, index) => {
        const variable = this.scopes.variableOf(name);
        const value = node.values[index];
        if (variable && value) values.set(variable, value);
      });
    }
    return values;
  }
}
