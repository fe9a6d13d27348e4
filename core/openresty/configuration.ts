import {
  luaChunkOf,
  luaDirective,
  parseSize,
  type IncludedConfiguration,
  type LocatedDirective,
  type LuaChunk,
  type LuaSource,
  type Span,
} from '../nginx/index.js';
import type { Phase } from './configuration-phases.js';

/** A span in one of the configuration's files; the path is as the loader was given it. */
export interface ConfPlace {
  readonly file: string;
  readonly span: Span;
}

/** How many Lua VMs serve requests. */
export type Workers =
  | { readonly kind: 'count'; readonly count: number; readonly place: ConfPlace | undefined }
  /** `auto`: one for each processor, so usually several. */
  | { readonly kind: 'auto'; readonly place: ConfPlace }
  /** A fragment that some other configuration includes: nobody knows. */
  | { readonly kind: 'unknown' };

export interface SharedDictDeclaration {
  readonly name: string;
  /** In bytes; undefined where nginx would refuse the size. */
  readonly size: number | undefined;
  readonly place: ConfPlace;
}

/** A directive that runs Lua, and the Lua: inline, or a file's name as the source writes it. */
export interface LuaHandler {
  readonly phase: Phase;
  readonly source: LuaSource;
  readonly directive: string;
  /** The enclosing block's first words: `location = /hit`, `server`, `http`. */
  readonly route: string;
  readonly place: ConfPlace;
  readonly chunk: LuaChunk | undefined;
  readonly fileName: string | undefined;
  /** False for a block whose closing brace nginx does not find. */
  readonly isWhole: boolean;
  /** False makes every request start in a fresh VM, so that nothing accumulates. */
  readonly codeCache: boolean;
}

/** What a configuration says that matters to its Lua. */
export interface OpenRestyConfiguration {
  /** The path of the root file. */
  readonly path: string;
  /** True for what a template, or a program, becomes when something fills it in. */
  readonly isTemplate: boolean;
  /** Without a trailing slash. */
  readonly prefix: string;
  readonly workers: Workers;
  /** The templates of `lua_package_path` with `$prefix` put in; `;;` is left out. */
  readonly packagePath: readonly string[];
  readonly dicts: readonly SharedDictDeclaration[];
  readonly handlers: readonly LuaHandler[];
  /** The block that holds what is said for all servers; undefined in a fragment. */
  readonly http: LocatedDirective | undefined;
  /** The URIs of the locations that a client can ask for, in the order of the source: no regular expression, no name. */
  readonly uris: readonly string[];
  /** Everything it says, its includes filled in. */
  readonly expanded: readonly LocatedDirective[];
}

/**
 * The prefix that nginx would run with: the one given, else the parent of the folder `conf` that the
 * configuration lies in, else the configuration's own folder. `/`-separated, without a trailing slash.
 */
export function prefixOf(confPath: string, given?: string): string {
  if (given !== undefined) return given.replace(/\/+$/, '') || '/';
  const parts = confPath.split('/').slice(0, -1);
  if (parts.at(-1) === 'conf') parts.pop();
  return parts.join('/') || (confPath.startsWith('/') ? '/' : '.');
}

/** Reads the OpenResty side of a configuration from its tree. */
export function readConfiguration(
  included: IncludedConfiguration,
  prefix: string,
  isTemplate = false,
): OpenRestyConfiguration {
  const all = walk(included.expanded);
  const lasts = new Map(all.map(({ located }) => [located.directive.name.value, located]));
  const last = (name: string): LocatedDirective | undefined => lasts.get(name);
  return {
    path: included.root.path,
    isTemplate,
    prefix,
    workers: readWorkers(included, last, isTemplate),
    packagePath: packageTemplates(argument(last('lua_package_path')), prefix),
    dicts: all.flatMap(({ located }) => readDict(located)),
    handlers: all.flatMap(({ located, parents }) => readHandler(located, parents, included.expanded)),
    http: last('http'),
    uris: [...new Set(all.flatMap(({ located }) => uriOf(located) ?? []))],
    expanded: included.expanded,
  };
}

