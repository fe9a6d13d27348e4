import type { NodeId } from './objects.js';
import type { World } from './world.js';

/** The nodes whose value can be seen from outside the worker: everything that some sink depends on. */
export function observableNodes(world: World): Set<NodeId> {
  const seen = new Set(world.sinks);
  const pending = [...seen];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const source of world.solver.dependencies(node)) {
      if (seen.has(source)) continue;
      seen.add(source);
      pending.push(source);
    }
  }
  return seen;
}
