import type { LuaNode } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import type { WrittenCell } from '../cells.js';
import type { Instance, Write } from '../objects.js';
import { blockOf } from '../source-tree.js';
import { setEitherWay } from './either-way.js';
import type { Intent } from './intent.js';

/** Whether a read always comes after a write of the same run, and whether something may run in between. */
export interface Cover {
  readonly covered: boolean;
  readonly yields: boolean;
}

/** What is called or read from more places than this is no scratch buffer of one of them. */
const maxCallers = 8;
const maxReads = 60;

const uncovered: Cover = { covered: false, yields: false };

/** How every read of the cell stands to its writes; undefined when nothing reads it. */
export function coverOf(
  facts: StateFacts,
  cell: WrittenCell,
): { all: boolean; some: boolean; yields: boolean } | undefined {
  const reads = facts.reads(cell);
  if (reads.length > maxReads) return { all: false, some: false, yields: false };
  const covers = reads.map(({ instance, expression }) => cover(facts, cell, instance, expression, 3));
  if (covers.length === 0) return undefined;
  return {
    all: covers.every(({ covered }) => covered),
    some: covers.some(({ covered }) => covered),
    yields: covers.some(({ covered, yields }) => covered && yields),
  };
}

function cover(
  facts: StateFacts,
  cell: WrittenCell,
  instance: Instance,
  node: LuaNode,
  depth: number,
): Cover {
  const last = cell.writes
    .filter(
      (write) => write.instance.fn === instance.fn && setsWhole(write) && comesBefore(write, instance, node),
    )
    .sort((a, b) => b.span.end - a.span.end)[0];
  if (last) return { covered: true, yields: yieldsBetween(facts, instance, last.span.end, node.start) };
  const set = setEitherWay(cell, instance, node);
  if (set !== undefined) return { covered: true, yields: yieldsBetween(facts, instance, set, node.start) };
  const callers = facts.callers(instance).filter(({ caller }) => caller.era !== 'startup');
  if (depth === 0 || callers.length === 0 || callers.length > maxCallers || instance.fn.start === 0)
    return uncovered;
  const covers = callers.map(({ caller, span }) => cover(facts, cell, caller, span, depth - 1));
  if (!covers.every(({ covered }) => covered)) return uncovered;
  const before = yieldsBetween(facts, instance, instance.fn.body.start, node.start);
  return { covered: true, yields: before || covers.some(({ yields }) => yields) };
}

/** What is added goes into a list that the same run emptied before. */
export function isRefilled(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  return cover(facts, cell, write.instance, write.source.target, 2).covered;
}

/** The write gives the whole cell its value: a variable, a named field, or all of a table at once. */
function setsWhole({ source: { how, target } }: Write): boolean {
  if (how === 'clear') return true;
  if (how !== 'assign') return false;
  return (
    target.kind === 'name' ||
    (target.kind === 'index' && (target.key.kind === 'string' || target.key.kind === 'number'))
  );
}

/** The write stands before the node, in a block that the node is in too. */
function comesBefore(write: Write, { unit }: Instance, node: LuaNode): boolean {
  if (write.span.end > node.start) return false;
  const block = blockOf(unit, write.source.target);
  return block !== undefined && block.start <= node.start && node.end <= block.end;
}

export function yieldsBetween(facts: StateFacts, instance: Instance, from: number, to: number): boolean {
  return facts.yields
    .calls(instance.fn)
    .some((call) => call.start >= from && call.end <= to && facts.yields.callYields(call, instance));
}

/** A buffer that each run sets before it reads it, with nothing in between that lets another request run. */
export const scratch: Intent = {
  name: 'scratch',
  summary: 'a buffer that every run fills before it reads it',
  holds: ({ facts, cell }) => {
    const found = coverOf(facts, cell);
    return found !== undefined && found.all && !found.yields;
  },
};
