import type { Holder } from './holders.js';
import type { Write } from './objects.js';
import type { World } from './world.js';

/**
 * `local M = require("base").new(); … M.n = M.n + 1; return M`: a module's table that a library made which is not here.
 * What the module itself stores into it by its name is a field of that table, whatever else the library may have given
 * out in its place.
 */
export function ownTable(world: World, { instance, source: { target } }: Write): Holder | undefined {
  const { unit } = instance;
  const { main } = unit.syntax;
  if (target.kind !== 'index' || target.object.kind !== 'name') return undefined;
  const variable = unit.scopes.variableOf(target.object);
  if (variable?.owner !== main || variable.isReassigned) return undefined;
  const last = main.body.statements.at(-1);
  const [value] = last?.kind === 'return' ? last.values : [];
  if (unit.kind !== 'file' || value?.kind !== 'name' || unit.scopes.variableOf(value) !== variable)
    return undefined;
  return { root: { kind: 'variable', variable, instance: world.module(unit) }, path: [] };
}
