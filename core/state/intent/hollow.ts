import type { StateFacts } from '../facts.js';
import type { WrittenCell } from '../cells.js';
import type { Write } from '../objects.js';
import { around } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `for k, v in pairs(t) do t[k] = f(v) end` changes what is there: where `t` may be a table that stands for "nothing",
 * empty at load and with no other write, the loop never comes to a first key.
 */
export const hollow: Intent = {
  name: 'hollow',
  summary: 'an empty table that stands for nothing: a loop over its own keys never writes',
  holds: ({ facts, cell }) => beginsEmpty(facts, cell) && cell.writes.every(isInOwnLoop),
};

function beginsEmpty({ world: { solver } }: StateFacts, { fields }: WrittenCell): boolean {
  return (
    fields.length > 0 &&
    fields.every(({ object: id }) => {
      const object = solver.object(id);
      if (object.kind !== 'table' || object.era !== 'startup') return false;
      const { site } = object;
      const isEmpty = 'kind' in site && site.kind === 'table' && 'items' in site;
      return (
        isEmpty &&
        Array.isArray(site.items) &&
        site.items.length === 0 &&
        !solver.fieldWrites.some(({ object: other, instance }) => other === id && instance.era === 'startup')
      );
    })
  );
}

/** The write sets a key that the loop around it found in the same table. */
function isInOwnLoop({ instance: { unit }, source: { target } }: Write): boolean {
  if (target.kind !== 'index' || target.object.kind !== 'name' || target.key.kind !== 'name') return false;
  const { scopes } = unit;
  const [table, key] = [scopes.variableOf(target.object), scopes.variableOf(target.key)];
  if (!table || !key || key.isReassigned) return false;
  return around(unit, target).some((outer) => {
    if (!('kind' in outer) || outer.kind !== 'generic-for') return false;
    const [iterator] = outer.values;
    const [first] = outer.variables;
    const over = iterator?.kind === 'call' ? iterator.args[0] : undefined;
    return (
      over?.kind === 'name' && scopes.variableOf(over) === table && first && scopes.variableOf(first) === key
    );
  });
}
