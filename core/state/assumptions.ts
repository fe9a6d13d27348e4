import type { Span } from '../lua/index.js';
import type { EntryPoint, LuaUnit } from '../openresty/index.js';
import type { WrittenCell } from './cells.js';
import type { StateFacts } from './facts.js';
import { Gates } from './gates.js';
import type { Instance } from './objects.js';
import type { Route } from './routes.js';
import { flagsThatStay } from './flags.js';
import { timersOfEveryWorker } from './timers.js';
import { answersOfOneWorker } from './worker-number.js';
import type { World } from './world.js';

/** Code that does what it should with one worker only. */
export interface Assumption {
  /**
   * `every-worker`: a timer's work is done again by each; `one-worker`: a request is answered so by one of them;
   * `flag`: what no worker takes back decides who runs a timer.
   */
  readonly kind: 'every-worker' | 'one-worker' | 'flag';
  readonly unit: LuaUnit;
  readonly span: Span;
  /** What is done, tested or set, for the message. */
  readonly name: string;
  /** For a timer: whether what is done twice counts twice. */
  readonly repeats: 'adds' | 'repeats' | undefined;
  readonly entry: EntryPoint;
  /** The functions from the entry point on. */
  readonly functions: readonly Instance[];
  readonly related: readonly {
    readonly what: 'effect' | 'timer';
    readonly unit: LuaUnit;
    readonly span: Span;
  }[];
}

/**
 * Where the program takes itself to be one worker, as far as its entry points show: what a module exports may be called
 * from anywhere, so that nothing is said of it.
 */
export function singleWorkerAssumptions(
  world: World,
  facts: StateFacts,
  cells: readonly WrittenCell[],
  entries: readonly { entry: EntryPoint; instance: Instance }[],
  routes: ReadonlyMap<Instance, readonly Route[]>,
  observable: Uint8Array,
): Assumption[] {
  if (entries.length === 0) return [];
  const gates = new Gates(world, facts);
  return [
    ...timersOfEveryWorker(world, facts, gates, cells, entries),
    ...flagsThatStay(world, facts, gates, (instance) => routes.get(instance)?.[0]),
    ...answersOfOneWorker(world, facts, routes, observable),
  ];
}

/** Several servers may share a module. */
export function distinctAssumptions(all: readonly Assumption[]): Assumption[] {
  return [
    ...new Map(all.toReversed().map((one) => [`${one.kind} ${one.unit.id} ${one.span.start}`, one])).values(),
  ].toReversed();
}
