/**
 * What the calls of clients change outside the worker, as data. Sources: redis.io, "Commands"; memcached's protocol.txt;
 * the READMEs of lua-resty-http, -mysql, -redis, -memcached, -kafka, -rabbitmqstomp, -mail and of pgmoon; RFC 9110, 9.2
 * (which methods are safe, which are idempotent); the lua-nginx-module manual, "ngx.shared.DICT".
 */

/**
 * `adds`: done twice, it counts or arrives twice. `repeats`: done twice it leaves what once would have left, and only
 * costs more. `takes`: gives each element to one asker only. `claims`: succeeds for one asker only.
 */
export type OutwardKind = 'adds' | 'repeats' | 'takes' | 'claims';

type Methods = Readonly<Record<string, OutwardKind>>;

const all = (kind: OutwardKind, names: string): Methods =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

const redis: Methods = {
  ...all('adds', 'incr incrby incrbyfloat decr decrby hincrby hincrbyfloat zincrby append xadd'),
  ...all('adds', 'lpush rpush lpushx rpushx linsert publish spublish'),
  ...all('repeats', 'set setex psetex mset getset hset hmset sadd zadd pfadd del unlink hdel srem zrem'),
  ...all('repeats', 'expire pexpire expireat pexpireat persist rename ltrim flushdb flushall'),
  ...all(
    'takes',
    'lpop rpop blpop brpop spop zpopmin zpopmax bzpopmin bzpopmax rpoplpush lmove blmove getdel',
  ),
  ...all('claims', 'setnx msetnx'),
};

/** By module, then by method. */
const clientWrites: Readonly<Record<string, Methods>> = {
  'resty.redis': redis,
  'resty.rediscluster': redis,
  'resty.redis.connector': redis,
  'resty.memcached': {
    ...all('adds', 'incr decr append prepend'),
    ...all('repeats', 'set replace delete touch flush_all'),
    ...all('claims', 'add'),
  },
  'resty.kafka.producer': all('adds', 'send'),
  'resty.rabbitmqstomp': all('adds', 'send'),
  'resty.mail': all('adds', 'send'),
  'resty.lock': all('claims', 'lock'),
  // A miss is answered under a lock: one worker runs the callback.
  'resty.mlcache': all('claims', 'get'),
};

/** The methods of clients whose call says in its arguments what it does. */
const spoken: Readonly<Record<string, Readonly<Record<string, 'sql' | 'http'>>>> = {
  'resty.mysql': { query: 'sql', send_query: 'sql' },
  pgmoon: { query: 'sql' },
  'resty.http': { request: 'http', request_uri: 'http' },
};

/** The modules whose calls are read here: what such a module does inside, where a project carries it, is not. */
export function isClient(module: string): boolean {
  return Object.hasOwn(clientWrites, module) || Object.hasOwn(spoken, module);
}

/** RFC 9110, 9.2.2: a POST or PATCH done twice is two; a PUT or DELETE leaves the same. GET changes nothing. */
const httpWrites: Methods = { POST: 'adds', PATCH: 'adds', PUT: 'repeats', DELETE: 'repeats' };

/** A constant of the call's arguments: the strings, and the strings that a table argument has by key. */
export interface SpokenArguments {
  /** The constant beginning of each argument, as far as the source has one. */
  readonly texts: readonly (string | undefined)[];
  /** The constant under a key of some table argument. */
  readonly option: (key: string) => string | undefined;
}

export function outwardKind(module: string, method: string, args: SpokenArguments): OutwardKind | undefined {
  const language = own(spoken[module], method);
  if (language === 'http') return own(httpWrites, args.option('method')?.toUpperCase() ?? 'GET');
  if (language === 'sql') return sqlKind(args.texts[0] ?? '');
  const kind = own(clientWrites[module], method);
  // `set key value NX`: the first one only.
  if (kind === 'repeats' && method === 'set' && args.texts.some((text) => /^nx$/i.test(text ?? '')))
    return 'claims';
  return kind;
}

/** SQL by its first word; what the database itself makes harmless when it is repeated is named in the statement. */
function sqlKind(text: string): OutwardKind | undefined {
  if (
    /\b(?:get_lock|pg_try_advisory(?:_xact)?_lock|pg_advisory(?:_xact)?_lock)\s*\(|\bskip\s+locked\b/i.test(
      text,
    )
  )
    return 'claims';
  const verb = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase();
  if (verb === 'insert') return /\bignore\b|\bon\s+(?:conflict|duplicate)\b/i.test(text) ? 'repeats' : 'adds';
  // `SET n = n + 1` counts each time.
  if (verb === 'update') return /\b(\w+)\s*=\s*(?:\w+\.)?\1\s*[-+|]/i.test(text) ? 'adds' : 'repeats';
  return verb === 'delete' || verb === 'replace' || verb === 'truncate' ? 'repeats' : undefined;
}

/**
 * What the methods of a shared dictionary do. A value that is set is the same for whoever sets it, and setting costs
 * next to nothing, so that it is no matter; a count or a list grows with each worker.
 */
export const dictKinds: Methods = {
  ...all('adds', 'incr lpush rpush'),
  ...all('takes', 'lpop rpop'),
  ...all('claims', 'add safe_add'),
};

/** `io.open` by its mode: what is appended is there once for each worker. */
export function fileKind(mode: string | undefined): OutwardKind | undefined {
  if (mode === undefined) return undefined;
  return mode.startsWith('a') ? 'adds' : /^w|\+/.test(mode) ? 'repeats' : undefined;
}

function own<Value>(table: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}
