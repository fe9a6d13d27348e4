import { computedModuleNames, type LuaUnit, type Project } from '../openresty/index.js';

/**
 * The modules that the servers' Lua may load, as far as its texts tell: what a server runs, what that names, and what
 * it builds names of (`"app.plugins." .. name`), to the end. The commands of a command line, which nothing that a server
 * runs names, are not among them.
 */
export function modulesNamedByServers(project: Project): Set<LuaUnit> {
  return withNamed(
    project.entries.map(({ unit }) => unit),
    project,
  );
}

/** The modules and all that they name, to the end. */
export function withNamed(units: readonly LuaUnit[], project: Project): Set<LuaUnit> {
  const found = new Set(units);
  const pending = [...found];
  for (let unit = pending.pop(); unit; unit = pending.pop()) {
    for (const next of modulesNamedIn(unit.syntax.text, project)) {
      if (found.has(next)) continue;
      found.add(next);
      pending.push(next);
    }
  }
  return found;
}

/** `require "a.b"`, and names that stand in a list of modules. */
const names = /(\brequire\b[\s(]*)?(["'])([\w-]+(?:[./][\w-]+)*)\2(?!\s*\.\.)/g;

function modulesNamedIn(text: string, project: Project): LuaUnit[] {
  const units: (LuaUnit | undefined)[] = [];
  for (const [, isRequired, , name = ''] of text.matchAll(names))
    if (isRequired !== undefined || /[./]/.test(name)) units.push(project.resolveModule(name));
  for (const pattern of computedModuleNames(text).filter(project.isModuleText))
    for (const name of project.modulesMatching(pattern)) units.push(project.resolveModule(name));
  return units.filter((unit) => unit !== undefined);
}

/** Lua's functions that run a file by its path, past `require`. */
const fileLoaders: ReadonlySet<string> = new Set(['loadfile', 'dofile']);

/** `"%s/src/app/plugins"`: a text that ends like the path of a folder, at least two deep. */
const folders = /(["'])(?:%s|[.]{1,2})?\/?((?:[\w-]+\/)+[\w-]+)(?:\/%s[^"'\n]*|\/)?\1/g;

/**
 * What servers load by files' paths: where some module of theirs runs files itself, everything below the folders that
 * its texts name. Undefined where no module does.
 * @param named the modules that the servers name
 */
export function modulesLoadedByPath(
  project: Project,
  named: ReadonlySet<LuaUnit>,
): ReadonlySet<LuaUnit> | undefined {
  const units = [...named];
  if (!units.some(({ scopes }) => scopes.globals.some(({ name }) => fileLoaders.has(name)))) return undefined;
  const paths = new Set(
    units.flatMap(({ syntax }) => [...syntax.text.matchAll(folders)].map(([, , path = '']) => `/${path}/`)),
  );
  return new Set(
    [...project.files.values()].filter(({ file }) => [...paths].some((path) => `/${file}`.includes(path))),
  );
}
