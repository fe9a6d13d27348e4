import type { Confidence } from '../../contract/index.js';
import type { FunctionExpression, Span } from '../lua/index.js';
import type { EntryPoint, Era, LuaUnit } from '../openresty/index.js';
import { singleWorkerAssumptions, type Assumption } from './assumptions.js';
import { assumeUnresolved, followPlainData } from './calls.js';
import { writtenCells, type WrittenCell } from './cells.js';
import { loadedBy, type IsCalled, type LoadedModules } from './confidence.js';
import { anyDependence } from './dependence.js';
import { StateFacts } from './facts.js';
import { lateSeeds } from './late.js';
import type { Instance, Write } from './objects.js';
import { findRoutes, type Route } from './routes.js';
import { judge, type Verdict } from './verdict.js';
import type { World } from './world.js';

/** A write with every way in which an entry point gets there. */
export interface RoutedWrite extends Write {
  /** Empty when only an assumption leads here. */
  readonly routes: readonly Route[];
}

/** What the analysis says of one cell that requests write. */
export interface StateCell extends Pick<
  WrittenCell,
  'variable' | 'name' | 'kind' | 'unit' | 'declaration' | 'address'
> {
  readonly writes: readonly RoutedWrite[];
  /** What is to be said of it; undefined for what nobody can observe. */
  readonly verdict: Verdict | undefined;
  /** Its value reaches a response, a decision with an effect, or something outside the worker. */
  readonly observable: boolean;
  /** No configuration reaches any of the writes: each exported function was taken to run in a request. */
  readonly assumed: boolean;
  readonly confidence: Confidence;
}

/** What one part of the program says: what a server runs, or what nobody was seen to run. */
export interface PartReport {
  readonly cells: readonly StateCell[];
  /** The budget ended the analysis early: cells may be missing. */
  readonly cut: boolean;
  /** Which entry points get to which function, through however many calls. */
  readonly reached: ReachedFunctions;
  /** The names that each call of `require` with a computed argument was seen to get, `*` for a part of any text. */
  readonly requires: ReadonlyMap<Span, ReadonlySet<string>>;
  /** Where the program takes itself to be one worker. */
  readonly assumptions: readonly Assumption[];
}

export interface StateReport extends PartReport {
  /** The modules that the program loads in a way that was not followed: what they export is taken to run. */
  readonly loaded: LoadedModules;
  /** Whether anybody calls what a module exports, as far as its name tells. */
  readonly isCalled: IsCalled;
}

/** An entry point gets to a function: at once, or by way of a timer. */
export interface FunctionRun {
  readonly entry: EntryPoint;
  readonly era: Era;
}

export type ReachedFunctions = ReadonlyMap<LuaUnit, ReadonlyMap<FunctionExpression, readonly FunctionRun[]>>;

/**
 * Judges what one part of the program does.
 * @param loaded the modules that are loaded, though no route was followed to them
 */
export function report(
  world: World,
  entries: readonly { entry: EntryPoint; instance: Instance }[],
  loaded: LoadedModules,
  isCalled: IsCalled = () => true,
): PartReport {
  assumeUnresolved(world);
  world.solver.run();
  followPlainData(world);
  const routes = findRoutes(world, entries);
  world.checkpoint?.();
  const observable = world.solver.dependence.closure(world.sinks, anyDependence);
  world.checkpoint?.();
  const written = writtenCells(world);
  world.checkpoint?.();
  const facts = new StateFacts(world, written);
  const isLoaded = loadedBy(world, facts, loaded, isCalled);
  const late = lateSeeds(
    world,
    entries.filter(({ entry }) => entry.phase === 'init').map(({ instance }) => instance),
  ).map(({ cell, write, loaders }): StateCell => {
    const found = loaders.flatMap((loader) => routes.get(loader) ?? []);
    return {
      ...cell,
      writes: [{ ...write, routes: found }],
      observable: true,
      verdict: {
        kind: 'fault',
        fault: 'seeded-late',
        writes: [write],
        interleaves: false,
        connection: false,
        isScratch: false,
      },
      assumed: found.length === 0,
      confidence: found.length > 0 ? 'route' : 'assumed',
    };
  });
  // Of a program that was not read to its end, only what a module does with its own tables is told.
  const trusted = world.solver.cut ? written.filter(isOwn) : written;
  const cells = trusted.map((cell): StateCell => {
    world.checkpoint?.();
    const { variable, name, kind, unit, declaration, address } = cell;
    const isObservable = cell.nodes.some((node) => observable[node] === 1);
    const verdict = isObservable ? judge(facts, cell) : undefined;
    const routed = cell.writes.map((write): RoutedWrite => ({
      ...write,
      routes: routes.get(write.instance) ?? [],
    }));
    return {
      variable,
      name,
      kind,
      unit,
      declaration,
      address,
      writes: routed,
      observable: isObservable,
      verdict,
      assumed: routed.every((write) => write.routes.length === 0),
      confidence: routed.some((write) => write.routes.length > 0)
        ? 'route'
        : isLoaded(routed, verdict)
          ? 'loaded'
          : 'assumed',
    };
  });
  return {
    cells: [...cells, ...late],
    cut: world.solver.cut,
    reached: reachedFunctions(routes),
    requires: world.requires,
    assumptions: singleWorkerAssumptions(world, facts, written, entries, routes, observable),
  };
}

function isOwn({ unit, writes }: WrittenCell): boolean {
  return writes.every(({ instance }) => instance.unit === unit);
}

function reachedFunctions(routes: ReadonlyMap<Instance, readonly Route[]>): ReachedFunctions {
  return mergeReached(
    [...routes].map(
      ([{ unit, fn, era }, found]) =>
        new Map([[unit, new Map([[fn, found.map(({ entry }): FunctionRun => ({ entry, era }))]])]]),
    ),
  );
}

export function mergeReached(parts: readonly ReachedFunctions[]): ReachedFunctions {
  const merged = new Map<LuaUnit, Map<FunctionExpression, FunctionRun[]>>();
  for (const [unit, functions] of parts.flatMap((part) => [...part])) {
    let known = merged.get(unit);
    if (!known) merged.set(unit, (known = new Map<FunctionExpression, FunctionRun[]>()));
    for (const [fn, runs] of functions) {
      const all = known.get(fn) ?? [];
      for (const run of runs)
        if (!all.some(({ entry, era }) => entry === run.entry && era === run.era)) all.push(run);
      known.set(fn, all);
    }
  }
  return merged;
}

export function mergeRequires(parts: readonly PartReport['requires'][]): PartReport['requires'] {
  const merged = new Map<Span, ReadonlySet<string>>();
  for (const [call, names] of parts.flatMap((part) => [...part]))
    merged.set(call, new Set([...(merged.get(call) ?? []), ...names]));
  return merged;
}
