import { libraryOf } from './api.js';
import type { Instance, NodeId } from './objects.js';
import type { World } from './world.js';

/** What the functions are handed that a program registers for events which all of its workers get. */
export function broadcastParameters(world: World): ReadonlySet<NodeId> {
  return new Set(broadcastRuns(world).flatMap((run) => parametersOf(world, run)));
}

/** The runs of these functions. */
export function broadcastRuns(world: World): Instance[] {
  return world.sites.flatMap(({ callee, instance, span }) => {
    const isBroadcast = world.solver
      .objectsAt(callee)
      .some((object) => object.kind === 'opaque' && libraryOf(object.module).broadcasts);
    const edges = isBroadcast ? (world.callsOf.get(instance) ?? []) : [];
    return edges.filter((edge) => edge.span === span).map((edge) => edge.callee);
  });
}

function parametersOf(world: World, instance: Instance): NodeId[] {
  return instance.fn.parameters.flatMap((parameter) => {
    const variable = instance.unit.scopes.variableOf(parameter);
    return variable ? [world.variableNode(variable, instance)] : [];
  });
}
