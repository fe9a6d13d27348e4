import { computedModuleNames, type LuaUnit, type Project } from '../openresty/index.js';

/**
 * The modules that the servers' Lua may load, as far as its texts tell: what a server runs, what that names, and what
 * it builds names of (`"app.plugins." .. name`), to the end. The commands of a command line, which nothing that a server
 * runs names, are not among them.
 */
export function modulesNamedByServers(project: Project): Set<LuaUnit> {
  const found = new Set(project.entries.map(({ unit }) => unit));
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
