import type { LuaNode } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Instance, Write } from '../objects.js';
import { blockOf, guardsOf, testedBy, type Guard } from '../source-tree.js';
import { derived, latch, memo } from './guarded.js';
import type { Case, Intent } from './intent.js';

/** Callers of callers, so many times. */
const maxDepth = 4;
/** What is called from more places than this is no part of what one of them does. */
const maxCallers = 8;

/**
 * `if not loaded[name] then loaded[name] = read(name); count = count + 1; add_tags(index) end`: what is kept along with
 * the entries of a memo, here or in what is called here, follows from these. Not a number that is shown: it says how
 * many this worker has. Nor beside an entry for each user or address: what follows from those follows from requests.
 */
export const along: Intent = {
  name: 'along',
  summary: 'what is kept along with a memo, whenever it gets a new entry',
  holds: (one) => {
    const { facts, cell, write } = one;
    const { how, target } = write.source;
    if (how !== 'assign' && how !== 'insert') return false;
    if (facts.isSelfComputed(write, cell) && cell.isShownAsData) return false;
    if (bringsIn(one) || facts.isDecidedBy(write, 'worker')) return false;
    return isPartOfFilling(facts, cell, write.instance, target, maxDepth);
  },
};

function bringsIn({ facts, write }: Case): boolean {
  return (['request', 'random', 'worker'] as const).some(
    (kind) => facts.comesFrom(write, kind) || facts.keyComesFrom(write, kind),
  );
}

/** Wherever the node is run, some other cell gets what it missed, or an entry that every worker makes alike. */
function isPartOfFilling(
  facts: StateFacts,
  cell: WrittenCell,
  instance: Instance,
  node: LuaNode,
  depth: number,
): boolean {
  if (fillsMissing(facts, cell, instance, node) || keepsEntryBeside(facts, cell, instance, node)) return true;
  const all = facts.callers(instance).filter(({ caller }) => caller.era !== 'startup');
  // What the program itself calls it for says what it is for; a caller that does nothing is only assumed.
  const own = all.filter(({ caller }) => caller.fn.body.statements.length > 0);
  const callers = own.length > 0 ? own : all;
  return (
    depth > 0 &&
    callers.length > 0 &&
    callers.length <= maxCallers &&
    callers.every(({ caller, span }) => isPartOfFilling(facts, cell, caller, span, depth - 1))
  );
}

/** The node runs where another cell was found missing, which is filled there. */
function fillsMissing(facts: StateFacts, cell: WrittenCell, instance: Instance, node: LuaNode): boolean {
  return guardsOf(instance.unit, node).some((guard) => {
    const { absent } = testedBy(guard);
    return (
      absent.length > 0 &&
      fillsIn(facts, instance, guard, cell).some(
        ({ other, write }) =>
          absent.some((expression) => facts.readsCell(expression, instance, other)) &&
          !facts.keyComesFrom(write, 'request') &&
          [memo, latch, derived].some((intent) => intent.holds({ facts, cell: other, write })),
      )
    );
  });
}

function fillsIn(
  facts: StateFacts,
  instance: Instance,
  guard: Guard,
  cell: WrittenCell,
): { other: WrittenCell; write: Write }[] {
  return facts
    .cellsWrittenIn(instance, guard, cell)
    .flatMap((other) =>
      other.writes
        .filter(
          (write) =>
            write.instance.fn === instance.fn &&
            guard.start <= write.span.start &&
            write.span.end <= guard.end,
        )
        .map((write) => ({ other, write })),
    );
}

/** The block of the node stores an entry under a key, of which every worker makes the same. */
function keepsEntryBeside(facts: StateFacts, cell: WrittenCell, instance: Instance, node: LuaNode): boolean {
  const block = blockOf(instance.unit, node);
  return facts.cells.some(
    (other) =>
      other !== cell &&
      other.writes.some(
        (write) =>
          write.instance.fn === instance.fn &&
          write.source.how === 'assign' &&
          write.source.key !== undefined &&
          write.source.key.kind !== 'string' &&
          blockOf(instance.unit, write.source.target) === block &&
          derived.holds({ facts, cell: other, write }),
      ),
  );
}
