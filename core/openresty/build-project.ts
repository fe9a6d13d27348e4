import type { Place } from '../../contract/index.js';
import { resolveScopes, type LuaParser, type Span } from '../lua/index.js';
import { normalizePath } from '../nginx/index.js';
import type { LuaHandler, OpenRestyConfiguration } from './configuration.js';
import { computedModuleNames } from './computed-names.js';
import { FilePlaces } from './file-places.js';
import { indexModules, type ModuleIndex } from './module-index.js';
import type { EntryPoint, LuaUnit, Project, ProjectProblem } from './project.js';
import { readingOnce, type ProjectFiles } from './project-files.js';
import { readConfigurations, type ReadOptions } from './read-configurations.js';

export interface ProjectOptions extends ReadOptions {
  readonly parser: LuaParser;
  /** Reads no Lua file but those that a configuration runs, and what these require. */
  readonly reachedOnly?: boolean;
}

/** Reads a whole project: which configurations there are, what Lua they run, which modules there are. */
export function buildProject(source: ProjectFiles, options: ProjectOptions): Project {
  const files = readingOnce(source);
  const units = new UnitStore(files, options.parser);
  const read = readConfigurations(files, options);
  const { configurations } = read;
  const problems = [...read.problems];
  const luaPaths = files.paths.filter((path) => path.endsWith('.lua'));
  const entries = configurations.flatMap((configuration) =>
    configuration.handlers.flatMap((handler) => {
      const found = units.ofHandler(handler, configuration, luaPaths);
      const place = units.placeInFile(handler.place.file, handler.place.span);
      const { phase, directive, route, codeCache, fileName = '' } = handler;
      // A part that a template prints is a row of `_`.
      const isPrinted = configuration.isTemplate && /_{4}/.test(fileName);
      if (found.length === 0 && fileName !== '' && !isPrinted && !/^\/|[${}<>]/.test(fileName)) {
        const message = `${directive}: there is no file "${fileName}" below the prefix, so this location would answer 404`;
        problems.push({ kind: 'missing-lua', message, place });
      }
      return found.map((unit): EntryPoint => ({
        phase,
        directive,
        route,
        unit,
        configuration,
        codeCache,
        place,
      }));
    }),
  );
  if (!options.reachedOnly) for (const path of luaPaths) units.ofFile(path);
  const modules = indexModules(luaPaths, files.folder);
  return {
    ...read,
    entries,
    files: units.files,
    resolveModule: memoize((name, configuration) => {
      const path = modules.fileOf(name, configuration);
      return path === undefined ? undefined : units.ofFile(path);
    }),
    isModuleText: (text) => modules.isModuleText(text),
    dispatchedModules: once(() => dispatched(units, modules)),
    isHandlerName: handlerNames(units.files),
    modulesMatching: (pattern) => modules.matching(pattern),
    placeOf: (unit, span) => units.placeInFile(unit.file, hostSpan(unit, span)),
    problems: distinct(problems),
  };
}

function once<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** What the computed names in the project's texts, such as `"app.plugins." .. name`, may load. */
function dispatched(units: UnitStore, modules: ModuleIndex): Set<LuaUnit> {
  const patterns = new Set<string>();
  for (const { syntax } of units.files.values()) {
    for (const pattern of computedModuleNames(syntax.text))
      if (modules.isModuleText(pattern)) patterns.add(pattern);
  }
  const found = new Set<LuaUnit>();
  for (const name of [...patterns].flatMap((pattern) => modules.matching(pattern))) {
    const path = modules.fileOf(name, undefined);
    const unit = path === undefined ? undefined : units.ofFile(path);
    if (unit) found.add(unit);
  }
  return found;
}

/** So many modules make a name one that programs dispatch by. */
const commonName = 4;

function handlerNames(files: ReadonlyMap<string, LuaUnit>): (name: string) => boolean {
  let counts: Map<string, number> | undefined;
  const count = (): Map<string, number> => {
    const all = new Map<string, number>();
    for (const unit of files.values()) {
      const own = new Set<string>();
      for (const statement of unit.syntax.main.body.statements) {
        if (statement.kind !== 'assign' || statement.values[0]?.kind !== 'function') continue;
        const [target] = statement.targets;
        if (target?.kind === 'index' && target.key.kind === 'string') own.add(target.key.value);
      }
      for (const name of own) all.set(name, (all.get(name) ?? 0) + 1);
    }
    return all;
  };
  return (name) => ((counts ??= count()).get(name) ?? 0) >= commonName;
}

