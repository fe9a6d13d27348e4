import type { LuaValue } from '../../lua-engine/index.js';
import { dictOperations, type DictOperation, type DictScalar } from '../services.js';
import { typeName, type Api, type ApiModule } from './api.js';
import { formatNumber } from './numbers.js';

/**
 * `ngx.shared.DICT:method(…)`: one host function, `shared(dict, method, …)`, behind the prelude's method
 * tables. Argument checks and their texts are resty.core.shdict's.
 */
export const sharedFunctions: ApiModule = (api) => ({
  shared: (dict, method, ...args) => {
    const operation = dictOperations.find((candidate) => candidate === method);
    if (operation === undefined || typeof dict !== 'string') throw api.raised('bad "zone" argument', 2);
    const checked = checkArguments(api, operation, args);
    if (!Array.isArray(checked)) return checked.answer;
    const results = api.services.dicts.execute(dict, operation, checked);
    if (operation === 'get_keys') return api.list(results);
    return results;
  },
  /** The names of the dictionaries, for the prelude. */
  shared_names: () => [...api.services.dicts.names],
});

const writing: ReadonlySet<DictOperation> = new Set(['set', 'safe_set', 'add', 'safe_add', 'replace']);
const withKey: ReadonlySet<DictOperation> = new Set([
  'get', 'get_stale', 'set', 'safe_set', 'add', 'safe_add', 'replace', 'delete', 'incr', 'lpush', 'rpush', 'lpop',
  'rpop', 'llen', 'ttl', 'expire',
]); // prettier-ignore

const MAX_KEY = 65535;

type Checked = DictScalar[] | { answer: LuaValue[] };

function checkArguments(api: Api, operation: DictOperation, args: readonly LuaValue[]): Checked {
  if (!withKey.has(operation)) return args.map((value) => (typeof value === 'object' ? undefined : value));
  const [rawKey, ...rest] = args;
  if (rawKey === undefined) return { answer: [undefined, 'nil key'] };
  const key = keyText(rawKey);
  if (key === '') return { answer: [undefined, 'empty key'] };
  if (key.length > MAX_KEY) return { answer: [undefined, 'key too long'] };
  if (writing.has(operation)) return checkWrite(api, key, rest);
  if (operation === 'lpush' || operation === 'rpush') {
    const [value] = rest;
    if (typeof value !== 'string' && typeof value !== 'number')
      return { answer: [undefined, 'bad value type'] };
    return [key, value];
  }
  if (operation === 'incr') return checkIncr(api, key, rest);
  if (operation === 'expire') {
    const [time] = rest;
    if (time === undefined) throw api.raised('bad "exptime" argument', 2);
    const seconds = numberOr(time);
    if (seconds === undefined || seconds < 0) throw api.raised('bad "exptime" argument', 2);
    return [key, seconds];
  }
  return [key];
}

function keyText(key: LuaValue): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number') return formatNumber(key);
  return typeof key === 'object' ? key.type : String(key);
}

function numberOr(value: LuaValue): number | undefined {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isNaN(number) ? undefined : number;
}

function checkWrite(api: Api, key: string, [value, exptime, flags]: readonly LuaValue[]): Checked {
  let time = 0;
  if (exptime !== undefined) {
    const seconds = numberOr(exptime);
    if (seconds === undefined || seconds < 0) throw api.raised('bad "exptime" argument', 2);
    time = seconds;
  }
  if (typeof value === 'object') return { answer: [undefined, 'bad value type'] };
  const flag = flags === undefined ? 0 : (numberOr(flags) ?? 0);
  return [key, value, time, flag];
}

function checkIncr(api: Api, key: string, [value, init, initTtl]: readonly LuaValue[]): Checked {
  const by = numberOr(value);
  if (by === undefined) throw api.raised(`bad value argument: number expected, got ${typeName(value)}`, 2);
  if (init === undefined) {
    if (initTtl !== undefined) throw api.raised('must provide "init" when providing "init_ttl"', 2);
    return [key, by];
  }
  const start = numberOr(init);
  if (start === undefined) throw api.raised(`bad init arg: number expected, got ${typeName(init)}`, 2);
  if (initTtl === undefined) return [key, by, start];
  const ttl = numberOr(initTtl);
  if (ttl === undefined) throw api.raised(`bad init_ttl arg: number expected, got ${typeName(initTtl)}`, 2);
  if (ttl < 0) throw api.raised('bad "init_ttl" argument', 2);
  return [key, by, start, ttl];
}
