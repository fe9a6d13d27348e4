import type { LuaValue } from '../../lua-engine/index.js';
import type { HttpRequest } from '../http/request.js';
import type { Api, ApiModule } from './api.js';
import { anyRequest } from './phases.js';
import { formatNumber } from './numbers.js';
import { safeHeaderName, safeHeaderValue } from './header-names.js';

/** ngx.header (ngx_http_lua_headers_out.c): the prelude's metatable calls these. */
export const headerFunctions: ApiModule = (api) => ({
  get_header: (key) => {
    const request = requestFor(api);
    if (typeof key !== 'string') return undefined;
    const name = request.location.settings.transformUnderscores ? key.replaceAll('_', '-') : key;
    return responseHeader(api, request, name);
  },
  set_header: (key, value) => {
    const request = requestFor(api);
    if (request.output.headersSent) {
      const message = 'attempt to set ngx.header.HEADER after sending out response headers';
      api.services.log('error', message, request.logContext());
      return;
    }
    const text = typeof key === 'number' ? formatNumber(key) : key;
    if (typeof text !== 'string') throw api.raised('bad header name', 2);
    const name = request.location.settings.transformUnderscores ? text.replaceAll('_', '-') : text;
    setResponseHeader(api, request, name, value);
  },
  'ngx.resp.get_headers': (limit, raw) => {
    const request = api.requestIn(anyRequest);
    const max = typeof limit === 'number' ? limit : 100;
    const collected = new Map<string, string[]>();
    const put = (name: string, value: string): void => {
      const key = raw === true ? name : name.toLowerCase();
      collected.set(key, [...(collected.get(key) ?? []), value]);
    };
    const { headersOut } = request;
    const lines = max > 0 ? headersOut.lines.slice(0, max) : headersOut.lines;
    for (const { name, value } of lines) put(name, value);
    if (headersOut.contentType !== undefined) put('content-type', contentType(request));
    if (headersOut.contentLength !== undefined && !headersOut.find('content-length')) {
      put('content-length', String(headersOut.contentLength));
    }
    put('connection', request.keepalive ? 'keep-alive' : 'close');
    if (
      headersOut.contentLength === undefined &&
      !headersOut.find('content-length') &&
      request.output.headersSent
    ) {
      put('transfer-encoding', 'chunked');
    }
    return api.table(
      [...collected].map(([name, values]) => [name, values.length === 1 ? values[0] : api.list(values)]),
    );
  },
});

function requestFor(api: Api): HttpRequest {
  const request = api.context?.request;
  if (request !== undefined) return request;
  throw api.context === undefined || api.phase === 'init'
    ? api.raised('no request object found', 2)
    : api.raised(
        `API disabled in the context of ${api.phase === 'timer' ? 'ngx.timer' : `${api.phase}_by_lua*`}`,
        2,
      );
}

function contentType({ headersOut }: HttpRequest): string {
  const { contentType: type = '', charset } = headersOut;
  return charset === undefined ? type : `${type}; charset=${charset}`;
}

function responseHeader(api: Api, request: HttpRequest, name: string): LuaValue {
  const { headersOut } = request;
  switch (name.toLowerCase()) {
    case 'content-type':
      return headersOut.contentType === undefined ? undefined : contentType(request);
    case 'content-length': {
      const { contentLength } = headersOut;
      const line = headersOut.find(name);
      return line?.value ?? (contentLength === undefined ? undefined : String(contentLength));
    }
    default: {
      const values = headersOut.all(name).map(({ value }) => value);
      return values.length > 1 ? api.list(values) : values[0];
    }
  }
}

function valuesOf(api: Api, value: LuaValue): string[] {
  if (value === undefined || api.isNull(value)) return [];
  if (typeof value === 'object' && value.type === 'table') {
    const count = api.vm.rawlen(value);
    return Array.from({ length: count }, (_, index) => scalar(api, api.vm.get(value, index + 1)));
  }
  return [scalar(api, value)];
}

function scalar(api: Api, value: LuaValue): string {
  if (typeof value === 'string') return safeHeaderValue(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  const { vm } = api;
  const tostring = vm.getGlobal('tostring');
  const [text] = typeof tostring === 'object' ? vm.call(tostring, value) : [];
  return typeof text === 'string' ? safeHeaderValue(text) : '';
}

/** Headers of which there is but one: the last of several values counts. */
const single = new Set([
  'content-type',
  'content-length',
  'location',
  'last-modified',
  'etag',
  'expires',
  'server',
  'date',
  'refresh',
  'content-range',
  'content-encoding',
  'accept-ranges',
  'www-authenticate',
]);

function setResponseHeader(api: Api, request: HttpRequest, rawName: string, value: LuaValue): void {
  const { headersOut } = request;
  const name = safeHeaderName(rawName);
  const lower = name.toLowerCase();
  let values = valuesOf(api, value);
  if (single.has(lower)) values = values.slice(-1);
  const [first] = values;
  if (lower === 'content-type') {
    headersOut.contentType = first === '' ? undefined : first;
    headersOut.charset = undefined;
    request.contentTypeIsSet = true;
    return;
  }
  if (lower === 'content-length') {
    if (first !== undefined && !/^\d+$/.test(first)) throw api.raised(`failed to set header ${rawName}`, 2);
    headersOut.contentLength = first === undefined ? undefined : Number(first);
  }
  if (lower === 'last-modified') headersOut.lastModified = undefined;
  if (lower === 'location') headersOut.location = undefined;
  if (first === undefined) {
    headersOut.remove(name);
    return;
  }
  if (values.length === 1) {
    // An empty value takes the header away, as in nginx's header helpers.
    if (first === '') headersOut.remove(name);
    else headersOut.set(name, first);
    return;
  }
  headersOut.remove(name);
  for (const text of values) headersOut.add(name, text);
}
