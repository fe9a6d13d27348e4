import type { Intent } from './intent.js';

/**
 * `if now >= next_time then rotate(); next_time = next_time + interval end` in a timer: when the worker's own timer does
 * its work again. Nobody else asks.
 */
export const timetable: Intent = {
  name: 'timetable',
  summary: 'when the worker’s own timer does its work again',
  holds: ({ facts, cell }) => {
    if (cell.isShownAsData) return false;
    if (!facts.reads(cell).every(({ instance }) => facts.runsInTimer(instance))) return false;
    return (
      cell.writes.every(
        (write) =>
          facts.runsInTimer(write.instance) &&
          !facts.comesFrom(write, 'request') &&
          !facts.comesFrom(write, 'random') &&
          !facts.isDecidedBy(write, 'worker'),
      ) && cell.writes.some((write) => facts.comesFrom(write, 'clock'))
    );
  },
};
