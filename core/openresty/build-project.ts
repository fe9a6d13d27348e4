import type { Place } from '../../contract/index.js';
import { resolveScopes, type LuaParser, type Span } from '../lua/index.js';
import {
  LineIndex,
  loadConfiguration,
  normalizePath,
  type IncludedConfiguration,
  type LocatedError,
} from '../nginx/index.js';
import {
  prefixOf,
  readConfiguration,
  type LuaHandler,
  type OpenRestyConfiguration,
} from './configuration.js';
import { isConfigurationName, looksLikeConfiguration } from './configuration-files.js';
import type { EntryPoint, LuaUnit, Project, ProjectProblem } from './project.js';

/** The project's files, as the caller can reach them. Paths are relative to the project's root, with `/`. */
export interface ProjectFiles {
  /** Every file that may matter: configurations and Lua. */
  readonly paths: readonly string[];
  read(path: string): string | undefined;
  /** The names in a folder, for `include` with a glob; undefined where there is no such folder. */
  list(folder: string): readonly string[] | undefined;
}

export interface ProjectOptions {
  readonly parser: LuaParser;
  /** The prefix, when the caller knows it; relative to the root. */
  readonly prefix?: string;
  /** The configurations to read; found by name and text when absent. */
  readonly configurations?: readonly string[];
  /** Reads no Lua file but those that a configuration runs, and what these require. */
  readonly reachedOnly?: boolean;
}

/** Reads a whole project: which configurations there are, what Lua they run, which modules there are. */
export function buildProject(files: ProjectFiles, options: ProjectOptions): Project {
  const units = new UnitStore(files, options.parser);
  const included = rootConfigurations(files, options);
  const configurations = included.map((configuration) =>
    readConfiguration(configuration, normalizePath(prefixOf(configuration.root.path, options.prefix))),
  );
  const problems: ProjectProblem[] = included.flatMap(({ errors }) =>
    errors
      .filter(concernsProject)
      .map(({ file, span, message }) => ({ message, place: units.placeInFile(file.path, span) })),
  );
  const entries = configurations.flatMap((configuration) =>
    configuration.handlers.flatMap((handler) => {
      const unit = units.ofHandler(handler, configuration);
      const place = units.placeInFile(handler.place.file, handler.place.span);
      if (!unit) {
        if (handler.fileName !== undefined && !handler.fileName.includes('$')) {
          problems.push({
            message: `${handler.directive}: no file "${handler.fileName}" in the project`,
            place,
          });
        }
        return [];
      }
      const { phase, directive, route } = handler;
      return [{ phase, directive, route, unit, configuration, place } satisfies EntryPoint];
    }),
  );
  const luaPaths = files.paths.filter((path) => path.endsWith('.lua'));
  if (!options.reachedOnly) for (const path of luaPaths) units.ofFile(path);
  const templates = configurations.flatMap((configuration) => configuration.packagePath);
  return {
    configurations,
    entries,
    files: units.files,
    resolveModule: memoize((name) => {
      const path = modulePath(name, templates, luaPaths);
      return path === undefined ? undefined : units.ofFile(path);
    }),
    placeOf: (unit, span) => units.placeInFile(unit.file, hostSpan(unit, span)),
    placeInConfiguration: ({ file, span }) => units.placeInFile(file, span),
    problems,
  };
}

/** Files that every nginx installation has beside its configuration; projects leave them out. */
const stockFiles =
  /(?:^|\/)(?:mime\.types|(?:fastcgi|scgi|uwsgi)_params|fastcgi\.conf|koi-utf|koi-win|win-utf)"/;

/** An included file that lies on the server, or whose name a template will fill in, cannot be missed here. */
function concernsProject({ message }: LocatedError): boolean {
  const missing = /^(?:open|pread)\(\) "(.*)" failed/.exec(message);
  if (!missing) return true;
  const path = missing[1] ?? '';
  return !path.startsWith('/') && !/[${}<>]/.test(path) && !stockFiles.test(message);
}

/** The configurations that no other one includes. */
function rootConfigurations(files: ProjectFiles, options: ProjectOptions): IncludedConfiguration[] {
  const named =
    options.configurations ??
    files.paths.filter(
      (path) => isConfigurationName(path) || looksLikeConfiguration(path, () => files.read(path) ?? ''),
    );
  const loaded = named.map((path) =>
    loadConfiguration(path, {
      read: (name) => files.read(normalizePath(name)),
      list: (folder) => files.list(normalizePath(folder)),
    }),
  );
  const includedByOthers = new Set(
    loaded.flatMap((one) => one.files.slice(1).map((file) => normalizePath(file.path))),
  );
  return options.configurations
    ? loaded
    : loaded.filter((one) => !includedByOthers.has(normalizePath(one.root.path)));
}

/** Lua files by path and inline chunks by directive, each parsed once. */
class UnitStore {
  readonly files = new Map<string, LuaUnit>();
  private readonly inline = new Map<string, LuaUnit>();
  private readonly lines = new Map<string, LineIndex>();

  constructor(
    private readonly source: ProjectFiles,
    private readonly parser: LuaParser,
  ) {}

  ofFile(path: string): LuaUnit | undefined {
    const known = this.files.get(path);
    if (known) return known;
    const text = this.source.read(path);
    if (text === undefined) return undefined;
    const unit = this.unit(path, path, 'file', text, (offset) => offset);
    this.files.set(path, unit);
    return unit;
  }

  ofHandler(handler: LuaHandler, { prefix }: OpenRestyConfiguration): LuaUnit | undefined {
    const { chunk, fileName, place } = handler;
    if (fileName !== undefined)
      return this.ofFile(normalizePath(fileName.startsWith('/') ? fileName : `${prefix}/${fileName}`));
    if (!chunk) return undefined;
    const file = normalizePath(place.file);
    const id = `${file}:${chunk.hostSpan.start}`;
    let unit = this.inline.get(id);
    if (!unit)
      this.inline.set(
        id,
        (unit = this.unit(id, file, 'inline', chunk.text, (offset) => chunk.toHost(offset))),
      );
    return unit;
  }

  placeInFile(path: string, { start, end }: Span): Place {
    const file = normalizePath(path);
    let lines = this.lines.get(file);
    if (!lines) this.lines.set(file, (lines = new LineIndex(this.source.read(file) ?? '')));
    return { file, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
  }

  private unit(
    id: string,
    file: string,
    kind: LuaUnit['kind'],
    text: string,
    toHost: LuaUnit['toHost'],
  ): LuaUnit {
    const syntax = this.parser.parse(text);
    return { id, file, kind, syntax, scopes: resolveScopes(syntax), toHost };
  }
}

function hostSpan(unit: LuaUnit, { start, end }: Span): Span {
  return { start: unit.toHost(start), end: unit.toHost(end) };
}

/** By the templates of `lua_package_path` in their order, else the shortest path in the project that fits. */
function modulePath(
  name: string,
  templates: readonly string[],
  paths: readonly string[],
): string | undefined {
  const known = new Set(paths);
  const file = name.replaceAll('.', '/');
  for (const template of templates) {
    const path = normalizePath(template.replaceAll('?', file));
    if (known.has(path)) return path;
  }
  const endings = [`${file}.lua`, `${file}/init.lua`];
  return paths
    .filter((path) => endings.some((ending) => path === ending || path.endsWith(`/${ending}`)))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

function memoize<Value>(compute: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>();
  return (name) => {
    if (!known.has(name)) known.set(name, compute(name));
    return known.get(name) as Value;
  };
}
