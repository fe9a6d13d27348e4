import { broadcastRuns } from '../broadcast.js';
import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Instance, Write } from '../objects.js';
import type { World } from '../world.js';
import { isReset } from './values.js';

/** How far up the callers are asked whether they look at the cell. */
const maxCallers = 2;

/**
 * `cache[key] = nil` in the handler that changes what the cache was filled from: one worker forgets, the others go on
 * with what they have. Not where the cache itself gives the reason, an entry that is too old or one too many; nor in what
 * every worker is told to do.
 */
export function isPurge(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const { instance } = write;
  if (facts.world.configuration === undefined || instance.era !== 'request') return false;
  if (!isReset(write, cell) && write.source.how !== 'remove') return false;
  if (facts.guards(write, cell).some(({ missesCell, comparesCell }) => missesCell || comparesCell))
    return false;
  const told = facts.once(facts.world, 'told', () => toldToAll(facts.world));
  return !told.has(instance) && !isLookedAt(facts, cell, write, instance, maxCallers);
}

/** Whoever forgets, or calls what forgets, reads the cell or fills it too. */
function isLookedAt(
  facts: StateFacts,
  cell: WrittenCell,
  write: Write,
  { fn }: Instance,
  depth: number,
): boolean {
  const own = (instance: Instance): boolean => instance.fn === fn;
  if (cell.writes.some((other) => other !== write && own(other.instance) && !isReset(other, cell)))
    return true;
  const { start, end } = write.span;
  const reads = facts
    .reads(cell)
    .filter(({ expression }) => expression.start < start || expression.end > end);
  if (reads.some(({ instance }) => own(instance))) return true;
  return (
    depth > 0 &&
    facts.world
      .runsOf(fn)
      .flatMap((run) => facts.callers(run))
      .some(({ caller }) => isLookedAt(facts, cell, write, caller, depth - 1))
  );
}

/** What runs because of an event that all workers get. */
function toldToAll(world: World): ReadonlySet<Instance> {
  const told = new Set(broadcastRuns(world));
  for (const run of told) for (const { callee } of world.callsOf.get(run) ?? []) told.add(callee);
  return told;
}
