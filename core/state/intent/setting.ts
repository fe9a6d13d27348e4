import type { Write } from '../objects.js';
import { blockOf } from '../source-tree.js';
import { isFlag } from './values.js';
import type { Intent } from './intent.js';

/**
 * `enabled = false; if conf.enabled then enabled = true end`: the run decides anew, from what it is handed, and
 * whatever was there before does not matter. With no request in it that is a setting.
 */
export const setting: Intent = {
  name: 'setting',
  summary: 'a setting that is decided anew from what the function is handed',
  holds: ({ facts, cell, write }) => {
    if (cell.variable === undefined && write.source.key?.kind !== 'string') return false;
    if (write.source.how !== 'assign' || !facts.valuesOf(write).every(isFlag)) return false;
    if (facts.isDecidedByRequest(write) || facts.isDecidedBy(write, 'worker')) return false;
    if (facts.guards(write, cell).some(({ missesCell, comparesCell }) => missesCell || comparesCell))
      return false;
    return cell.writes.some((other) => isBeginning(other, write));
  },
};

/** The function itself sets the cell to a constant first, whatever happens later. */
function isBeginning(first: Write, write: Write): boolean {
  const { fn, unit } = write.instance;
  return (
    first.instance === write.instance &&
    first.span.end <= write.span.start &&
    first.source.how === 'assign' &&
    isFlag(first.source.value) &&
    blockOf(unit, first.source.target) === fn.body
  );
}
