import { parseSize } from '../../values.js';
import type { Setter } from '../setter.js';

/** NGX_MIN_POOL_SIZE and NGX_POOL_ALIGNMENT of a 64-bit nginx, in bytes. */
const LEAST_POOL = 112;
const POOL_ALIGNMENT = 16;

/** NGX_HTTP_V2_STATE_BUFFER_SIZE and NGX_HTTP_V2_MAX_WINDOW (ngx_http_v2.h), in bytes. */
const V2_STATE_BUFFER = 16;
const V2_MAX_WINDOW = 2 ** 31 - 1;

const poolSize: Setter = (call) => {
  const size = sizeOf(call.values);
  if (size < LEAST_POOL)
    call.report(`the pool size must be no less than ${LEAST_POOL}`, { at: call.args[0] });
  else if (size % POOL_ALIGNMENT !== 0)
    call.report(`the pool size must be a multiple of ${POOL_ALIGNMENT}`, { at: call.args[0] });
  return undefined;
};

/**
 * What the slot functions' `post` handlers do with the value that has just been read, by the name in the command
 * table.
 */
const posts: Readonly<Record<string, Setter>> = {
  ngx_http_core_pool_size_p: poolSize,
  ngx_http_v2_pool_size_post: poolSize,
  ngx_http_gzip_window_p: ({ values }) =>
    isPowerOfTwo(sizeOf(values), 512, 32 * 1024) ? undefined : 'must be 512, 1k, 2k, 4k, 8k, 16k, or 32k',
  ngx_http_gzip_hash_p: ({ values }) =>
    isPowerOfTwo(sizeOf(values), 512, 128 * 1024)
      ? undefined
      : 'must be 512, 1k, 2k, 4k, 8k, 16k, 32k, 64k, or 128k',
  ngx_http_v2_recv_buffer_size_post: ({ values }) =>
    sizeOf(values) <= 2 * V2_STATE_BUFFER ? 'value is too small' : undefined,
  ngx_http_v2_preread_size_post: (call) => {
    if (sizeOf(call.values) > V2_MAX_WINDOW)
      call.report(`the maximum body preread buffer size is ${V2_MAX_WINDOW}`, { at: call.args[0] });
    return undefined;
  },
  ngx_http_v2_streams_index_mask_post: ({ values }) =>
    isPowerOfTwo(Number(values[0]), 1, Infinity) ? undefined : 'must be a power of two',
  ngx_http_v2_chunk_size_post: (call) => {
    if (sizeOf(call.values) === 0) call.report('the http2 chunk size cannot be zero', { at: call.args[0] });
    return undefined;
  },
  ngx_http_ssl_deprecated: (call) => {
    call.report('the "ssl" directive is deprecated, use the "listen ... ssl" directive instead', {
      level: 'warn',
      code: 'conf/deprecated',
    });
    return undefined;
  },
};

/** The handler of the command that has just been set; nothing where it has none, or one that we do not know. */
export const post: Setter = (call) => {
  const { spec } = call;
  if (spec.instead !== undefined && spec.module.startsWith('ngx_'))
    call.report(`the "${spec.name}" directive is deprecated, use the "${spec.instead}" directive instead`, {
      level: 'warn',
      code: 'conf/deprecated',
      at: call.located.directive.name,
    });
  return spec.post === undefined ? undefined : posts[spec.post]?.(call);
};

function sizeOf(values: readonly string[]): number {
  return parseSize(values[0] ?? '') ?? 0;
}

function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}
