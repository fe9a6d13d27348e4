import type { FunctionExpression, TableExpression } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import { identity } from '../holders.js';
import type { AbstractObject, TableObject } from '../objects.js';
import { contains } from '../expression-parts.js';
import type { Intent } from './intent.js';

/**
 * `local info = {}; function info.new() return { data = false } end; … self.info.data = v`: where a change may go to a
 * module or to what the module makes, it goes to the one that has the field from the beginning.
 */
export const member: Intent = {
  name: 'member',
  summary: 'a field of what a module makes, and not of the module',
  holds: ({ facts, cell, write }) => {
    const { base, source } = write;
    if (base === undefined || cell.initial !== undefined || source.key?.kind !== 'string') return false;
    const key = source.key.value;
    const { solver } = facts.world;
    const own = new Set(cell.fields.map(({ object }) => object));
    const others = solver.objectsAt(base).filter((object) => !own.has(identity(object)));
    if (solver.isWide(base) || others.length === 0) return false;
    return (
      others.every((other) => isTable(other) && declares(other, key)) &&
      [...own].every((id) => {
        const makers = functionsOf(facts, solver.object(id));
        return others.some(
          (other) => isTable(other) && makers.some((fn) => isMadeBy(other, fn.unit.id, fn.fn)),
        );
      })
    );
  },
};

function isTable(object: AbstractObject): object is TableObject {
  return object.kind === 'table';
}

function declares({ site }: TableObject, key: string): boolean {
  if (!('kind' in site) || site.kind !== 'table') return false;
  return (site as TableExpression).items.some(
    (item) => item.key?.kind === 'string' && item.key.value === key,
  );
}

function functionsOf(
  { world: { solver } }: StateFacts,
  object: AbstractObject,
): { unit: TableObject['unit']; fn: FunctionExpression }[] {
  return solver
    .objectsAt(solver.allFields(object))
    .flatMap((one) => (one.kind === 'function' ? [{ unit: one.unit, fn: one.fn }] : []));
}

function isMadeBy({ unit, site }: TableObject, maker: string, fn: FunctionExpression): boolean {
  return unit.id === maker && contains(fn, site as TableExpression);
}
