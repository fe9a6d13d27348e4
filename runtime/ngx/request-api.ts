import type { LuaValue } from '../../lua-engine/index.js';
import type { HttpRequest } from '../http/request.js';
import type { Api, ApiModule } from './api.js';
import { DEFAULT_LIMIT, decodeArgs, encodeArgs } from './args.js';
import { safeHeaderName, safeHeaderValue } from './header-names.js';
import { formatNumber } from './numbers.js';
import { anyRequest, yieldableRequest } from './phases.js';

/** ngx.HTTP_GET … as ngx.req.set_method takes them. */
export const methodNumbers: Readonly<Record<string, number>> = {
  GET: 2, HEAD: 4, POST: 8, PUT: 16, DELETE: 32, MKCOL: 64, COPY: 128, MOVE: 256, OPTIONS: 512,
  PROPFIND: 1024, PROPPATCH: 2048, LOCK: 4096, UNLOCK: 8192, PATCH: 16384, TRACE: 32768,
}; // prettier-ignore

/** ngx.req.*, without bodies; the prelude gives what get_headers answers its metatable (ngx_http_lua_req_*.c, ngx_http_lua_headers_in.c). */
export const requestFunctions: ApiModule = (api) => ({
  'ngx.req.get_method': () => api.requestIn(anyRequest).method,
  'ngx.req.set_method': (value) => {
    const request = api.requestIn(anyRequest);
    if (typeof value !== 'number') throw api.raised(`bad method number`);
    const name = Object.keys(methodNumbers).find((method) => methodNumbers[method] === value);
    if (name === undefined) throw api.raised(`unsupported HTTP method: ${formatNumber(value)}`);
    request.method = name;
  },
  'ngx.req.http_version': () => {
    const { protocol } = api.requestIn(anyRequest);
    return Number(protocol.slice('HTTP/'.length));
  },
  'ngx.req.is_internal': () => api.requestIn(anyRequest).isInternal,
  'ngx.req.start_time': () => api.requestIn(anyRequest).startTime / 1000,
  'ngx.req.raw_header': (noLine) => {
    const request = api.requestIn(anyRequest);
    const lines = request.headersIn.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
    return `${noLine === true ? '' : `${request.requestLine}\r\n`}${lines}\r\n`;
  },
  'ngx.req.get_uri_args': (limit, target) => {
    const request = api.requestIn(anyRequest);
    return argsTable(api, request.args, limitOf(api, limit, 1, 'get_uri_args'), target);
  },
  'ngx.req.set_uri_args': (value) => {
    const request = api.requestIn(anyRequest);
    if (typeof value === 'object' && value.type === 'table')
      request.args = encodeArgs(api, value, 'set_uri_args');
    else if (typeof value === 'string' || typeof value === 'number') {
      request.args = api.stringArgument(value, 1, 'set_uri_args');
    } else
      throw api.badArgument(
        1,
        'set_uri_args',
        `string, number, or table expected, but got ${typeof value === 'object' ? value.type : 'nil'}`,
      );
    request.hasArgs = request.args !== '';
  },
  'ngx.req.set_uri': (value, jump, binary) => setUri(api, value, jump, binary),
  get_headers: (limit, raw) => headersTable(api, limit, raw),
  'ngx.req.set_header': (name, value) => {
    const request = api.requestIn(anyRequest);
    const key = api.stringArgument(name, 1, 'set_header');
    request.removeHeader(key);
    if (value === undefined) throw api.raised("bad argument #2 to 'set_header' (string expected, got nil)");
    if (typeof value === 'object' && value.type === 'table') {
      for (let index = 1; index <= api.vm.rawlen(value); index++) {
        add(request, key, api.stringArgument(api.vm.get(value, index), 2, 'set_header'));
      }
      return;
    }
    add(request, key, api.stringArgument(value, 2, 'set_header'));
  },
  'ngx.req.clear_header': (name) => {
    api.requestIn(anyRequest).removeHeader(api.stringArgument(name, 1, 'clear_header'));
  },
});

/** What nginx would take for a line's end goes in escaped. */
function add(request: HttpRequest, name: string, value: string): void {
  request.headersIn.push({ name: safeHeaderName(name), value: safeHeaderValue(value) });
}

export function limitOf(api: Api, value: LuaValue, index: number, name: string): number {
  return value === undefined ? DEFAULT_LIMIT : api.numberArgument(value, index, name);
}

function argsTable(api: Api, text: string, limit: number, target: LuaValue): LuaValue[] {
  const { table, truncated } = decodeArgs(api, text, limit);
  if (typeof target === 'object' && target.type === 'table') {
    for (const [key, value] of api.vm.entries(table, Number.MAX_SAFE_INTEGER).pairs)
      api.vm.set(target, key, value);
  }
  const answer = typeof target === 'object' && target.type === 'table' ? target : table;
  return truncated ? [answer, 'truncated'] : [answer];
}

export { argsTable };

function headersTable(api: Api, limit: LuaValue, raw: LuaValue): LuaValue[] {
  const request = api.requestIn(anyRequest);
  const max = limitOf(api, limit, 1, 'get_headers');
  const all = request.headersIn;
  const taken = max > 0 && all.length > max ? all.slice(0, max) : all;
  const collected = new Map<string, string[]>();
  for (const { name, value } of taken) {
    const key = raw === true ? name : name.toLowerCase();
    collected.set(key, [...(collected.get(key) ?? []), value]);
  }
  const table = api.table(
    [...collected].map(([name, values]) => [name, values.length === 1 ? values[0] : api.list(values)]),
  );
  return taken === all ? [table] : [table, 'truncated'];
}

function setUri(
  api: Api,
  value: LuaValue,
  jump: LuaValue,
  binary: LuaValue,
): LuaValue[] | ReturnType<HttpRequest['jump']> {
  const request = api.requestIn(anyRequest);
  const uri = api.stringArgument(value, 1, 'set_uri');
  if (uri === '') throw api.raised('attempt to use zero-length uri');
  const unsafe = binary === true ? undefined : /[\u0000-\u001f\u007f]/.exec(uri)?.[0];
  if (unsafe !== undefined) {
    const hex = unsafe.charCodeAt(0).toString(16).padStart(2, '0');
    const shown = uri.replace(
      /[\u0000-\u001f\u007f]/g,
      (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
    throw api.raised(
      `unsafe byte "0x${hex}" in uri "${shown}" (maybe you want to set the 'binary' argument?)`,
    );
  }
  if (jump === true && (api.phase !== 'rewrite' || !yieldableRequest.has(api.phase))) {
    throw api.raised(`API disabled in the context of ${api.phase}_by_lua*`);
  }
  request.uri = uri;
  request.uriChanged = true;
  return jump === true ? request.jump() : [];
}
