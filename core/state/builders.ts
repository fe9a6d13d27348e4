import type { Expression, FunctionExpression, LuaNode, Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { initialOf } from './cells.js';
import type { Write } from './objects.js';
import { placed } from './source-tree.js';

/**
 * A function that builds an interface: a table with functions of its own, which it returns. What it notes on the way is
 * noted when the interface is built, which programs do once. Where no caller was followed, no request is known to.
 */
export function isBuilder({ instance: { fn, unit } }: Pick<Write, 'instance'>): boolean {
  return fn.body.statements.some(
    (statement) =>
      statement.kind === 'return' &&
      statement.values.length === 1 &&
      statement.values.some((value) => holdsOwnFunctions(value, fn, unit)),
  );
}

/** Two functions make an interface; one may be the request's own callback. */
const leastFunctions = 2;

function holdsOwnFunctions(value: Expression, fn: FunctionExpression, unit: LuaUnit): boolean {
  if (value.kind !== 'name') return false;
  const { scopes } = unit;
  const table = scopes.variableOf(value);
  if (table?.owner !== fn || initialOf(unit, table.declaration)?.kind !== 'table') return false;
  const own = scopes.functions.filter(
    (inner) => scopes.parentOf(inner) === fn && isFieldOf(inner, table, unit),
  );
  return own.length >= leastFunctions;
}

/** `function api.get() … end`, `api.get = function() … end`. */
function isFieldOf(inner: FunctionExpression, table: Variable, unit: LuaUnit): boolean {
  const owner: LuaNode | undefined = placed(unit, inner)?.parent?.node;
  if (!owner || !('kind' in owner) || owner.kind !== 'assign') return false;
  return owner.targets.some(
    (target) =>
      target.kind === 'index' &&
      target.object.kind === 'name' &&
      unit.scopes.variableOf(target.object) === table,
  );
}
