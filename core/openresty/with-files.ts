import { resolveScopes, type LuaSyntax } from '../lua/index.js';
import { LineIndex } from '../nginx/index.js';
import type { LuaUnit, Project } from './project.js';

/** A Lua file as a part of a project; `path` is relative to the project's root. */
export function luaFile(path: string, syntax: LuaSyntax): LuaUnit {
  return {
    id: path,
    file: path,
    kind: 'file',
    isWhole: true,
    syntax,
    scopes: resolveScopes(syntax),
    toHost: (offset) => offset,
  };
}

/**
 * The same program with other texts of some of its Lua files: what the other files say stays as it was read.
 * @param units of paths that `project.files` has, and that hold no configuration
 */
export function withLuaFiles(project: Project, units: readonly LuaUnit[]): Project {
  const newest = new Map(units.flatMap((unit) => entryOf(project.files.get(unit.file), unit)));
  const now = (unit: LuaUnit): LuaUnit => newest.get(unit) ?? unit;
  const lines = new Map(units.map((unit) => [unit, new LineIndex(unit.syntax.text)]));
  return {
    ...project,
    files: new Map([...project.files].map(([path, unit]) => [path, now(unit)])),
    entries: project.entries.map((entry) => ({ ...entry, unit: now(entry.unit) })),
    resolveModule: (name, configuration) => {
      const unit = project.resolveModule(name, configuration);
      return unit && now(unit);
    },
    dispatchedModules: () => new Set([...project.dispatchedModules()].map(now)),
    placeOf: (unit, span) => {
      const index = lines.get(unit);
      if (!index) return project.placeOf(unit, span);
      const range = { start: index.positionAt(span.start), end: index.positionAt(span.end) };
      return { file: unit.file, range };
    },
  };
}

function entryOf(before: LuaUnit | undefined, after: LuaUnit): [LuaUnit, LuaUnit][] {
  return before ? [[before, after]] : [];
}
