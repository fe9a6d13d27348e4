import { blockOf } from '../source-tree.js';
import { yieldsBetween } from './scratch.js';
import type { Intent } from './intent.js';

/**
 * `if not seen then clear(NOTES) seen = NOTES end … walk(child, seen)`: a table that is emptied each time before it is
 * lent to a function's own calls of itself, none of which waits.
 */
export const lent: Intent = {
  name: 'lent',
  summary: 'a table that a function empties before each run of its own',
  holds: ({ facts, cell }) => {
    const clear = cell.writes.find(({ source }) => source.how === 'clear');
    if (clear?.source.target.kind !== 'name') return false;
    const { fn, unit } = clear.instance;
    const variable = unit.scopes.variableOf(clear.source.target);
    const accesses = [...cell.writes, ...facts.reads(cell)];
    if (!accesses.every(({ instance }) => instance.fn === fn)) return false;
    if (accesses.some(({ instance }) => yieldsBetween(facts, instance, fn.body.start, fn.body.end)))
      return false;
    // The variable itself is named where the table was just emptied, and nowhere else.
    const block = blockOf(unit, clear.source.target);
    return (
      block !== undefined &&
      variable !== undefined &&
      unit.scopes.usesOf(variable).every(({ start, end }) => clear.span.start <= start && end <= block.end)
    );
  },
};
