import type { WrittenCell } from './cells.js';
import type { StateFacts } from './facts.js';
import {
  coverOf,
  intentOf,
  isExclusive,
  isHandedOn,
  isMixedUp,
  isPatchedAcrossWait,
  isPurge,
  memo,
  yieldsBetween,
  type IntentName,
} from './intent/index.js';
import type { Write } from './objects.js';
import { anyKey } from './solver.js';

export type StateFault = 'diverges' | 'seeded-late' | 'leaks' | 'race';

/** What is to be said of a cell that requests write. */
export type Verdict =
  | {
      readonly kind: 'fault';
      readonly fault: StateFault;
      /** The writes that no intent excuses. */
      readonly writes: readonly Write[];
      /** Another request can come in between: the wrong answer needs no second worker. */
      readonly interleaves: boolean;
      /** What is kept is a connection, which belongs to the request that opened it. */
      readonly connection: boolean;
      /** A buffer that one run sets and reads, with a wait in between. */
      readonly isScratch: boolean;
    }
  /** Every write is meant as it is. */
  | { readonly kind: 'intended'; readonly intents: readonly IntentName[] };

export function judge(facts: StateFacts, cell: WrittenCell): Verdict {
  const cover = coverOf(facts, cell);
  const fault = (
    kind: StateFault,
    writes: readonly Write[],
    interleaves = false,
    connection = false,
    isScratch = kind === 'race' && cover?.all === true,
  ): Verdict => ({
    kind: 'fault',
    fault: kind,
    writes,
    interleaves,
    connection,
    isScratch,
  });
  const connections = cell.writes.filter((write) => facts.holdsConnection(write));
  if (connections.length > 0) return fault('leaks', connections, true, true);

  if (cover?.all && cover.yields) {
    // One run at a time fills it and reads it.
    if (isExclusive(facts, cell)) return { kind: 'intended', intents: ['scratch'] };
    const own = cell.writes.filter((write) => facts.comesFrom(write, 'request'));
    return own.length > 0 && cell.variable ? fault('leaks', own, true) : fault('race', cell.writes, true);
  }

  const patched = cell.writes.filter((write) => isPatchedAcrossWait(facts, cell, write));
  if (patched.length > 0) return fault('race', patched, true);

  const mixed = cell.writes.filter((write) => isMixedUp(facts, cell, write));
  if (mixed.length > 0) return fault('race', mixed, true, false, true);

  const excused = cell.writes.map((write) => ({ write, intent: intentOf({ facts, cell, write }) }));
  const open = excused.filter(({ intent }) => intent === undefined).map(({ write }) => write);
  if (open.length === 0) {
    // What fills the table of a variable is a cell of its own.
    const fills = facts
      .cellsHeldBy(cell)
      .flatMap((inner) => inner.writes.map((write) => intentOf({ facts, cell: inner, write })));
    const purges = [...excused.map(({ intent }) => intent), ...fills].includes(memo)
      ? cell.writes.filter((write) => isPurge(facts, cell, write))
      : [];
    if (purges.length > 0) return fault('diverges', purges);
    return { kind: 'intended', intents: [...new Set(excused.flatMap(({ intent }) => intent?.name ?? []))] };
  }
  const raced = open.filter((write) => isRaced(facts, cell, write));
  if (raced.length > 0) return fault('race', raced, true);
  const seeded = open.filter((write) => isSeededLate(facts, cell, write));
  if (seeded.length > 0) return fault('seeded-late', seeded);
  const isContainer = cell.fields.some(({ key }) => key === anyKey);
  const leaked = isContainer ? [] : open.filter((write) => isLeaked(facts, cell, write));
  if (leaked.length > 0) return fault('leaks', leaked);
  return fault('diverges', open);
}

/** A secret or the like that each worker makes for itself, the first time that it is asked for. */
function isSeededLate(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  if (!facts.comesFrom(write, 'random') || facts.isSelfComputed(write, cell)) return false;
  if (isHandedOn(facts, write)) return false;
  return facts.guards(write, cell).some(({ missesCell }) => missesCell);
}

/** Data of one request that another one of the same flow meets: not a setting that one route makes for the others. */
function isLeaked(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  if (!facts.comesFrom(write, 'request') || facts.isSelfComputed(write, cell)) return false;
  if (facts.guards(write, cell).some(({ missesCell }) => missesCell)) return true;
  return (
    facts.reads(cell).some(({ instance }) => instance.fn === write.instance.fn) ||
    (coverOf(facts, cell)?.some ?? false)
  );
}

/** Read, yield, write of what was read: another request's write in between is lost. */
function isRaced(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const { instance, span } = write;
  const reads = facts.reads(cell).filter((read) => read.instance === instance);
  const own = reads.filter(({ expression: { start, end } }) => span.start <= start && end <= span.end);
  // `n = n + 1` reads anew: what was read before a wait is not what it adds to. `n = n + fetch()` waits after it read.
  if (own.length > 0)
    return own.some(
      ({ expression }) =>
        expression.end < span.end && yieldsBetween(facts, instance, expression.end, span.end),
    );
  return reads.some(({ expression }) => {
    if (expression.end > span.start) return false;
    if (!yieldsBetween(facts, instance, expression.end, span.start)) return false;
    const node = facts.nodeOf(expression, instance);
    return node !== undefined && facts.isComputedFrom(write, node);
  });
}
