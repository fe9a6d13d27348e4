import type { DocEntry } from './entry.js';
import { library } from './manual.js';

interface Library {
  readonly name: string;
  readonly text: string;
  readonly url: string;
  /** Path, form, text. A path with `:` is a method of what a constructor returns. */
  readonly members?: readonly (readonly [path: string, syntax: string, text: string])[];
}

const perWorker = 'Each worker has its own';

const libraries: readonly Library[] = [
  {
    name: 'resty.lrucache',
    text: `A cache in the memory of one worker, which drops what was used least recently. **${perWorker}, on purpose**: two workers may hold different values for a key, and a \`delete\` reaches only one of them. It holds any Lua value, tables too, without copying. For one value in all workers use a shared dictionary.`,
    url: library('lua-resty-lrucache'),
    members: [
      [
        'resty.lrucache.new',
        'cache, err = lrucache.new(max_items, load_factor?)',
        'Makes a cache for so many entries. Make it in the module’s main chunk, so that requests share it; made in a handler it is a new one for each request.',
      ],
      [
        'resty.lrucache:get',
        'value, stale, flags = cache:get(key)',
        'The value of a key; `nil` when it is not there or has expired. An expired value is still given as `stale`.',
      ],
      [
        'resty.lrucache:set',
        'cache:set(key, value, ttl?, flags?)',
        'Sets a key in this worker, for `ttl` seconds or until it is dropped.',
      ],
      [
        'resty.lrucache:delete',
        'cache:delete(key)',
        'Takes a key away in this worker; the others keep theirs.',
      ],
      [
        'resty.lrucache:count',
        'count = cache:count()',
        'How many entries it holds, those that have expired too.',
      ],
      ['resty.lrucache:capacity', 'size = cache:capacity()', 'How many entries it can hold.'],
      ['resty.lrucache:get_keys', 'keys = cache:get_keys(max?, result?)', 'The keys, those used last first.'],
      ['resty.lrucache:flush_all', 'cache:flush_all()', 'Empties it, in this worker.'],
    ],
  },
  {
    name: 'resty.lrucache.pureffi',
    text: `As \`resty.lrucache\`, made for many different keys that come and go. ${perWorker}.`,
    url: library('lua-resty-lrucache'),
  },
  {
    name: 'resty.lock',
    text: 'A lock that all workers share, kept in a shared dictionary. For work that only one of many requests should do, such as filling a cache. One lock object belongs to one piece of work of one request.',
    url: library('lua-resty-lock'),
    members: [
      [
        'resty.lock:new',
        'lock, err = lock:new(dict_name, options?)',
        'Makes a lock object. `timeout` says how long to wait for it, `exptime` when it opens by itself; both in seconds.',
      ],
      [
        'resty.lock:lock',
        'elapsed, err = lock:lock(key)',
        'Waits for the lock without blocking the worker, up to its timeout. Look at what it guards once more behind it: another may have done the work.',
      ],
      ['resty.lock:unlock', 'ok, err = lock:unlock()', 'Opens it. On every path, errors too.'],
      ['resty.lock:expire', 'ok, err = lock:expire(timeout?)', 'Sets anew when it opens by itself.'],
    ],
  },
  {
    name: 'resty.core',
    text: 'OpenResty’s API on LuaJIT’s FFI. It is loaded by itself; `require` is only needed for its parts.',
    url: library('lua-resty-core'),
  },
  {
    name: 'resty.redis',
    text: 'A client for Redis that waits without blocking. An object belongs to the request that made it: keep no client in a module’s variable.',
    url: library('lua-resty-redis'),
    members: [
      ['resty.redis:new', 'red, err = redis:new()', 'Makes a client, in the request that uses it.'],
      [
        'resty.redis:connect',
        'ok, err = red:connect(host, port, options?)',
        'Connects, or takes an idle connection out of this worker’s pool.',
      ],
      [
        'resty.redis:set_timeouts',
        'red:set_timeouts(connect, send, read)',
        'The times to wait, in milliseconds.',
      ],
      [
        'resty.redis:set_keepalive',
        'ok, err = red:set_keepalive(idle_ms, pool_size)',
        'Gives the connection back to this worker’s pool.',
      ],
    ],
  },
  {
    name: 'resty.mysql',
    text: 'A client for MySQL that waits without blocking. An object belongs to the request that made it.',
    url: library('lua-resty-mysql'),
    members: [
      ['resty.mysql:new', 'db, err = mysql:new()', 'Makes a client, in the request that uses it.'],
      [
        'resty.mysql:connect',
        'ok, err, code, state = db:connect(options)',
        'Connects, or takes an idle connection out of this worker’s pool.',
      ],
      [
        'resty.mysql:query',
        'rows, err, code, state = db:query(sql, rows_hint?)',
        'Sends one statement and reads its answer. Values from a request are quoted with `ngx.quote_sql_str`.',
      ],
    ],
  },
  {
    name: 'resty.string',
    text: 'Small helpers for texts.',
    url: library('lua-resty-string'),
    members: [['resty.string.to_hex', 'hex = str.to_hex(bytes)', 'Bytes in hexadecimal digits.']],
  },
  {
    name: 'resty.random',
    text: 'Random bytes from OpenSSL. Drawn when a module is loaded they differ from worker to worker, unless it is loaded in `init_by_lua`.',
    url: library('lua-resty-string'),
    members: [
      [
        'resty.random.bytes',
        'bytes = random.bytes(length, strong?)',
        'So many random bytes; with `strong` it may give `nil` while the system has too little chance to offer.',
      ],
    ],
  },
  { name: 'resty.md5', text: 'MD5 over pieces: `new`, `update`, `final`.', url: library('lua-resty-string') },
  {
    name: 'resty.sha256',
    text: 'SHA-256 over pieces: `new`, `update`, `final`.',
    url: library('lua-resty-string'),
  },
  {
    name: 'resty.limit.req',
    text: 'Limits the rate of requests, for all workers: it counts in a shared dictionary.',
    url: library('lua-resty-limit-traffic'),
  },
  {
    name: 'resty.limit.count',
    text: 'Limits the number of requests in a time, for all workers: it counts in a shared dictionary.',
    url: library('lua-resty-limit-traffic'),
  },
  {
    name: 'ngx.semaphore',
    text: `Lets light threads of one worker wait for each other. ${perWorker}.`,
    url: library('lua-resty-core'),
  },
  {
    name: 'ngx.balancer',
    text: 'Chooses the peer of an upstream, in `balancer_by_lua`.',
    url: library('lua-resty-core'),
  },
  {
    name: 'ngx.process',
    text: 'Tells what kind of process this is, and starts the privileged agent.',
    url: library('lua-resty-core'),
  },
  {
    name: 'cjson',
    text: 'Turns Lua values into JSON and back; throws an error for what is no JSON. An empty table becomes `{}`; `cjson.null` is JSON’s null.',
    url: library('lua-cjson'),
    members: [
      [
        'cjson.encode',
        'text = cjson.encode(value)',
        'The value as JSON. Throws for functions, and for tables with gaps.',
      ],
      [
        'cjson.decode',
        'value = cjson.decode(text)',
        'The value of a JSON text. Throws for what is none: `cjson.safe` returns `nil` and the reason.',
      ],
    ],
  },
  {
    name: 'cjson.safe',
    text: 'As `cjson`, and returns `nil` and the reason in the place of an error.',
    url: library('lua-cjson'),
    members: [
      ['cjson.safe.encode', 'text, err = cjson.encode(value)', 'The value as JSON, or `nil` and the reason.'],
      [
        'cjson.safe.decode',
        'value, err = cjson.decode(text)',
        'The value of a JSON text, or `nil` and the reason.',
      ],
    ],
  },
  {
    name: 'table.new',
    text: 'A function that makes a table with room for so many items and so many keys: `new(narray, nhash)`. From LuaJIT.',
    url: library('luajit2'),
  },
  {
    name: 'table.clear',
    text: 'A function that empties a table and keeps its room: `clear(t)`. From LuaJIT. A scratch table that a module keeps for it is one for all requests of a worker: nothing may wait between filling and reading it.',
    url: library('luajit2'),
  },
  {
    name: 'table.nkeys',
    text: 'A function that counts the entries of a table. From OpenResty’s LuaJIT.',
    url: library('luajit2'),
  },
  {
    name: 'table.clone',
    text: 'A function that copies a table, its first level only. From OpenResty’s LuaJIT.',
    url: library('luajit2'),
  },
  {
    name: 'table.isempty',
    text: 'A function that says whether a table has no entry. From OpenResty’s LuaJIT.',
    url: library('luajit2'),
  },
  {
    name: 'table.isarray',
    text: 'A function that says whether a table is a list. From OpenResty’s LuaJIT.',
    url: library('luajit2'),
  },
];

export const moduleEntries: readonly DocEntry[] = libraries.map(({ name, text, url }) => ({
  name,
  kind: 'module',
  syntax: [`require "${name}"`],
  text,
  url,
}));

export const memberEntries: readonly DocEntry[] = libraries.flatMap(({ members = [], url }) =>
  members.map(([name, syntax, text]): DocEntry => ({
    name,
    kind: name.includes(':') ? 'method' : 'function',
    syntax: [syntax],
    text,
    url,
  })),
);

/** What a function returns an object of: the name before the `:` of its methods. */
export const constructors: Readonly<Record<string, string>> = {
  'resty.lrucache.new': 'resty.lrucache',
  'resty.lrucache.pureffi.new': 'resty.lrucache',
  'resty.lock:new': 'resty.lock',
  'resty.redis:new': 'resty.redis',
  'resty.mysql:new': 'resty.mysql',
  'ngx.socket.tcp': 'tcpsock',
  'ngx.req.socket': 'tcpsock',
};
