import type { StateFacts } from '../facts.js';
import type { WrittenCell } from '../cells.js';
import { definitionsOf } from '../definitions.js';
import type { Write } from '../objects.js';
import { blockOf } from '../source-tree.js';
import { yieldsBetween } from './scratch.js';
import type { Intent } from './intent.js';

/** A change for the length of a call, and the write that puts back what was there before. */
interface Patch {
  readonly first: Write;
  readonly back: Write;
}

/**
 * `local saved = t.x; t.x = mine; work(); t.x = saved`: what was there is back before anybody else runs, as long as
 * nothing in between waits.
 */
export const restored: Intent = {
  name: 'restored',
  summary: 'a value that is put back before anybody else runs',
  holds: ({ facts, cell, write }) => {
    const patch = patchAround(facts, cell, write);
    return patch !== undefined && !waits(facts, patch);
  },
};

/** A change that is put back after a wait: whoever runs meanwhile meets it, or has it saved as his own. */
export function isPatchedAcrossWait(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const patch = patchAround(facts, cell, write);
  return patch !== undefined && waits(facts, patch);
}

function waits(facts: StateFacts, { first, back }: Patch): boolean {
  return yieldsBetween(facts, first.instance, first.span.end, back.span.start);
}

/** The patch that a write is a part of. */
function patchAround(facts: StateFacts, cell: WrittenCell, write: Write): Patch | undefined {
  const own = cell.writes
    .filter(({ instance }) => instance === write.instance)
    .sort((a, b) => a.span.start - b.span.start);
  const [first] = own;
  const back = own.at(-1);
  if (!first || !back || first === back || !isSaved(facts, cell, first, back)) return undefined;
  const block = blockOf(back.instance.unit, back.source.target);
  if (!block || block !== blockOf(first.instance.unit, first.source.target)) return undefined;
  // A way out in between leaves the change behind.
  const between = block.statements.filter(
    ({ start, end }) => start >= first.span.end && end <= back.span.start,
  );
  return between.some(({ kind }) => kind !== 'local' && kind !== 'assign' && kind !== 'call-statement')
    ? undefined
    : { first, back };
}

/** The last write gives back what a local variable took from the cell before the first. */
function isSaved(facts: StateFacts, cell: WrittenCell, first: Write, back: Write): boolean {
  const { value } = back.source;
  if (back.source.how !== 'assign' || value?.kind !== 'name') return false;
  const saved = definitionsOf(value, back.instance, 1);
  const reads = facts.reads(cell);
  return (
    saved.length > 0 &&
    saved.every(
      (one) => one !== value && one.end <= first.span.start && reads.some((read) => read.expression === one),
    )
  );
}