function readWorkers(
  { root, expanded }: IncludedConfiguration,
  last: (name: string) => LocatedDirective | undefined,
  isTemplate: boolean,
): Workers {
  const workers = last('worker_processes');
  if (argument(last('master_process')) === 'off')
    return { kind: 'count', count: 1, place: placeOf(last('master_process')!) };
  if (workers) {
    const value = argument(workers);
    const count = Number(value);
    if (value === 'auto') return { kind: 'auto', place: placeOf(workers) };
    if (/^\d+$/.test(value ?? '') && count > 0) return { kind: 'count', count, place: placeOf(workers) };
    return { kind: 'unknown' };
  }
  const isWhole = expanded.some(({ directive }) =>
    ['http', 'events', 'stream'].includes(directive.name.value),
  );
  // nginx's default is one worker (core module, worker_processes).
  return isWhole && !isTemplate && root.tree.errors.length === 0
    ? { kind: 'count', count: 1, place: undefined }
    : { kind: 'unknown' };
}

/** `;;` stands for the default path, which lies outside the project. */
function packageTemplates(value: string | undefined, prefix: string): string[] {
  return (value ?? '')
    .split(';')
    .filter((template) => template !== '')
    .map((template) => template.replaceAll('${prefix}', prefix).replaceAll('$prefix', prefix));
}

function readDict(located: LocatedDirective): SharedDictDeclaration[] {
  const { name, args } = located.directive;
  const [dict, size] = args;
  if (name.value !== 'lua_shared_dict' || !dict) return [];
  return [{ name: dict.value, size: parseSize(size?.value ?? ''), place: placeOf(located) }];
}

function readHandler(
  located: LocatedDirective,
  parents: readonly LocatedDirective[],
  top: readonly LocatedDirective[],
): LuaHandler[] {
  const { directive } = located;
  const lua = luaDirective(directive.name.value);
  if (!lua) return [];
  const fileName = lua.source === 'file' ? directive.args[lua.argument ?? 0]?.value : undefined;
  return [
    {
      phase: lua.family,
      source: lua.source,
      directive: lua.name,
      route: routeOf(parents),
      place: placeOf(located),
      chunk: luaChunkOf(directive),
      fileName,
      isWhole: directive.form !== 'lua' || directive.lua.closed,
      codeCache: effective('lua_code_cache', parents, top) !== 'off',
    },
  ];
}

/** The URI of `location /x`, `location = /x` and `location ^~ /x`. */
function uriOf({ directive: { name, args } }: LocatedDirective): string | undefined {
  const [first, second] = args;
  if (name.value !== 'location' || !first) return undefined;
  const uri = second ? second.value : first.value.replace(/^(?:=|\^~)/, '');
  return uri.startsWith('/') && !first.value.startsWith('~') ? uri : undefined;
}

/** The value of a directive that blocks inherit: the one in the nearest enclosing block. */
function effective(
  name: string,
  parents: readonly LocatedDirective[],
  top: readonly LocatedDirective[],
): string | undefined {
  const levels = [top, ...parents.map(({ children }) => children)];
  const found = levels.findLast((level) => level.some(({ directive }) => directive.name.value === name));
  return argument(found?.findLast(({ directive }) => directive.name.value === name));
}

/** As the source writes the enclosing block; with its location for an `if`, with its name for a server. */
function routeOf(parents: readonly LocatedDirective[]): string {
  const parent = parents.at(-1);
  if (!parent) return 'main';
  const { name, args } = parent.directive;
  const head = [name, ...args].map((word) => word.raw).join(' ');
  if (name.value === 'if') return `${routeOf(parents.slice(0, -1))}, ${head}`;
  if (name.value !== 'server') return head;
  const label = ['server_name', 'listen']
    .map((key) => parent.children.find(({ directive }) => directive.name.value === key))
    .find((found) => found !== undefined);
  return label ? `server ${argument(label) ?? ''}`.trim() : head;
}

/** In the order of the source; without recursion, since blocks may nest as deep as a file is long. */
function walk(
  top: readonly LocatedDirective[],
): { located: LocatedDirective; parents: readonly LocatedDirective[] }[] {
  const found: { located: LocatedDirective; parents: readonly LocatedDirective[] }[] = [];
  const pending = top.map((located) => ({ located, parents: [] as readonly LocatedDirective[] })).reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    found.push(next);
    const { located, parents } = next;
    // nginx knows no more than a handful of levels; deeper ones are told as unknown, not copied for each line.
    if (parents.length > 100) continue;
    const below = [...parents, located];
    for (const child of located.children.toReversed()) pending.push({ located: child, parents: below });
  }
  return found;
}

function argument(located: LocatedDirective | undefined): string | undefined {
  return located?.directive.args[0]?.value;
}

/** The directive's name and arguments, without its block. */
function placeOf({ file, directive: { name, args } }: LocatedDirective): ConfPlace {
  return { file: file.path, span: { start: name.span.start, end: (args.at(-1) ?? name).span.end } };
}
