import type { Era, LuaUnit } from '../openresty/index.js';
import { isBuilder } from './builders.js';
import type { StateFacts } from './facts.js';
import type { Instance, Write } from './objects.js';
import { isSetter } from './setters.js';
import type { Verdict } from './verdict.js';
import type { World } from './world.js';

/**
 * How the program gets to a module that no route was followed to: it is loaded for sure, or its name stands in what a
 * server runs, which was too large to be followed that far.
 */
export type LoadedAs = 'followed' | 'named';

export type LoadedModules = ReadonlyMap<LuaUnit, LoadedAs>;

export type IsCalled = (run: Pick<Instance, 'unit' | 'fn'>) => boolean;

/**
 * Tells of writes that no entry of a configuration was followed to whether the program loads what makes them. In a
 * module that is only named, what surrounds a write was not read: there a plain value may be one that each worker keeps
 * for itself on purpose, in ways that only its surroundings show. A count or a request's data is at fault all the same.
 */
export function loadedBy(
  world: World,
  facts: StateFacts,
  loaded: LoadedModules,
  isCalled: IsCalled,
): (writes: readonly Write[], verdict: Verdict | undefined) => boolean {
  const unitsOf = (as: LoadedAs): LuaUnit[] =>
    [...loaded].flatMap(([unit, how]) => (how === as ? [unit] : []));
  const followed = runsFrom(world, unitsOf('followed'), isCalled);
  const named = runsFrom(world, unitsOf('named'), isCalled);
  return (writes, verdict) => {
    const telling = verdict?.kind === 'fault' ? verdict.writes : writes;
    const speaks =
      verdict?.kind === 'fault' &&
      (verdict.fault !== 'diverges' || telling.every(({ step }) => step !== undefined));
    return telling.some(
      (write) =>
        (followed.has(write.instance) || (speaks && named.has(write.instance))) &&
        isCalled(write.instance) &&
        !isSetter(facts, write) &&
        !isBuilder(write),
    );
  };
}

/** All runs that begin with what some of the modules export and somebody calls, or the server's start. */
function runsFrom(world: World, units: readonly LuaUnit[], isCalled: IsCalled): Set<Instance> {
  const calls = (unit: LuaUnit, era: Era): Instance[] =>
    (world.callsOf.get(world.outside(unit, era)) ?? []).map(({ callee }) => callee);
  const pending = units.flatMap((unit) => [
    ...calls(unit, 'request').filter(isCalled),
    // The timers that these start run all the time.
    ...calls(unit, 'startup'),
  ]);
  const found = new Set<Instance>(pending);
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const { callee } of world.callsOf.get(at) ?? []) {
      if (found.has(callee)) continue;
      found.add(callee);
      pending.push(callee);
    }
  }
  return found;
}
