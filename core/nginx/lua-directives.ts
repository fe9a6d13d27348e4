/** How a directive of lua-nginx-module gets its Lua: in braces, as an argument, or from a file. */
export type LuaSource = 'block' | 'string' | 'file';

/** The family that a `*_by_lua*` directive belongs to: its name up to `_by_lua`. */
export type LuaFamily = keyof typeof FAMILIES;

export interface LuaDirective {
  readonly name: string;
  readonly family: LuaFamily;
  readonly source: LuaSource;
  /** The index in the directive's arguments of its code or file name; undefined for a block. */
  readonly argument?: number;
}

const EVERY: readonly LuaSource[] = ['block', 'string', 'file'];
const NO_STRING: readonly LuaSource[] = ['block', 'file'];

/**
 * The forms that the command tables of lua-nginx-module (ngx_http_lua_module.c) and stream-lua-nginx-module
 * register. The families that came after the block form have no string form.
 */
const FAMILIES = {
  init: EVERY,
  init_worker: EVERY,
  exit_worker: NO_STRING,
  set: EVERY,
  server_rewrite: NO_STRING,
  rewrite: EVERY,
  access: EVERY,
  precontent: NO_STRING,
  content: EVERY,
  header_filter: EVERY,
  body_filter: EVERY,
  log: EVERY,
  balancer: NO_STRING,
  preread: NO_STRING,
  ssl_client_hello: NO_STRING,
  ssl_certificate: NO_STRING,
  ssl_session_fetch: NO_STRING,
  ssl_session_store: NO_STRING,
  proxy_ssl_certificate: NO_STRING,
  proxy_ssl_verify: NO_STRING,
} as const satisfies Record<string, readonly LuaSource[]>;

const SUFFIX: Readonly<Record<LuaSource, string>> = {
  block: '_by_lua_block',
  string: '_by_lua',
  file: '_by_lua_file',
};

/** `set_by_lua* $variable …` is the one family whose code is not the first argument. */
function argumentIndex(family: LuaFamily, source: LuaSource): { argument?: number } {
  if (source === 'block') return {};
  return { argument: family === 'set' ? 1 : 0 };
}

function familyDirectives(family: LuaFamily): LuaDirective[] {
  return FAMILIES[family].map((source) => ({
    name: family + SUFFIX[source],
    family,
    source,
    ...argumentIndex(family, source),
  }));
}

const families = Object.keys(FAMILIES) as LuaFamily[];

/** Every directive that takes Lua code or a Lua file, by name. */
export const LUA_DIRECTIVES: ReadonlyMap<string, LuaDirective> = new Map(
  families.flatMap(familyDirectives).map((directive) => [directive.name, directive]),
);

export function luaDirective(name: string): LuaDirective | undefined {
  return LUA_DIRECTIVES.get(name);
}

/**
 * Whether the braces behind this name hold Lua. Names that no known module registers (of a newer or a
 * private module, or misspelt) count too: read as directives their Lua would drown the rest of the file in
 * errors, while the one true error, an unknown directive, is the validator's to report.
 */
export function opensLuaBlock(name: string): boolean {
  return name.endsWith('_by_lua_block');
}
