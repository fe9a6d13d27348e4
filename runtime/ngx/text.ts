import { createHash, createHmac } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import type { LuaValue } from '../../lua-engine/index.js';
import { typeName, type Api, type ApiModule } from './api.js';
import { DEFAULT_LIMIT, decodeArgs, encodeArgs } from './args.js';
import { escapeComponent, escapeWhole, unescapeUri } from './escapes.js';
import { formatNumber } from './numbers.js';

/** Escaping, encoding and digests (ngx_http_lua_string.c, resty.core.uri, .base64, .hash). */
export const textFunctions: ApiModule = (api) => ({
  'ngx.escape_uri': (text, type) =>
    type === 0 ? escapeWhole(coerced(text)) : escapeComponent(coerced(text)),
  'ngx.unescape_uri': (text) => unescapeUri(coerced(text)),
  'ngx.encode_args': (table) => {
    if (typeof table !== 'object' || table.type !== 'table') {
      throw api.badArgument(1, '?', `table expected, got ${typeName(table)}`);
    }
    return encodeArgs(api, table, 'encode_args');
  },
  'ngx.decode_args': (text, limit) => {
    const max = typeof limit === 'number' ? limit : DEFAULT_LIMIT;
    const { table, truncated } = decodeArgs(api, api.stringArgument(text, 1, 'decode_args'), max);
    return truncated ? [table, 'truncated'] : table;
  },
  'ngx.encode_base64': (text, noPadding) => {
    if (noPadding !== undefined && typeof noPadding !== 'boolean')
      throw api.badArgument(2, 'encode_base64', `boolean expected, got ${typeName(noPadding)}`);
    const encoded = bytes(coerced(text)).toString('base64');
    return noPadding === true ? encoded.replace(/=+$/, '') : encoded;
  },
  'ngx.decode_base64': (text) => {
    if (typeof text !== 'string') throw api.raised('string argument only');
    return [decodeBase64(text)];
  },
  'ngx.md5': (text) =>
    createHash('md5')
      .update(bytes(coerced(text)))
      .digest('hex'),
  'ngx.md5_bin': (text) =>
    createHash('md5')
      .update(bytes(coerced(text)))
      .digest()
      .toString('latin1'),
  'ngx.sha1_bin': (text) =>
    createHash('sha1')
      .update(bytes(coerced(text)))
      .digest()
      .toString('latin1'),
  'ngx.hmac_sha1': (key, text) =>
    createHmac('sha1', bytes(api.stringArgument(key, 1, 'hmac_sha1')))
      .update(bytes(api.stringArgument(text, 2, 'hmac_sha1')))
      .digest()
      .toString('latin1'),
  'ngx.crc32_short': (text) => crc32(api, text, 'crc32_short'),
  'ngx.crc32_long': (text) => crc32(api, text, 'crc32_long'),
  'ngx.quote_sql_str': (text) => quoteSql(api.stringArgument(text, 1, 'quote_sql_str')),
});

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** nil counts as the empty string, everything else as tostring has it (resty.core). */
function coerced(value: LuaValue): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return formatNumber(value);
  return typeof value === 'object' ? '' : String(value);
}

function decodeBase64(text: string): string | undefined {
  const body = text.replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(body) || body.length % 4 === 1) return undefined;
  return Buffer.from(body, 'base64').toString('latin1');
}

function crc32(api: Api, text: LuaValue, name: string): number {
  return crc32Of(bytes(api.stringArgument(text, 1, name)));
}

function crc32Of(data: Buffer): number {
  // node:zlib has had crc32 since 20.15.
  return zlibCrc32(data);
}

const sqlEscapes: Readonly<Record<string, string>> = {
  '\0': '\\0', '\b': '\\b', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001a': '\\Z', '\\': '\\\\', "'": "\\'", '"': '\\"', '$': '\\$',
}; // prettier-ignore

function quoteSql(text: string): string {
  return `'${text.replace(/[\0\b\n\r\t\u001a\\'"$]/g, (c) => sqlEscapes[c] ?? c)}'`;
}
