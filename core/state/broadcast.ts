import { libraryOf } from './api.js';
import type { Instance, NodeId } from './objects.js';
import type { World } from './world.js';

/** What the functions are handed that a program registers for events which all of its workers get. */
export function broadcastParameters(world: World): ReadonlySet<NodeId> {
  const parameters = new Set<NodeId>();
  for (const { callee, instance, span } of world.sites) {
    const isBroadcast = world.solver
      .objectsAt(callee)
      .some((object) => object.kind === 'opaque' && libraryOf(object.module).broadcasts);
    if (!isBroadcast) continue;
    for (const edge of world.callsOf.get(instance) ?? [])
      if (edge.span === span) for (const node of parametersOf(world, edge.callee)) parameters.add(node);
  }
  return parameters;
}

function parametersOf(world: World, instance: Instance): NodeId[] {
  return instance.fn.parameters.flatMap((parameter) => {
    const variable = instance.unit.scopes.variableOf(parameter);
    return variable ? [world.variableNode(variable, instance)] : [];
  });
}
