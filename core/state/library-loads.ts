import { functionModules, globalModules, requestFields, requestObjects } from './api.js';
import { isLibraryFunction, libraryMember } from './library-names.js';
import type { AbstractObject, Instance, NodeId } from './objects.js';
import type { Key } from './solver.js';
import type { World } from './world.js';

/** Paths whose fields are plain values of the request or of the process. */
const plainFields = /^(?:_G$|ngx\.(?:var|arg|header|ctx|status|null)(?:\.|$)|.*\.[A-Z][A-Z_]*$)/;

/** `object[key]` of one of the library's own. */
export function loadFromLibrary(
  world: World,
  object: AbstractObject & { kind: 'api' },
  key: Key,
  result: NodeId,
  from: Instance,
): void {
  const { solver } = world;
  const { path } = object;
  if (requestFields.has(path)) solver.depend(result, world.sources.request);
  if (isLibraryFunction(path)) return;
  if (typeof key === 'string') {
    const member = libraryMember(path, key);
    if (member !== undefined) {
      // A store by a computed key is not taken to replace what the library has: `_G[name] = v` leaves ngx alone.
      solver.add(result, libraryObject(world, member));
      return solver.loadOwnField(object, key, result);
    }
  }
  if (path === 'package.loaded' && typeof key === 'string') requireModule(world, key, result, from);
  else loadLibraryField(world, path, typeof key === 'string' ? key : '*', result);
  // Of `_G[name]`, what the program itself put there.
  solver.loadField(object, key, result);
}

function libraryObject({ solver }: World, path: string): AbstractObject {
  return solver.api(path, requestObjects.has(path) ? 'request' : 'startup');
}

function loadLibraryField(world: World, path: string, key: string, result: NodeId): void {
  // Nothing of the library lies deeper than `ngx.shared.dict.method`; a loop over `t = t.next` would never end.
  if (path.split('.').length > 3) return;
  if (plainFields.test(path) || (key === '*' && path !== 'ngx.shared')) return;
  world.solver.add(result, libraryObject(world, `${path}.${key}`));
}

/** The value of `require(name)`: the module's, the library's, or a handle of something unknown. */
export function requireModule(world: World, name: string, result: NodeId, from: Instance): void {
  const { solver } = world;
  const unit = world.resolveModule(name);
  if (unit) {
    if (!world.moduleNames.has(unit)) world.moduleNames.set(unit, name);
    const module = world.module(unit);
    world.noteLoading(module, from);
    return solver.copy(world.returnNode(module, 0), result);
  }
  const fn = functionModules[name];
  if (fn !== undefined) return solver.add(result, solver.api(fn));
  if (globalModules.has(name)) return solver.add(result, solver.api(name));
  solver.add(result, solver.opaque(name, from.era));
}

/** Every module that a computed name may stand for. */
export function requirePattern(world: World, pattern: string, result: NodeId, from: Instance): void {
  for (const name of world.project.modulesMatching(pattern)) requireModule(world, name, result, from);
}
