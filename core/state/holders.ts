import type { Variable } from '../lua/index.js';
import type { AbstractObject, Instance, NodeId, ObjectId } from './objects.js';
import { anyKey } from './solver.js';
import type { World } from './world.js';

/** A step of an access path: a constant key, or some key. */
export type Step = string | typeof anyKey;

/** How Lua code that outlives requests gets to an object: a variable, or `_G`, and the keys from there. */
export interface Holder {
  readonly root: { readonly variable: Variable; readonly instance: Instance } | undefined;
  readonly path: readonly Step[];
}

/** The identity behind an object and its twin. */
export function identity(object: AbstractObject): ObjectId {
  return object.twinOf ?? object.id;
}

/**
 * The shortest access path to every table that outlives requests. A module's own variables come first for
 * the tables that the module itself makes: `_M.limit`, not the `policy.limit` of somebody who requires it.
 */
export function findHolders(world: World): Map<ObjectId, Holder> {
  const holders = new Map<ObjectId, Holder>();
  const roots = world
    .startupVariables()
    .filter(({ variable }) => variable.role === 'local')
    .sort(
      (a, b) =>
        Number(b.instance.fn === b.instance.unit.syntax.main) -
          Number(a.instance.fn === a.instance.unit.syntax.main) ||
        compare(a.instance.unit.id, b.instance.unit.id) ||
        a.variable.declaration.start - b.variable.declaration.start,
    );
  for (const ownOnly of [true, false]) {
    const queue = roots.map(({ variable, instance, node }): { node: NodeId; holder: Holder } => ({
      node,
      holder: { root: { variable, instance }, path: [] },
    }));
    for (const [name, node] of ownOnly ? [] : world.solver.namedFields(world.globals)) {
      queue.push({ node, holder: { root: undefined, path: [name] } });
    }
    spread(world, queue, holders, ownOnly);
  }
  return holders;
}

function spread(
  world: World,
  queue: { node: NodeId; holder: Holder }[],
  holders: Map<ObjectId, Holder>,
  ownOnly: boolean,
): void {
  const { solver } = world;
  for (const { node, holder } of queue) {
    for (const object of solver.objectsAt(node)) {
      const id = identity(object);
      if (object.kind !== 'table' || holders.has(id)) continue;
      if (ownOnly && object.unit !== holder.root?.instance.unit) continue;
      holders.set(id, holder);
      for (const [key, field] of solver.namedFields(object)) {
        queue.push({ node: field, holder: { ...holder, path: [...holder.path, key] } });
      }
      queue.push({
        node: solver.field(object, anyKey),
        holder: { ...holder, path: [...holder.path, anyKey] },
      });
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
