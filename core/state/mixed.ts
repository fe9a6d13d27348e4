import type { LuaUnit } from '../openresty/index.js';
import {
  outlivesRequest,
  type AbstractObject,
  type NodeId,
  type ObjectId,
  type TableObject,
} from './objects.js';
import { indexKey, type FieldWrite } from './solver.js';
import type { World } from './world.js';

/** A change that may go to tables from more places than this says little of any one of them. */
const maxSites = 3;
/** The same, for a change that another module makes. */
const maxForeignSites = 2;

/**
 * Which table is changed nobody can tell: one of many, or one of several some of which end with their request. A
 * helper that most callers give a table of their own says nothing of a table that a request stored somewhere. The
 * objects of one class count once: they are made in one place.
 */
export function isMixed(
  world: World,
  { base = 0, instance }: FieldWrite,
  { id, twinOf }: AbstractObject,
  owner: LuaUnit | undefined,
): boolean {
  const { solver } = world;
  if (solver.isWide(base)) return true;
  const tables = solver.objectsAt(base).filter((object): object is TableObject => object.kind === 'table');
  const originals = new Set(tables.map((table) => table.twinOf));
  const distinct = tables.filter((table) => !originals.has(table.id));
  const sites = new Set(distinct.map(({ site }) => site)).size;
  // A class gets what is meant for its objects where the two come together.
  if (sites > 1 && isClass(world, id)) return true;
  if (twinOf !== undefined && distinct.some((table) => !outlivesRequest(table))) return true;
  return sites > (owner === instance.unit ? maxSites : maxForeignSites);
}

/** A library's table among others that came the same way, or beside a request's own, is not what the source means. */
export function isOneOfMany({ solver }: World, base: NodeId): boolean {
  if (solver.isWide(base)) return true;
  const objects = solver.objectsAt(base).filter(({ kind }) => kind === 'table' || kind === 'api');
  return objects.length > maxForeignSites || objects.some((object) => !outlivesRequest(object));
}

const classes = new WeakMap<World, Set<ObjectId>>();

/** Some table falls back to this one with `__index`. */
function isClass(world: World, id: ObjectId): boolean {
  let known = classes.get(world);
  if (!known) {
    const { solver } = world;
    known = new Set(
      solver.objects.flatMap((object) =>
        object.kind === 'table'
          ? solver.objectsAt(solver.field(object, indexKey)).map((index) => index.id)
          : [],
      ),
    );
    classes.set(world, known);
  }
  return known.has(id);
}
