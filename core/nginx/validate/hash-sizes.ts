import type { BlockState } from './block-state.js';
import { parseNumber } from './numbers.js';
import type { BlockEndCall } from './setter.js';

/** ngx_cacheline_size of the processors of our days, which is the size of a bucket unless told. */
const CACHE_LINE = 64;
const POINTER = 8;

/** In bytes, as nginx rounds it up; without end where it may be said in what is not here. */
export function bucketSize(
  block: BlockState,
  directive: string,
  { options, configuration }: Pick<BlockEndCall, 'options' | 'configuration'>,
): number {
  const value = parseNumber(block.directives.get(directive)?.directive.args[0]?.value ?? '');
  if (value !== undefined) return align(value, CACHE_LINE);
  const isOpen = options.isPart === true || configuration.includes.some(({ files }) => files.length === 0);
  return isOpen ? Infinity : CACHE_LINE;
}

/** Whether ngx_hash_init can put a key of this text into a bucket: NGX_HASH_ELT_SIZE, and a pointer that ends it. */
export function fitsBucket(key: string, bucket: number): boolean {
  const length = new TextEncoder().encode(key).length;
  return POINTER + align(length + 2, POINTER) + POINTER <= bucket;
}

/**
 * The same of a host as `hostKeys` files it: ngx_hash_wildcard_init makes a hash of the labels of those with a wildcard.
 */
export function hostFits(key: string, bucket: number): boolean {
  const [kind, name = ''] = key.split(' ');
  return (kind === 'exact' ? [name] : name.split('.')).every((part) => fitsBucket(part, bucket));
}

export function tooSmallBucket(hash: string, bucket: number): string {
  return `could not build ${hash}, you should increase ${hash}_bucket_size: ${bucket}`;
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
