import type { Expression } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import { definitionsOf } from '../definitions.js';
import { partsOf } from '../expression-parts.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import type { Intent } from './intent.js';
import { isFlag, isReset } from './values.js';

/**
 * A memo that is not empty at first: `local made = { root = make("…") }`, then `made[k] = made.root(k)` for each k that
 * is missing. Only what is missing is written, so what was there at load stays, and is the same in every worker.
 */
export const seeded: Intent = {
  name: 'seeded',
  summary: 'a memo whose values are made of what it held at load',
  holds: ({ facts, cell, write }) => {
    const values = facts.valuesOf(write);
    if (write.source.how !== 'assign' || values.length === 0 || values.every(isFlag)) return false;
    if (!cell.writes.every((one) => isReset(one, cell) || fillsGap(facts, cell, one))) return false;
    if (facts.comesFrom(write, 'request') || facts.comesFrom(write, 'random')) return false;
    const reads = ownReads(facts, cell, write, values);
    return reads.length > 0 && reads.every((read) => isSeed(facts, cell, read));
  },
};

function fillsGap(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  return facts.guards(write, cell).some(({ missesCell }) => missesCell);
}

/** What the values take from the cell itself. */
function ownReads(
  facts: StateFacts,
  cell: WrittenCell,
  { instance }: Write,
  values: readonly Expression[],
): Expression[] {
  const reads = new Set(facts.reads(cell).map(({ expression }) => expression));
  return values
    .flatMap(partsOf)
    .flatMap((part) => [part, ...definitionsOf(part, instance, 3).flatMap(partsOf)])
    .filter((part) => reads.has(part));
}

/** A field that the table has from the beginning. */
function isSeed({ world: { solver } }: StateFacts, { fields }: WrittenCell, read: Expression): boolean {
  if (read.kind !== 'index' || read.key.kind !== 'string') return false;
  const key = read.key.value;
  return fields.every(({ object: id }) => {
    const object = solver.object(id);
    if (object.kind !== 'table' || !('kind' in object.site) || object.era !== 'startup') return false;
    const { items } = object.site as { items?: readonly { key?: Expression }[] };
    return items?.some((item) => item.key?.kind === 'string' && item.key.value === key) === true;
  });
}
