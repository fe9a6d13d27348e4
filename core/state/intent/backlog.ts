import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { blockOf } from '../source-tree.js';
import { isFillLevel } from './fill-level.js';
import type { Intent } from './intent.js';
import { batch } from './structures.js';
import { isReset } from './values.js';

/**
 * `lines[n] = line; size = size + #line`, and in the timer that sends them `size = size - #sent`: how much waits for the
 * worker's own timer. It grows only beside a list that this timer empties, so that it is no count of anything else.
 */
export const backlog: Intent = {
  name: 'backlog',
  summary: 'how much waits in a buffer that a timer of the same worker empties',
  holds: ({ facts, cell }) => {
    if (cell.isShownAsData) return false;
    const grows = cell.writes.filter((one) => !isReset(one, cell) && !shrinks(facts, cell, one));
    return (
      grows.length > 0 &&
      cell.writes.some(
        (one) => facts.runsInTimer(one.instance) && (isReset(one, cell) || shrinks(facts, cell, one)),
      ) &&
      grows.every((one) => facts.hasOperatorIn(one, '+') && isBesideBatch(facts, cell, one))
    );
  },
};

function shrinks(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  return facts.hasOperatorIn(write, '-') && facts.isSelfComputed(write, cell);
}

/** The same statements add a line to a list, or move on the place for the next, and a timer empties that. */
function isBesideBatch(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const block = blockOf(write.instance.unit, write.source.target);
  return (
    block !== undefined &&
    facts
      .cellsIn(write.instance.unit, block.start, block.end)
      .some(
        (other) =>
          other !== cell &&
          other.writes.some(
            (one) =>
              blockOf(one.instance.unit, one.source.target) === block &&
              adds(one) &&
              batch.holds({ facts, cell: other, write: one }),
          ),
      )
  );
}

function adds({ source: { how, target }, step }: Write): boolean {
  return how === 'insert' || step !== undefined || target.kind === 'index';
}

/**
 * `n = n + 1; lines[n] = line`, and `n = 0` in the timer that sends them: what is there beyond the position is nothing
 * any more, and is overwritten.
 */
export const lines: Intent = {
  name: 'lines',
  summary: 'a list up to a position that a timer of the same worker sets back',
  holds: ({ facts, cell, write: { instance, source } }) => {
    const { target } = source;
    if (cell.variable !== undefined || source.how !== 'assign' || target.kind !== 'index') return false;
    const position = target.key.kind === 'name' ? instance.unit.scopes.variableOf(target.key) : undefined;
    const level = position && facts.cellOf(position);
    return (
      level !== undefined &&
      level.writes.some((one) => facts.runsInTimer(one.instance) && isReset(one, level)) &&
      isFillLevel(facts, level) &&
      facts.reads(cell).every(({ expression }) => expression.kind === 'name')
    );
  },
};
