import { isFillLevel } from './fill-level.js';
import { isAsBefore, isConstant, isConstantIn, isReset } from './values.js';
import type { Case, Intent } from './intent.js';

/** Functions and library objects: a patch, a chosen implementation, no data. */
export const code: Intent = {
  name: 'code',
  summary: 'functions, not data',
  holds: ({ facts, write }) => {
    const isAdded =
      write.source.how === 'insert' || (write.source.key !== undefined && write.source.key.kind !== 'string');
    return facts.isMetafield(write) || (!isAdded && facts.isCode(write));
  },
};

/** A table with weak keys or values forgets by itself, and is made for remembering only. */
export const weak: Intent = {
  name: 'weak',
  summary: 'a weak table beside objects of this worker',
  holds: ({ facts, cell }) => facts.isWeak(cell),
};

/** Back to the beginning: another write is the one that matters. */
export const reset: Intent = {
  name: 'reset',
  summary: 'a reset to the initial value',
  // Where every write is one, `on = true` and `on = false` are a switch between the two.
  holds: ({ cell, write }) =>
    isReset(write, cell) &&
    (!cell.writes.every((other) => isReset(other, cell)) ||
      cell.writes.every((other) => isAsBefore(other, cell))),
};

/** A cursor or a fill level: a number that is only used to pick. */
export const ring: Intent = {
  name: 'ring',
  summary: 'a position that is only used to pick one of several',
  holds: ({ facts, cell, write }) => {
    if (cell.isShownBeyondPicking) return false;
    return (
      facts.isSelfComputed(write, cell) ||
      facts.hasOperatorIn(write, '%') ||
      facts.isWrappedAround(write, cell)
    );
  },
};

/** Lines that wait for a timer of the same worker, which sends them all and empties the list. */
export const batch: Intent = {
  name: 'batch',
  summary: 'a buffer that a timer of the same worker empties',
  holds: ({ facts, cell, write }) => {
    const drained = cell.writes.some(
      (other) => facts.runsInTimer(other.instance) && (isReset(other, cell) || other.source.how === 'remove'),
    );
    if (!drained) return false;
    if (facts.runsInTimer(write.instance) && write.source.how !== 'insert') return true;
    // What is appended, and the position where: `buffer[n] = line`, `n = n + 1`.
    return (
      write.source.how === 'insert' ||
      write.source.target.kind === 'index' ||
      !cell.isShownBeyondPicking ||
      isFillLevel(facts, cell)
    );
  },
};

/** Tables that are given back emptied and taken out again. */
export const pool: Intent = {
  name: 'pool',
  summary: 'a pool of tables that are emptied before they are used again',
  holds: ({ facts, cell, write }) => {
    const takesOut = (one: Case['write']): boolean =>
      one.source.how === 'remove' || one.source.value?.kind === 'nil';
    const puts = (one: Case['write']): boolean => facts.isEmptiedBefore(one);
    if (!cell.writes.some(puts)) return false;
    return (
      puts(write) ||
      takesOut(write) ||
      isReset(write, cell) ||
      facts.isSelfComputed(write, cell) ||
      facts.isMadeWhenMissing(write, cell)
    );
  },
};

/** A number that only ever leaves joined with the worker's pid or a random part. */
export const unique: Intent = {
  name: 'unique',
  summary: 'a sequence that is made unique by the worker’s pid or a random part',
  holds: ({ facts, cell, write }) =>
    (write.step !== undefined || facts.isSelfComputed(write, cell) || isConstant(write.source.value)) &&
    facts.isJoinedWithWorker(cell),
};

/** What one worker does for itself, behind `if ngx.worker.id() == 0`: nobody else reads it. */
export const ownWork: Intent = {
  name: 'own-work',
  summary: 'state of the one worker that does a job, read by that worker only',
  holds: ({ facts, cell, write }) =>
    facts.isDecidedBy(write, 'worker') &&
    facts.reads(cell).every(({ instance, expression }) => facts.isGated(instance, expression, 'worker')),
};

/** `if n > limit then n = 0; yield() end`: a number that only decides when the worker does something of its own. */
export const budget: Intent = {
  name: 'budget',
  summary: 'a budget of the worker that is used up and filled again',
  holds: ({ facts, cell, write }) => {
    if (cell.isShownAsData || cell.variable === undefined) return false;
    const isFilled = (one: Case['write']): boolean =>
      isConstantIn(one.source.value, one.instance.unit) &&
      facts.guards(one, cell).some(({ comparesCell }) => comparesCell);
    return cell.writes.some(isFilled) && (isFilled(write) || write.step !== undefined);
  },
};
