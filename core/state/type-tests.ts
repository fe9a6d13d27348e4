import type { Expression, Name, Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';

/** Variables that a condition shows to hold no table. */
export type PlainVariables = ReadonlySet<Variable>;

/** What `local t = type(x)` remembers: t stands for the type of x. */
export type TypeNames = ReadonlyMap<Variable, Variable>;

/**
 * The variables that hold no table where the condition came out as `outcome`: behind `type(x) ~= "table"`, behind
 * `not x`, behind a call of a string's method.
 */
export function plainVariables(
  condition: Expression,
  outcome: boolean,
  unit: LuaUnit,
  typeNames: TypeNames,
): Variable[] {
  const inner = (expression: Expression, result: boolean): Variable[] =>
    plainVariables(expression, result, unit, typeNames);
  switch (condition.kind) {
    case 'parenthesized':
      return inner(condition.inner, outcome);
    case 'name': {
      const variable = unit.scopes.variableOf(condition);
      return variable && !outcome ? [variable] : [];
    }
    case 'unary':
      return condition.operator === 'not' ? inner(condition.operand, !outcome) : [];
    case 'binary': {
      const { operator, left, right } = condition;
      if ((operator === 'and' && outcome) || (operator === 'or' && !outcome))
        return [...inner(left, outcome), ...inner(right, outcome)];
      if (operator !== '==' && operator !== '~=') return [];
      const isEqual = (operator === '==') === outcome;
      return [
        ...comparison(left, right, isEqual, unit, typeNames),
        ...comparison(right, left, isEqual, unit, typeNames),
      ];
    }
    default:
      return [];
  }
}

function comparison(
  tested: Expression,
  constant: Expression,
  isEqual: boolean,
  unit: LuaUnit,
  typeNames: TypeNames,
): Variable[] {
  if (constant.kind === 'string') {
    const variable = typedVariable(tested, unit, typeNames);
    if (variable)
      return (constant.value === 'table') === isEqual
        ? []
        : isEqual || constant.value === 'table'
          ? [variable]
          : [];
  }
  const isPlain = ['nil', 'string', 'number', 'boolean'].includes(constant.kind);
  if (!isEqual || !isPlain || tested.kind !== 'name') return [];
  const variable = unit.scopes.variableOf(tested);
  return variable ? [variable] : [];
}

/** The x of `type(x)`, or of a variable that was set to it. */
function typedVariable(tested: Expression, unit: LuaUnit, typeNames: TypeNames): Variable | undefined {
  if (tested.kind === 'name') {
    const variable = unit.scopes.variableOf(tested);
    return variable && typeNames.get(variable);
  }
  const name = typeCall(tested);
  return name && unit.scopes.variableOf(name);
}

/** The name in `type(name)`. */
export function typeCall(expression: Expression): Name | undefined {
  if (expression.kind !== 'call' || expression.callee.kind !== 'name' || expression.callee.name !== 'type')
    return undefined;
  const [argument] = expression.args;
  return argument?.kind === 'name' ? argument : undefined;
}
