import { callEffects, globalFunctions, globalTables, requestObjects, sinkObjects } from './api.js';
import { special } from './library.js';

const functions: ReadonlySet<string> = new Set([
  ...globalFunctions,
  ...Object.keys(callEffects),
  ...Object.keys(special),
]);

const initialGlobals: ReadonlySet<string> = new Set([...globalFunctions, ...globalTables]);

/** Every path that the library is known to have, and the tables on the way there: `ngx.req` for `ngx.req.read_body`. */
const known: ReadonlySet<string> = new Set(
  [
    ...initialGlobals,
    ...functions,
    ...sinkObjects,
    ...requestObjects,
    'ngx.shared',
    'package.loaded',
  ].flatMap((path) => path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'))),
);

/** The library's tables that a program may add to; `math.huge` and the like are values. */
export function isLibraryTable({ path }: { readonly path: string }): boolean {
  if (path.includes('.')) return path === 'package.loaded' || path === 'ngx.ctx';
  return !functions.has(path);
}

/** One of the library's functions: nothing can be read from it, or stored into it. */
export function isLibraryFunction(path: string): boolean {
  return functions.has(path);
}

/** What the library has at `table.key`, where it is known to have something there. */
export function libraryMember(table: string, key: string): string | undefined {
  const path = table === '_G' ? key : `${table}.${key}`;
  if (table === '_G' && !initialGlobals.has(key)) return undefined;
  return known.has(path) ? path : undefined;
}
