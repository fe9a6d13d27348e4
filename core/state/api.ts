import type { SourceKind } from './world.js';

/**
 * What the calls of Lua's, ngx_lua's and a few resty libraries do to values, as far as worker state is
 * concerned. Sources: the Lua 5.1 manual, section 5; the lua-nginx-module manual, "Nginx API for Lua".
 */
export interface CallEffect {
  /** The results come from here. */
  readonly source?: SourceKind;
  /** The results depend on the arguments themselves, not on what tables among them hold. */
  readonly shallow?: true;
  /** The light thread may be put aside here, so that other requests of the worker run. */
  readonly yields?: true;
  /** The first result is a handle of this library. */
  readonly makes?: string;
  /** What `mutates` does. */
  readonly how?: 'remove' | 'clear' | 'sort';
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

const request: CallEffect = { opaqueResult: true, source: 'request' };
const random: CallEffect = { opaqueResult: true, source: 'random' };
const clock: CallEffect = { opaqueResult: true, source: 'clock' };
const outside: CallEffect = { source: 'outside' };

export const callEffects: Readonly<Record<string, CallEffect>> = {
  // basic functions
  assert: { returnsArgument: 0 },
  type: { shallow: true },
  tonumber: { shallow: true },
  tostring: { shallow: true },
  rawequal: { shallow: true },
  'ngx.get_phase': none,
  'ngx.config.prefix': none,
  error: sink,
  next: { returnsElementsOf: 0 },
  print: none,
  collectgarbage: none,
  unpack: { returnsElementsOf: 0 },
  'table.unpack': { returnsElementsOf: 0 },
  pcall: { calls: { argument: 0, shift: 1 } },
  xpcall: { calls: { argument: 0, shift: 1, skip: 1 } },
  'coroutine.resume': { calls: { argument: 0, shift: 1 } },

  // tables
  'table.insert': { storesInto: 0 },
  'table.remove': { mutates: 0, how: 'remove', returnsElementsOf: 0 },
  'table.sort': { mutates: 0, how: 'sort' },
  'table.concat': { readsAllOf: 0 },
  'table.getn': { readsAllOf: 0 },
  'table.maxn': { readsAllOf: 0 },
  'table.pack': { returnsTableOf: -1 },
  'table.clear': { mutates: 0, how: 'clear', opaqueResult: true },
  'table.clone': { returnsTableOf: 0 },
  'table.nkeys': { readsAllOf: 0 },
  'table.isempty': { readsAllOf: 0 },
  'table.new': { returnsTableOf: -1, opaqueResult: true },
  'tablepool.fetch': { returnsTableOf: -1, opaqueResult: true },
  'tablepool.release': none,

  // what leaves the worker
  'ngx.say': sink,
  'ngx.print': sink,
  'ngx.exit': sink,
  'ngx.exec': sink,
  'ngx.redirect': sink,
  'ngx.eof': sink,
  'ngx.flush': { sink: true, yields: true },
  'ngx.send_headers': sink,
  'ngx.location.capture': { sink: true, yields: true, source: 'outside' },
  'ngx.location.capture_multi': { sink: true, yields: true, source: 'outside' },
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
  'ngx.sleep': { opaqueResult: true, yields: true },
  'coroutine.yield': { yields: true },
  'ngx.thread.wait': { opaqueResult: true, yields: true },
  'ngx.req.read_body': { opaqueResult: true, yields: true },
  'ngx.run_worker_thread': { yields: true },

  // what a request brings
  'ngx.req.get_headers': request,
  'ngx.req.get_uri_args': request,
  'ngx.req.get_post_args': request,
  'ngx.req.get_query_args': request,
  'ngx.req.get_method': request,
  'ngx.req.get_body_data': request,
  'ngx.req.get_body_file': request,
  'ngx.req.raw_header': request,
  'ngx.req.http_version': request,
  'ngx.req.start_time': clock,
  'ngx.req.socket': request,
  'ngx.resp.get_headers': request,

  // connections
  'ngx.socket.tcp': { opaqueResult: true, makes: 'ngx.socket' },
  'ngx.socket.udp': { opaqueResult: true, makes: 'ngx.socket' },
  'ngx.socket.stream': { opaqueResult: true, makes: 'ngx.socket' },
  'ngx.socket.connect': { opaqueResult: true, makes: 'ngx.socket', yields: true },

  // clocks and dice
  'math.random': random,
  'ngx.now': clock,
  'ngx.time': clock,
  'ngx.localtime': clock,
  'ngx.utctime': clock,
  'ngx.today': clock,
  // With a table or a time they convert, without one they ask.
  'os.time': { source: 'clock' },
  'os.clock': clock,
  'os.date': { source: 'clock' },

  // the worker itself
  'ngx.worker.id': { opaqueResult: true, source: 'worker' },
  'ngx.worker.pid': { opaqueResult: true, source: 'worker' },
  'ngx.worker.count': none,
  'ngx.worker.exiting': none,

  // files and the environment
  'io.lines': outside,
  'io.popen': outside,
  'io.read': outside,
  'os.getenv': outside,
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

/** Objects whose fields a request brings. */
export const requestFields: ReadonlySet<string> = new Set(['ngx.var', 'ngx.arg']);

/** Made anew for each request, so nothing in it outlives one (lua-nginx-module manual, ngx.ctx). */
export const requestObjects: ReadonlySet<string> = new Set(['ngx.ctx']);

/** What is known of a library that a project requires without carrying it. */
export interface Library {
  /** Its calls compute and keep to themselves; those of any other may do anything with their arguments. */
  readonly pure?: true;
  /** Pure, but for calling functions that it is handed, or keeping them for whoever asks. */
  readonly callsBack?: true;
  /** Its calls may put the light thread aside (cosockets underneath). */
  readonly yields?: true;
  /** What it makes keeps a connection, which belongs to the request that made it. */
  readonly connection?: true;
  /** Each call of one of the module's functions makes a handle that is told apart from others. */
  readonly handles?: true;
  /** What it answers is data that is made of the arguments; nothing of them stays with it. */
  readonly makesData?: true;
  /** Where its results come from. */
  readonly source?: SourceKind;
  /** It hands what one worker tells it to functions of every worker. */
  readonly broadcasts?: true;
  /** Its functions whose results follow from their arguments and from nothing else. */
  readonly exact?: ReadonlySet<string>;
  /** Its functions whose arguments say how much room to make: no result shows them. */
  readonly sized?: ReadonlySet<string>;
}

const unknownLibrary: Library = { source: 'outside' };

const pure: Library = { pure: true };
// What is decoded is new each time: what another call was told is not in it.
const json: Library = { pure: true, makesData: true };
const remote: Library = { yields: true, source: 'outside' };
const broadcast: Library = { source: 'outside', broadcasts: true };
const client: Library = { ...remote, handles: true, connection: true };

/** Stands for what only computes: no module has this name. */
export const computing = '(computing)';

export const libraries: Readonly<Record<string, Library>> = {
  [computing]: pure,
  bit: pure,
  ffi: { pure: true, callsBack: true },
  jit: { pure: true, callsBack: true },
  cjson: json,
  'cjson.safe': json,
  'string.buffer': { pure: true, sized: new Set(['new']) },
  'ngx.re': { pure: true, callsBack: true },
  'ngx.base64': pure,
  'resty.core': pure,
  'resty.lrucache': { pure: true, callsBack: true, handles: true },
  'resty.lrucache.pureffi': { pure: true, callsBack: true, handles: true },
  'resty.string': pure,
  'resty.aes': pure,
  'resty.md5': pure,
  'resty.sha': pure,
  'resty.sha1': pure,
  'resty.sha224': pure,
  'resty.sha256': pure,
  'resty.sha384': pure,
  'resty.sha512': pure,
  'resty.random': { pure: true, source: 'random' },
  'resty.jit-uuid': {
    pure: true,
    source: 'random',
    // Versions 3 and 5 are hashes of a name (RFC 4122, 4.3).
    exact: new Set(['is_valid', 'generate_v3', 'generate_v5', 'factory_v3', 'factory_v5']),
  },
  'resty.openssl.rand': { pure: true, source: 'random' },
  'ngx.semaphore': { yields: true },
  'ngx.pipe': remote,
  'resty.lock': { yields: true, source: 'shared' },
  'resty.mlcache': remote,
  'resty.redis': client,
  'resty.mysql': client,
  'resty.memcached': client,
  'resty.http': client,
  'resty.upload': { yields: true, source: 'request' },
  'resty.dns.resolver': remote,
  'resty.websocket.server': { ...client, source: 'request' },
  'resty.websocket.client': client,
  pgmoon: client,
  'ngx.socket': client,
  // LuaFileSystem: what it says of a file comes from the file, and is a new table each time.
  lfs: { pure: true, handles: true, source: 'outside' },
  // What they are handed arrives in every worker, the one that hands it in included.
  'resty.worker.events': broadcast,
  'resty.events': broadcast,
  'resty.events.compat': broadcast,
  io: { pure: true },
};

/** What is known of a module; of an unknown one that it may do anything, and makes unique numbers if it is named so. */
export function libraryOf(module: string): Library {
  const known = Object.hasOwn(libraries, module) ? libraries[module] : undefined;
  return known ?? (/(?:^|[._-])uuid$/.test(module) ? { pure: true, source: 'random' } : unknownLibrary);
}

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
  // lua-tablepool, which OpenResty carries: what it hands out is the request's until it is given back.
  'tablepool',
]);

/** The functions that `_G` starts with. */
export const globalFunctions: readonly string[] = [
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
];

/** The tables that `_G` starts with, each the library's own object. */
export const globalTables: readonly string[] = [
  '_G',
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
