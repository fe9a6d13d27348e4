import type { Place } from '../../contract/index.js';
import type { LuaSyntax, Scopes, Span } from '../lua/index.js';
import type { OpenRestyConfiguration } from './configuration.js';
import type { Phase } from './configuration-phases.js';
import type { ProjectConfigurations } from './read-configurations.js';

/**
 * A chunk of Lua: a file, or the body of a directive. `toHost` leads from an offset in the chunk's own text
 * to one in the file that contains it (both UTF-16).
 */
export interface LuaUnit {
  /** Unique in the project: the file's path, for an inline chunk with the offset of its directive. */
  readonly id: string;
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly kind: 'file' | 'inline';
  /** False for a block that nginx never finds the end of: what follows in the file is not Lua. */
  readonly isWhole: boolean;
  readonly syntax: LuaSyntax;
  readonly scopes: Scopes;
  toHost(offset: number): number;
}

/** A chunk that nginx itself runs. */
export interface EntryPoint {
  readonly phase: Phase;
  /** The directive's name, e.g. `content_by_lua_block`. */
  readonly directive: string;
  /** The block that it stands in, as the source writes it: `location = /hit`, `server`, `http`. */
  readonly route: string;
  readonly unit: LuaUnit;
  readonly configuration: OpenRestyConfiguration;
  /** False makes every request start in a fresh VM (lua_code_cache off). */
  readonly codeCache: boolean;
  /** The directive's own place. */
  readonly place: Place;
}

/** The program as nginx would see it: configurations, the Lua they run, the modules that Lua can require. */
export interface Project extends ProjectConfigurations {
  readonly entries: readonly EntryPoint[];
  /** Every Lua file of the project, by path. */
  readonly files: ReadonlyMap<string, LuaUnit>;
  /**
   * The file that `require(name)` loads: by the configuration's `lua_package_path`, else by name anywhere in the
   * project, the configuration's own folders first.
   */
  readonly resolveModule: (name: string, configuration?: OpenRestyConfiguration) => LuaUnit | undefined;
  /** True for a constant that may be, or begin, a module's name; `*` stands for what is computed. */
  readonly isModuleText: (text: string) => boolean;
  /** The modules that some `require("a." .. name)` of the project may load. */
  readonly dispatchedModules: () => ReadonlySet<LuaUnit>;
  /** True for a name under which several modules keep a function: `access`, `rewrite`. */
  readonly isHandlerName: (name: string) => boolean;
  /** The modules' names that such a pattern may stand for. */
  readonly modulesMatching: (pattern: string) => readonly string[];
  /** The place of a span of a unit's own text. */
  readonly placeOf: (unit: LuaUnit, span: Span) => Place;
  /** What the project could not read, e.g. an include that does not exist. */
  readonly problems: readonly ProjectProblem[];
}

export interface ProjectProblem {
  /** `syntax`: nginx would refuse to start. `missing-lua`: a request would fail. */
  readonly kind: 'syntax' | 'missing-lua';
  readonly message: string;
  readonly place: Place;
}
