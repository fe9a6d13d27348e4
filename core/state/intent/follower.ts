import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { around } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `while seen < newest do seen = seen + 1; handle(dict:get(seen)) end`, where `newest` is a number that all workers
 * share: how far the worker has come in what they all go through, each at its own pace, to the same end.
 */
export const follower: Intent = {
  name: 'follower',
  summary: 'how far the worker has come in a sequence that all workers share',
  holds: ({ facts, cell }) =>
    cell.writes.some(({ step }) => step !== undefined) &&
    cell.writes.every((write) =>
      write.step === undefined
        ? facts.comesFrom(write, 'shared') && !facts.comesFrom(write, 'request')
        : write.step > 0 && catchesUp(facts, cell, write),
    ),
};

/** The innermost loop goes on until the cell is what a shared dictionary said; a single step is a count. */
function catchesUp(facts: StateFacts, cell: WrittenCell, { instance, source }: Write): boolean {
  const loop = around(instance.unit, source.target).find((outer) => 'kind' in outer && loops.has(outer.kind));
  if (!loop || !('kind' in loop) || loop.kind !== 'while') return false;
  const { condition } = loop;
  if (condition.kind !== 'binary' || !behind.has(condition.operator)) return false;
  const reads = new Set(facts.reads(cell).map(({ expression }) => expression));
  const other = [condition.left, condition.right].find((side) => !reads.has(side));
  const isCell = reads.has(condition.left) || reads.has(condition.right);
  return (
    isCell &&
    other !== undefined &&
    !facts.readsCell(other, instance, cell) &&
    facts.expressionComesFrom(other, instance, 'shared') &&
    !facts.expressionComesFrom(other, instance, 'request')
  );
}

const behind: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '~=']);

const loops: ReadonlySet<string> = new Set(['while', 'repeat', 'numeric-for', 'generic-for']);
