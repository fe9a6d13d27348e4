import type { NumericForStatement } from '../../lua/index.js';
import type { Read } from '../reads.js';
import { around } from '../source-tree.js';
import { isConstant } from './values.js';
import type { Intent } from './intent.js';

/**
 * `for i = at[name], #list do at[name] = i + 1; … end` in a timer: how far the worker's timers have come in a list that
 * the worker fills for itself.
 */
export const cursor: Intent = {
  name: 'cursor',
  summary: 'how far the worker’s own timers have come in a list of its own',
  holds: ({ facts, cell }) => {
    const reads = facts.reads(cell);
    if (![...reads, ...cell.writes].every(({ instance }) => facts.runsInTimer(instance))) return false;
    const isCount = cell.writes.every(
      (write) =>
        write.source.how === 'assign' &&
        (isConstant(write.source.value) ||
          facts.hasOperatorIn(write, '+') ||
          facts.hasOperatorIn(write, '-')) &&
        !facts.comesFrom(write, 'request') &&
        !facts.comesFrom(write, 'random') &&
        !facts.comesFrom(write, 'clock'),
    );
    return isCount && reads.some(beginsLoop);
  },
};

/** The first bound of a loop up to the length of a list. */
function beginsLoop({ instance, expression }: Read): boolean {
  const loop = around(instance.unit, expression).find(
    (outer): outer is NumericForStatement => 'kind' in outer && outer.kind === 'numeric-for',
  );
  const [from, to] = loop?.bounds ?? [];
  return from === expression && to?.kind === 'unary' && to.operator === '#';
}
