import type { LuaRef, LuaValue } from '../../lua-engine/index.js';
import { typeName, type Api } from './api.js';
import { escapeComponent, unescapeUri } from './escapes.js';
import { formatNumber } from './numbers.js';

export const DEFAULT_LIMIT = 100;

/**
 * `a=1&b&a=2` as a Lua table, repeated keys as lists, keys without `=` as true (ngx_http_lua_parse_args).
 * @param limit how many arguments at most; 0 for all
 */
export function decodeArgs(api: Api, text: string, limit: number): { table: LuaRef; truncated: boolean } {
  const collected = new Map<string, LuaValue[]>();
  let count = 0;
  let truncated = false;
  for (const part of text.split('&')) {
    if (part === '') continue;
    if (limit > 0 && count === limit) {
      truncated = true;
      break;
    }
    const at = part.indexOf('=');
    const key = unescapeUri(at === -1 ? part : part.slice(0, at));
    // An empty key is left out, with its value.
    if (key === '') continue;
    count += 1;
    const value = at === -1 ? true : unescapeUri(part.slice(at + 1));
    const known = collected.get(key);
    if (known === undefined) collected.set(key, [value]);
    else known.push(value);
  }
  const table = api.table(
    [...collected].map(([key, values]) => [key, values.length === 1 ? values[0] : api.list(values)]),
  );
  return { table, truncated };
}

/** A Lua table as a query (ngx_http_lua_process_args_option). */
export function encodeArgs(api: Api, table: LuaRef, name: string): string {
  const parts: string[] = [];
  for (const [key, value] of api.vm.entries(table, Number.MAX_SAFE_INTEGER).pairs) {
    if (typeof key !== 'string') {
      const shown = typeof key === 'number' ? 'number' : typeName(key);
      throw api.badArgument(1, name, `attempt to use a non-string key in the "args" option table: ${shown}`);
    }
    const escaped = escapeComponent(key);
    const values = typeof value === 'object' && value.type === 'table' ? list(api, value) : [value];
    for (const one of values) parts.push(...encodeOne(api, escaped, one, name));
  }
  return parts.join('&');
}

function list(api: Api, table: LuaRef): LuaValue[] {
  return Array.from({ length: api.vm.rawlen(table) }, (_, index) => api.vm.get(table, index + 1));
}

function encodeOne(api: Api, key: string, value: LuaValue, name: string): string[] {
  if (typeof value === 'string') return [`${key}=${escapeComponent(value)}`];
  if (typeof value === 'number') return [`${key}=${formatNumber(value)}`];
  if (typeof value === 'boolean') return value ? [key] : [];
  throw api.badArgument(1, name, `attempt to use ${typeName(value)} as query arg value`);
}
