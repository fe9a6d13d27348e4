import type { CallExpression, Expression, FunctionExpression, Name } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { valueOf } from '../state/index.js';

/** `ngx.say`, `table.insert`; also behind a local variable of the module, and for `require "table.clear"`. */
export function libraryPath(callee: Expression, unit: LuaUnit, depth = 3): string | undefined {
  if (callee.kind === 'index') {
    if (callee.key.kind !== 'string') return undefined;
    const object = libraryPath(callee.object, unit, depth);
    return object === undefined ? undefined : `${object}.${callee.key.value}`;
  }
  if (callee.kind === 'call') {
    const name = requiredBy(callee);
    return name !== undefined && /^(?:table\.\w+|ngx\.\w+)$/.test(name) ? name : undefined;
  }
  if (callee.kind !== 'name') return undefined;
  const variable = unit.scopes.variableOf(callee);
  if (!variable) return callee.name;
  const value = depth > 0 ? valueOf(variable, unit) : undefined;
  return value && libraryPath(value, unit, depth - 1);
}

function requiredBy({ callee, args }: CallExpression): string | undefined {
  return callee.kind === 'name' && callee.name === 'require' && args[0]?.kind === 'string'
    ? args[0].value
    : undefined;
}

/** The module that has what is called: `cjson` for `cjson.encode`. */
export function requiredName(callee: Expression, unit: LuaUnit): string | undefined {
  const root = rootOf(callee);
  const variable = root && unit.scopes.variableOf(root);
  const value = variable && valueOf(variable, unit);
  const call = value?.kind === 'index' ? value.object : value;
  return call?.kind === 'call' ? requiredBy(call) : undefined;
}

function rootOf(callee: Expression): Name | undefined {
  if (callee.kind === 'name') return callee;
  return callee.kind === 'index' ? rootOf(callee.object) : undefined;
}

/** The module's own function that a call means: `deliver(…)`, `_M.deliver(…)`. */
export function functionCalled(callee: Expression, unit: LuaUnit): FunctionExpression | undefined {
  if (callee.kind === 'name') {
    const variable = unit.scopes.variableOf(callee);
    const value = variable && valueOf(variable, unit);
    return value?.kind === 'function' ? value : undefined;
  }
  if (callee.kind !== 'index' || callee.object.kind !== 'name' || callee.key.kind !== 'string')
    return undefined;
  const label = `${callee.object.name}.${callee.key.value}`;
  const [fn, ...others] = unit.scopes.functions.filter((one) => one.label === label);
  return others.length === 0 ? fn : undefined;
}