/** Lua files by path and inline chunks by directive, each parsed once. */
class UnitStore {
  readonly files = new Map<string, LuaUnit>();
  private readonly inline = new Map<string, LuaUnit>();
  private readonly places: FilePlaces;

  constructor(
    private readonly source: ProjectFiles,
    private readonly parser: LuaParser,
  ) {
    this.places = new FilePlaces((path) => source.read(path));
  }

  ofFile(path: string): LuaUnit | undefined {
    const known = this.files.get(path);
    if (known) return known;
    const text = this.source.read(path);
    if (text === undefined) return undefined;
    const unit = this.unit(path, path, 'file', text, (offset) => offset);
    this.files.set(path, unit);
    return unit;
  }

  /** The chunk of a handler; several for a file whose name holds variables, since a request chooses it. */
  ofHandler(
    handler: LuaHandler,
    { prefix, isTemplate }: OpenRestyConfiguration,
    luaPaths: readonly string[],
  ): LuaUnit[] {
    const { chunk, fileName, place } = handler;
    if (fileName !== undefined) {
      const path = normalizePath(fileName.startsWith('/') ? fileName : `${prefix}/${fileName}`);
      const paths = path.includes('$') ? luaPaths.filter((candidate) => fits(path, candidate)) : [path];
      // A template names the file where it will be installed; here it is the one with the same last folders.
      if (isTemplate && !luaPaths.includes(path)) paths.push(...sameEnding(path, luaPaths));
      return paths.flatMap((candidate) => this.ofFile(candidate) ?? []);
    }
    if (!chunk) return [];
    const file = normalizePath(place.file);
    const id = `${file}:${chunk.hostSpan.start}`;
    let unit = this.inline.get(id);
    if (!unit) {
      unit = this.unit(id, file, 'inline', chunk.text, (offset) => chunk.toHost(offset), handler.isWhole);
      this.inline.set(id, unit);
    }
    return [unit];
  }

  placeInFile(path: string, span: Span): Place {
    return this.places.placeOf(path, span);
  }

  private unit(
    id: string,
    file: string,
    kind: LuaUnit['kind'],
    text: string,
    toHost: LuaUnit['toHost'],
    isWhole = true,
  ): LuaUnit {
    const syntax = this.parser.parse(text);
    return { id, file, kind, isWhole, syntax, scopes: resolveScopes(syntax), toHost };
  }
}

/**
 * The file that has the most last folders in common with a path, its own folder at least; none where there are several
 * such files, or only the name fits.
 */
function sameEnding(path: string, luaPaths: readonly string[]): string[] {
  const folders = path.split('/');
  for (let count = folders.length; count >= 2; count--) {
    const ending = `/${folders.slice(-count).join('/')}`;
    const found = luaPaths.filter((candidate) => `/${candidate}`.endsWith(ending));
    if (found.length > 0) return found.length === 1 ? found : [];
  }
  return [];
}

/** Whether a file can be what a name with variables stands for: `lua/$1.lua`. */
function fits(template: string, path: string): boolean {
  const pattern = template
    .split(/\$(?:\w+|\{\w+\})/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^/]+');
  return new RegExp(`^${pattern}$`).test(path);
}

/** Two servers may include one broken file: it is broken once. */
function distinct(problems: readonly ProjectProblem[]): ProjectProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function hostSpan(unit: LuaUnit, { start, end }: Span): Span {
  return { start: unit.toHost(start), end: unit.toHost(end) };
}

type Resolve<Value> = (name: string, configuration?: OpenRestyConfiguration) => Value;

function memoize<Value>(compute: Resolve<Value>): Resolve<Value> {
  const known = new Map<OpenRestyConfiguration | undefined, Map<string, Value>>();
  return (name, configuration) => {
    let names = known.get(configuration);
    if (!names) known.set(configuration, (names = new Map<string, Value>()));
    if (!names.has(name)) names.set(name, compute(name, configuration));
    return names.get(name) as Value;
  };
}
