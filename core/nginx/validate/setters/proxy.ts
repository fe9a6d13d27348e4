import { parseOffset, parseSize, parseTime } from '../../values.js';
import type { Word } from '../../tree.js';
import { isAddressWithPort } from '../addresses.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic } from '../complex-value.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setter, Setters } from '../setter.js';
import { compileRegex } from '../regex.js';
import { addZone } from '../zones.js';
import { passedBy } from './passing.js';
import { addFolder } from './paths.js';
import { once } from './slots.js';

/** Compiles the values at these places of the arguments. @returns whether nginx goes on */
function compileAll(call: Call, words: readonly (Word | undefined)[]): boolean {
  return words.every((word) => word === undefined || compileComplex(call, word) !== undefined);
}

/** ngx_http_upstream_bind_set_slot, ngx_stream_proxy_bind. */
const bind = once((call) => {
  const [address, flag] = call.args;
  if (address === undefined || (call.args.length === 1 && address.value === 'off')) return undefined;
  const compiled = compileComplex(call, address);
  if (compiled === undefined) return undefined;
  if (!isDynamic(compiled) && !isAddressWithPort(address.value))
    call.report(`invalid address "${address.value}"`, { at: address });
  else if (flag !== undefined && flag.value !== 'transparent')
    call.report(`invalid parameter "${flag.value}"`, { at: flag });
  return undefined;
});

/** A list of replacements that `off` empties: it may stand alone only. */
interface Rewrites {
  isOff: boolean;
  count: number;
}

const rewriteKeys = new Map<string, Key<Rewrites>>();

function rewritesOf(name: string): Key<Rewrites> {
  let key = rewriteKeys.get(name);
  if (key === undefined) rewriteKeys.set(name, (key = { name, make: () => ({ isOff: false, count: 0 }) }));
  return key;
}

/** ngx_http_proxy_rewrite_regex: `~`, or `~*` to ignore case, and the expression. */
function isPatternRight(call: Call, word: Word): boolean {
  if (!word.value.startsWith('~') || call.name === 'proxy_cookie_flags') return true;
  return compileRegex(call, word, word.value.replace(/^~\*?/, '')) !== undefined;
}

/** ngx_http_proxy_cookie_domain and its likes. */
function rewrites(call: Call): string | undefined {
  const state = call.block.get(rewritesOf(call.name));
  if (state.isOff) return 'is duplicate';
  const [first, ...rest] = call.args;
  if (first === undefined) return undefined;
  if (rest.length === 0) {
    if (first.value !== 'off') {
      call.report(`invalid parameter "${first.value}"`, { at: first });
      return undefined;
    }
    if (state.count > 0) return 'is duplicate';
    state.isOff = true;
    return undefined;
  }
  state.count += 1;
  if (isPatternRight(call, first)) compileAll(call, first.value.startsWith('~') ? rest : [first, ...rest]);
  return undefined;
}

function redirect(call: Call): string | undefined {
  const state = call.block.get(rewritesOf(call.name));
  if (state.isOff) return 'is duplicate';
  const [first, second] = call.args;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    state.count += 1;
    if (isPatternRight(call, first))
      compileAll(call, first.value.startsWith('~') ? [second] : [first, second]);
    return undefined;
  }
  if (first.value === 'off') {
    if (state.count > 0) return 'is duplicate';
    state.isOff = true;
    return undefined;
  }
  if (first.value !== 'default') {
    call.report(`invalid parameter "${first.value}"`, { at: first });
    return undefined;
  }
  state.count += 1;
  const passed = call.block.get(passedBy(call.spec.module)).passed;
  if (passed?.isDynamic)
    call.report('"proxy_redirect default" cannot be used with "proxy_pass" directive with variables');
  else if (passed === undefined)
    call.report('"proxy_redirect default" should be placed after the "proxy_pass" directive');
  return undefined;
}

/** `proxy_store` and `proxy_cache` of one block: the two exclude each other. */
interface Storing {
  store?: boolean;
  cache?: boolean;
}

const storingKeys = new Map<string, Key<Storing>>();

function storingOf(module: string): Key<Storing> {
  let key = storingKeys.get(module);
  if (key === undefined) storingKeys.set(module, (key = { name: `storing ${module}`, make: () => ({}) }));
  return key;
}

function store(prefix: string): Setter {
  return (call) => {
    const state = call.block.get(storingOf(call.spec.module));
    const [word] = call.args;
    if (state.store !== undefined) return 'is duplicate';
    if (word === undefined) return undefined;
    state.store = word.value !== 'off';
    if (!state.store) return undefined;
    if (state.cache) return `is incompatible with "${prefix}_cache"`;
    if (word.value !== 'on') compileComplex(call, word);
    return undefined;
  };
}

function cache(prefix: string): Setter {
  return (call) => {
    const state = call.block.get(storingOf(call.spec.module));
    const [word] = call.args;
    if (state.cache !== undefined) return 'is duplicate';
    if (word === undefined) return undefined;
    state.cache = word.value !== 'off';
    if (!state.cache) return undefined;
    if (state.store) return `is incompatible with "${prefix}_store"`;
    const compiled = compileComplex(call, word);
    if (compiled !== undefined && !isDynamic(compiled)) addZone(call, word.value, 0, call.spec.module, word);
    return undefined;
  };
}

const complexOnce = once((call) => {
  compileAll(call, call.args.slice(0, 1));
  return undefined;
});

