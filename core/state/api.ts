/**
 * What the calls of Lua's, ngx_lua's and a few resty libraries do to values, as far as worker state is
 * concerned. Sources: the Lua 5.1 manual, section 5; the lua-nginx-module manual, "Nginx API for Lua".
 */
export interface CallEffect {
  /** The arguments reach something outside the worker's Lua: a response, a header, another worker. */
  readonly sink?: true;
  /** The results do not depend on the arguments. */
  readonly opaqueResult?: true;
  /** The first result is this argument. */
  readonly returnsArgument?: number;
  /** The results are elements of this argument. */
  readonly returnsElementsOf?: number;
  /** The results are read from all of this argument, e.g. joined or counted. */
  readonly readsAllOf?: number;
  /** Elements of the table argument are set: to the arguments behind it. */
  readonly storesInto?: number;
  /** The table argument is changed in place. */
  readonly mutates?: number;
  /** The first result is a new table, filled with elements of this argument (-1: with the arguments). */
  readonly returnsTableOf?: number;
  /** This argument is called with the arguments behind it. */
  readonly calls?: {
    readonly argument: number;
    /** So many results of the library's own come before the function's. */
    readonly shift?: number;
    /** So many arguments of the library's own come before those behind the function. */
    readonly leading?: number;
    /** So many arguments behind the function are not passed on. */
    readonly skip?: number;
    /** It runs beside the request, or after it. */
    readonly later?: true;
  };
}

const none: CallEffect = { opaqueResult: true };
const sink: CallEffect = { sink: true };

export const callEffects: Readonly<Record<string, CallEffect>> = {
  // basic functions
  assert: { returnsArgument: 0 },
  error: sink,
  next: { returnsElementsOf: 0 },
  print: none,
  collectgarbage: none,
  unpack: { returnsElementsOf: 0 },
  'table.unpack': { returnsElementsOf: 0 },
  pcall: { calls: { argument: 0, shift: 1 } },
  xpcall: { calls: { argument: 0, shift: 1, skip: 1 } },
  'coroutine.wrap': { returnsArgument: 0 },
  'coroutine.create': { returnsArgument: 0 },
  'coroutine.resume': { calls: { argument: 0, shift: 1 } },

  // tables
  'table.insert': { storesInto: 0 },
  'table.remove': { mutates: 0, returnsElementsOf: 0 },
  'table.sort': { mutates: 0 },
  'table.concat': { readsAllOf: 0 },
  'table.getn': { readsAllOf: 0 },
  'table.maxn': { readsAllOf: 0 },
  'table.pack': { returnsTableOf: -1 },
  'table.clear': { mutates: 0 },
  'table.clone': { returnsTableOf: 0 },
  'table.nkeys': { readsAllOf: 0 },
  'table.isempty': { readsAllOf: 0 },
  'table.new': { returnsTableOf: -1 },

  // what leaves the worker
  'ngx.say': sink,
  'ngx.print': sink,
  'ngx.exit': sink,
  'ngx.exec': sink,
  'ngx.redirect': sink,
  'ngx.eof': sink,
  'ngx.flush': sink,
  'ngx.send_headers': sink,
  'ngx.location.capture': sink,
  'ngx.location.capture_multi': sink,
  'ngx.req.set_header': sink,
  'ngx.req.clear_header': sink,
  'ngx.req.set_uri': sink,
  'ngx.req.set_uri_args': sink,
  'ngx.req.set_method': sink,
  'ngx.req.set_body_data': sink,
  'ngx.req.set_body_file': sink,
  'ngx.req.init_body': sink,
  'ngx.req.append_body': sink,
  'ngx.req.finish_body': sink,

  // what stays silent: a log line is nobody's decision
  'ngx.log': none,
  'ngx.sleep': none,
  'ngx.update_time': none,

  // other code, now or later
  // The callback's first argument says whether the worker is exiting.
  'ngx.timer.at': { calls: { argument: 1, leading: 1, later: true } },
  'ngx.timer.every': { calls: { argument: 1, leading: 1, later: true } },
  'ngx.thread.spawn': { calls: { argument: 0 } },
  'ngx.on_abort': { calls: { argument: 0, later: true } },
};

/** Objects that leave the worker when they or their fields are assigned: `ngx.header.x = v`, `ngx.status = v`. */
export const sinkObjects: ReadonlySet<string> = new Set([
  'ngx.header',
  'ngx.var',
  'ngx.arg',
  'ngx.resp',
  'ngx.status',
]);

/** Made anew for each request, so nothing in it outlives one (lua-nginx-module manual, ngx.ctx). */
export const requestObjects: ReadonlySet<string> = new Set(['ngx.ctx']);

/**
 * The libraries that a project requires without carrying them. Calls of these compute and keep to
 * themselves; calls of any other module may do anything with their arguments.
 */
export const pureModules: ReadonlySet<string> = new Set([
  'bit',
  'ffi',
  'jit',
  'cjson',
  'cjson.safe',
  'string.buffer',
  'ngx.re',
  'ngx.base64',
  'resty.core',
  'resty.lrucache',
  'resty.lrucache.pureffi',
  'resty.string',
  'resty.random',
  'resty.aes',
  'resty.md5',
  'resty.sha',
  'resty.sha1',
  'resty.sha224',
  'resty.sha256',
  'resty.sha384',
  'resty.sha512',
]);

/** Modules of LuaJIT whose value is one of the functions above. */
export const functionModules: Readonly<Record<string, string>> = {
  'table.new': 'table.new',
  'table.clear': 'table.clear',
  'table.nkeys': 'table.nkeys',
  'table.clone': 'table.clone',
  'table.isempty': 'table.isempty',
  'table.isarray': 'table.isarray',
};

/** Modules that are also globals. */
export const globalModules: ReadonlySet<string> = new Set([
  'string',
  'table',
  'math',
  'os',
  'io',
  'debug',
  'coroutine',
  'package',
]);

/** The names that `_G` starts with, each the library's own object. */
export const globals: readonly string[] = [
  'assert',
  'collectgarbage',
  'dofile',
  'error',
  'getfenv',
  'getmetatable',
  'ipairs',
  'load',
  'loadfile',
  'loadstring',
  'module',
  'newproxy',
  'next',
  'pairs',
  'pcall',
  'print',
  'rawequal',
  'rawget',
  'rawlen',
  'rawset',
  'require',
  'select',
  'setfenv',
  'setmetatable',
  'tonumber',
  'tostring',
  'type',
  'unpack',
  'xpcall',
  'bit',
  'coroutine',
  'debug',
  'io',
  'jit',
  'math',
  'os',
  'package',
  'string',
  'table',
  'ngx',
  'ndk',
];

/** The methods of strings: a method call of one of these on an unknown value is taken for a string's. */
export const stringMethods: ReadonlySet<string> = new Set([
  'byte',
  'char',
  'dump',
  'find',
  'format',
  'gmatch',
  'gsub',
  'len',
  'lower',
  'match',
  'rep',
  'reverse',
  'sub',
  'upper',
]);

/** The methods of a shared dictionary that tell other workers something. */
export const dictWriters: ReadonlySet<string> = new Set([
  'set',
  'safe_set',
  'add',
  'safe_add',
  'replace',
  'delete',
  'incr',
  'lpush',
  'rpush',
  'expire',
  'flush_all',
]);
