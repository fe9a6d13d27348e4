import type { StateFacts } from '../facts.js';
import type { WrittenCell } from '../cells.js';
import { walkLua, type LuaNode } from '../../lua/index.js';
import type { Write } from '../objects.js';
import { blockOf, blocksOf } from '../source-tree.js';
import { yieldsBetween } from './scratch.js';
import { isReset } from './values.js';
import type { Intent } from './intent.js';

/**
 * Notes for the length of one run: whatever a function adds, it takes out again before it ends, with no wait in
 * between. The other half of a scratch table, which is emptied before it is used.
 */
export const cleared: Intent = {
  name: 'cleared',
  summary: 'notes of one run, which it clears before it ends',
  holds: ({ facts, cell }) =>
    cell.writes.every((write) => empties(cell, write) || isClearedAfter(facts, cell, write)) &&
    !cell.writes.every((write) => empties(cell, write)),
};

/** All of the cell becomes empty. */
function empties(cell: WrittenCell, write: Write): boolean {
  const { how, target } = write.source;
  return how === 'clear' || (cell.variable !== undefined && target.kind === 'name' && isReset(write, cell));
}

function isClearedAfter(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const { instance } = write;
  const { fn, unit } = instance;
  const blocks = blocksOf(unit, write.source.target);
  return cell.writes.some((last) => {
    if (last.instance !== instance || last.span.start < write.span.end || !empties(cell, last)) return false;
    const block = blockOf(unit, last.source.target);
    if (!block || !blocks.includes(block)) return false;
    return (
      !leavesBetween(fn, write.span.end, last.span.start) &&
      !yieldsBetween(facts, instance, write.span.start, last.span.end)
    );
  });
}

/** Some `return` between two places, which would leave the notes behind. */
function leavesBetween(fn: LuaNode, from: number, to: number): boolean {
  return [...walkLua(fn)].some(
    ({ node }) => 'kind' in node && node.kind === 'return' && node.start >= from && node.end <= to,
  );
}