function cacheValid(call: Call): undefined {
  const time = call.args.at(-1);
  if (time === undefined) return;
  if (parseTime(time.value, 's') === undefined) {
    call.report(`invalid time value "${time.value}"`, { at: time });
    return;
  }
  const bad = call.args.slice(0, -1).find(({ value }) => {
    const status = parseNumber(value);
    return value !== 'any' && (status === undefined || status < 100 || status > 599);
  });
  if (bad !== undefined) call.report(`invalid status "${bad.value}"`, { at: bad });
}

const isTime = (text: string): boolean => parseTime(text) !== undefined;
const isSeconds = (text: string): boolean => parseTime(text, 's') !== undefined;
const isCount = (text: string): boolean => parseNumber(text) !== undefined;
const isOffset = (text: string): boolean => parseOffset(text) !== undefined;

/** The parameters of a cache's path, and how nginx reads them. */
const CACHE_PARAMETERS: Readonly<Record<string, (text: string) => boolean>> = {
  inactive: isSeconds,
  max_size: isOffset,
  min_free: isOffset,
  loader_files: isCount,
  loader_sleep: isTime,
  loader_threshold: isTime,
  manager_files: isCount,
  manager_sleep: isTime,
  manager_threshold: isTime,
};

/** Two pages. */
const LEAST_KEYS_ZONE = 2 * 4096;

/** ngx_http_file_cache_set_slot. */
function cachePath(call: Call): undefined {
  let zone: { readonly name: string; readonly size: number; readonly word: Word } | undefined;
  for (const word of call.args.slice(1)) {
    const [name = '', value] = word.value.split(/=(.*)/s);
    if (value === undefined) {
      call.report(`invalid parameter "${word.value}"`, { at: word });
      return;
    }
    const fault = cacheParameter(name, value, word.value);
    if (fault !== undefined) {
      call.report(fault, { at: word });
      return;
    }
    if (name === 'keys_zone') {
      const colon = value.indexOf(':');
      zone = { name: value.slice(0, colon), size: parseSize(value.slice(colon + 1)) ?? 0, word };
    }
  }
  if (zone === undefined || zone.name === '' || zone.size === 0) {
    call.report(`"${call.name}" must have "keys_zone" parameter`);
    return;
  }
  if (!addFolder(call, levelsOf(call), call.located)) return;
  const known = addZone(call, zone.name, zone.size, call.spec.module, zone.word);
  if (known === undefined) return;
  if (known.data !== undefined)
    call.report(`duplicate zone "${zone.name}"`, { code: 'conf/duplicate', at: zone.word });
  known.data = call.name;
}

function levelsOf({ values }: Call): number[] {
  const levels = values.findLast((value) => value.startsWith('levels='));
  return levels === undefined ? [] : levels.slice('levels='.length).split(':').map(Number);
}

function cacheParameter(name: string, value: string, whole: string): string | undefined {
  if (name === 'levels')
    return /^[12](?::[12]){0,2}$/.test(value) ? undefined : `invalid "levels" "${whole}"`;
  if (name === 'use_temp_path')
    return value === 'on' || value === 'off'
      ? undefined
      : `invalid use_temp_path value "${whole}", it must be "on" or "off"`;
  if (name === 'keys_zone') {
    const colon = value.indexOf(':');
    const size = colon === -1 ? undefined : parseSize(value.slice(colon + 1));
    if (size === undefined) return `invalid keys zone size "${whole}"`;
    return size < LEAST_KEYS_ZONE ? `keys zone "${whole}" is too small` : undefined;
  }
  // `purger` and its likes are sold with nginx Plus.
  if (name.startsWith('purger')) return undefined;
  const reads = CACHE_PARAMETERS[name];
  if (reads === undefined) return `invalid parameter "${whole}"`;
  return reads(value) ? undefined : `invalid ${name} value "${whole}"`;
}

/** ngx_conf_set_access_slot. */
const access = once((call) => {
  const bad = call.args.find(({ value }) => !/^(?:user|group|all):rw?$/.test(value));
  if (bad !== undefined) call.report(`invalid value "${bad.value}"`, { at: bad });
  return undefined;
});

export const proxySetters: Setters = {
  ngx_http_upstream_bind_set_slot: bind,
  ngx_stream_proxy_bind: bind,
  ngx_http_proxy_redirect: redirect,
  ngx_http_proxy_cookie_domain: rewrites,
  ngx_http_proxy_cookie_path: rewrites,
  ngx_http_proxy_cookie_flags: rewrites,
  ngx_http_proxy_store: store('proxy'),
  ngx_http_fastcgi_store: store('fastcgi'),
  ngx_http_uwsgi_store: store('uwsgi'),
  ngx_http_scgi_store: store('scgi'),
  ngx_http_proxy_cache: cache('proxy'),
  ngx_http_fastcgi_cache: cache('fastcgi'),
  ngx_http_uwsgi_cache: cache('uwsgi'),
  ngx_http_scgi_cache: cache('scgi'),
  ngx_http_proxy_cache_key: complexOnce,
  ngx_http_fastcgi_cache_key: complexOnce,
  ngx_http_uwsgi_cache_key: complexOnce,
  ngx_http_scgi_cache_key: complexOnce,
  ngx_http_file_cache_valid_set_slot: cacheValid,
  ngx_http_file_cache_set_slot: cachePath,
  ngx_conf_set_access_slot: access,
};
