import type { Name, Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import type { AbstractObject, Instance, NodeId, ObjectId } from './objects.js';
import { anyKey, metatableKey } from './solver.js';
import type { World } from './world.js';

/** A step of an access path: a constant key, some key, or the way to the metatable. */
export type Step = string | typeof anyKey | typeof metatableStep;
export const metatableStep: unique symbol = Symbol('the metatable');

/** Where an access path begins. */
export type Root =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly instance: Instance }
  /** What a plugin's handler gets as its configuration. */
  | { readonly kind: 'configuration'; readonly unit: LuaUnit; readonly parameter: Name }
  /** What `require` gives for the file. */
  | { readonly kind: 'module'; readonly unit: LuaUnit }
  /** The table `_G`, from which the library's own tables are reached too. */
  | { readonly kind: 'globals' };

/** How Lua code that outlives requests gets to an object. */
export interface Holder {
  readonly root: Root;
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
  const variables = variableRoots(world, ({ role, capturedBy }) => role === 'local' && capturedBy.length > 0);
  const modules = moduleRoots(world);
  spread(world, [...variables, ...modules], holders, true);
  spread(world, [...variables, ...modules, ...globalRoots(world)], holders, false);
  spread(world, configurationRoots(world), holders, false);
  // Last what nothing else names: a table that only a parameter holds, for the closures that captured it.
  spread(
    world,
    variableRoots(world, ({ role, capturedBy }) => role !== 'local' && capturedBy.length > 0),
    holders,
    false,
    // What a request made did not come here by being captured.
    true,
  );
  return holders;
}

interface Start {
  readonly node: NodeId;
  readonly holder: Holder;
}

function variableRoots(world: World, wanted: (variable: Variable) => boolean): Start[] {
  const isMain = ({ fn, unit }: Instance): boolean => fn === unit.syntax.main;
  return world
    .startupVariables()
    .filter(({ variable }) => wanted(variable))
    .sort(
      (a, b) =>
        Number(isMain(b.instance)) - Number(isMain(a.instance)) ||
        compare(a.instance.unit.id, b.instance.unit.id) ||
        a.variable.declaration.start - b.variable.declaration.start,
    )
    .map(({ variable, instance, node }) => ({
      node,
      holder: { root: { kind: 'variable', variable, instance }, path: [] },
    }));
}

function moduleRoots(world: World): Start[] {
  return [...world.moduleNames.keys()].map((unit) => ({
    node: world.returnNode(world.module(unit), 0),
    holder: { root: { kind: 'module', unit }, path: [] },
  }));
}

function configurationRoots(world: World): Start[] {
  return [...world.configurations].map(([table, where]): Start => {
    const node = world.solver.node();
    world.solver.add(node, table);
    return { node, holder: { root: { kind: 'configuration', ...where }, path: [] } };
  });
}

/** The globals, and the fields that programs add to the library's tables. */
function globalRoots(world: World): Start[] {
  const { solver } = world;
  const libraries = solver.objects.filter((object) => object.kind === 'api' && object.era === 'startup');
  return libraries.flatMap((object) =>
    solver.namedFields(object).map(([key, node]): Start => ({
      node,
      holder: { root: { kind: 'globals' }, path: [...libraryPath(object), key] },
    })),
  );
}

/** The keys from `_G` to a library's object. */
export function libraryPath(object: AbstractObject): string[] {
  return object.kind === 'api' && object.path !== '_G' ? object.path.split('.') : [];
}

function spread(
  world: World,
  starts: readonly Start[],
  holders: Map<ObjectId, Holder>,
  ownOnly: boolean,
  startupOnly = false,
): void {
  const { solver } = world;
  const queue = [...starts];
  for (const { node, holder } of queue) {
    for (const object of solver.objectsAt(node)) {
      const id = identity(object);
      if (object.kind !== 'table' || holders.has(id) || (startupOnly && object.twinOf !== undefined))
        continue;
      if (ownOnly && object.unit !== unitOf(holder.root)) continue;
      holders.set(id, holder);
      const below = (step: Step): Holder => ({ ...holder, path: [...holder.path, step] });
      for (const [key, field] of solver.namedFields(object)) queue.push({ node: field, holder: below(key) });
      queue.push({ node: solver.field(object, anyKey), holder: below(anyKey) });
      queue.push({ node: solver.field(object, metatableKey), holder: below(metatableStep) });
    }
  }
}

export function unitOf(root: Root): LuaUnit | undefined {
  if (root.kind === 'variable') return root.instance.unit;
  return root.kind === 'globals' ? undefined : root.unit;
}

/** By code units, the same everywhere. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
