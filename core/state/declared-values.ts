import { walkLua, type Expression, type Name, type Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';

const valuesOfUnits = new WeakMap<LuaUnit, ReadonlyMap<Variable, Expression>>();

/** What a variable is, where it never becomes anything else. */
export function valueOf(variable: Variable, unit: LuaUnit): Expression | undefined {
  let values = valuesOfUnits.get(unit);
  if (!values) valuesOfUnits.set(unit, (values = declaredValues(unit)));
  return variable.isReassigned ? undefined : values.get(variable);
}

function declaredValues({ scopes, syntax }: LuaUnit): Map<Variable, Expression> {
  const values = new Map<Variable, Expression>();
  const note = (name: Name, value: Expression | undefined): void => {
    const variable = scopes.variableOf(name);
    if (variable && value) values.set(variable, value);
  };
  for (const { node } of walkLua(syntax.main)) {
    if (!('kind' in node)) continue;
    if (node.kind === 'local-function') note(node.name, node.value);
    if (node.kind === 'local') node.names.forEach((name, index) => note(name, node.values[index]));
  }
  return values;
}
