import type { EntryPoint } from '../openresty/index.js';
import type { Instance } from './objects.js';
import type { World } from './world.js';

/** How a run of a function comes about: the entry point, then the functions on the shortest way to it. */
export interface Route {
  readonly entry: EntryPoint;
  readonly functions: readonly Instance[];
}

/** For each run of a function the shortest route of every entry point that reaches it. */
export function findRoutes(
  world: World,
  entries: readonly { entry: EntryPoint; instance: Instance }[],
): Map<Instance, Route[]> {
  const routes = new Map<Instance, Route[]>();
  for (const { entry, instance } of entries) {
    world.checkpoint?.();
    const seen = new Set([instance]);
    const queue: Route[] = [{ entry, functions: [] }];
    const ends: Instance[] = [instance];
    for (let head = 0; head < queue.length; head++) {
      const route = queue[head];
      const at = ends[head];
      if (!route || !at) break;
      routes.set(at, [...(routes.get(at) ?? []), route]);
      for (const { callee } of world.callsOf.get(at) ?? []) {
        if (seen.has(callee)) continue;
        seen.add(callee);
        queue.push({ entry, functions: [...route.functions, callee] });
        ends.push(callee);
      }
    }
  }
  return routes;
}
