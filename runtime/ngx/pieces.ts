import type { LuaRef, LuaValue } from '../../lua-engine/index.js';
import { typeName, type Api } from './api.js';
import { formatNumber } from './numbers.js';

/** One argument of ngx.say and ngx.print as bytes (ngx_http_lua_ngx_echo). */
export function piece(api: Api, value: LuaValue, index: number, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (value === undefined) return 'nil';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value.type === 'table') return joined(api, value, (reason) => api.badArgument(index, name, reason));
  if (api.isNull(value)) return 'null';
  const expected = 'string, number, boolean, nil, ngx.null, or array table expected, but got';
  throw api.badArgument(index, name, `${expected} ${typeName(value)}`);
}

/** An array table of such values, nested ones too (ngx_http_lua_copy_str_in_table). */
export function joined(api: Api, table: LuaRef, fault: (reason: string) => Error): string {
  const { vm } = api;
  const { pairs } = vm.entries(table, Number.MAX_SAFE_INTEGER);
  let length = 0;
  for (const [key] of pairs) {
    const isIndex = typeof key === 'number' && Number.isInteger(key) && key > 0;
    if (!isIndex) throw fault('non-array table found');
    length = Math.max(length, key);
  }
  const parts = Array<string>(length).fill('nil');
  for (const [key, value] of pairs) parts[Number(key) - 1] = element(api, value, fault);
  return parts.join('');
}

function element(api: Api, value: LuaValue, fault: (reason: string) => Error): string {
  if (typeof value !== 'object') return piece(api, value, 1, '');
  if (value.type === 'table') return joined(api, value, fault);
  if (api.isNull(value)) return 'null';
  throw fault(`bad data type ${value.type} found`);
}
