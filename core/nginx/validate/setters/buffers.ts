import { parseSize } from '../../values.js';
import type { BlockState } from '../block-state.js';
import { parseNumber } from '../numbers.js';
import type { BlockEnd, BlockEndCall } from '../setter.js';
import { findZone } from '../zones.js';

/** The four modules that pass requests on with buffers. */
const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;
type BufferFamily = (typeof FAMILIES)[number];
const PAGE = 4096;

/** What says something of the buffers: few blocks do. */
const said: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  FAMILIES.map((family) => [
    family,
    ['buffers', 'buffer_size', 'busy_buffers_size', 'temp_file_write_size', 'max_temp_file_size'].map(
      (name) => `${family}_${name}`,
    ),
  ]),
);

interface Buffers {
  readonly count: number;
  readonly size: number;
  readonly head: number;
  readonly busy: number | undefined;
  readonly tempWrite: number | undefined;
  readonly tempFile: number | undefined;
}

const DEFAULTS: Buffers = {
  count: 8,
  size: PAGE,
  head: PAGE,
  busy: undefined,
  tempWrite: undefined,
  tempFile: undefined,
};

/**
 * What ngx_http_proxy_merge_loc_conf and its likes say of sizes that do not fit each other: for each location with the
 * values that it inherits.
 */
export function checkBuffers(family: BufferFamily): BlockEnd {
  return (end) => {
    const pending: [BlockState, Buffers][] = [[end.block, DEFAULTS]];
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const [block, outer] = next;
      const own = buffersOf(block, family, outer);
      // Where nothing is said, nothing is wrong that was not told already.
      if (own !== outer) report(end, block, family, own);
      reportUnknownCache(end, block, family);
      for (const inner of block.inner) if (inner.context !== 'upstream') pending.push([inner, own]);
    }
  };
}

/** The zone that a `*_cache` of this block names must have been made by a `*_cache_path`, before or behind it. */
function reportUnknownCache(end: BlockEndCall, block: BlockState, family: string): void {
  const located = block.directives.get(`${family}_cache`);
  const [word] = located?.directive.args ?? [];
  if (located === undefined || word === undefined || end.options.isPart) return;
  if (word.value === 'off' || word.value.includes('$')) return;
  const zone = findZone(end.cycle, word.value);
  if (zone?.tag !== `ngx_http_${family}_module` || zone.data !== undefined) return;
  end.report(`"${family}_cache" zone "${word.value}" is unknown`, {
    code: 'conf/undefined-zone',
    in: located,
    at: word,
  });
}

/** Each value is the block's own or the one around it. */
function buffersOf(block: BlockState, family: string, outer: Buffers): Buffers {
  if (!said[family]?.some((name) => block.directives.has(name))) return outer;
  const own = (name: string): string[] | undefined => {
    const found = block.directives.get(`${family}_${name}`);
    return found?.directive.args.map(({ value }) => value);
  };
  const [count, size] = own('buffers') ?? [];
  const sizeOf = (name: string): number | undefined => parseSize(own(name)?.[0] ?? '');
  const given: Partial<Buffers> = {
    ...defined('count', parseNumber(count ?? '')),
    ...defined('size', parseSize(size ?? '')),
    ...defined('head', sizeOf('buffer_size')),
    ...defined('busy', sizeOf('busy_buffers_size')),
    ...defined('tempWrite', sizeOf('temp_file_write_size')),
    ...defined('tempFile', sizeOf('max_temp_file_size')),
  };
  return Object.keys(given).length === 0 ? outer : { ...outer, ...given };
}

function defined<Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>);
}

function report(end: BlockEndCall, block: BlockState, family: string, buffers: Buffers): void {
  const { count, size, head } = buffers;
  const largest = Math.max(size, head);
  const busy = buffers.busy ?? 2 * largest;
  const tempWrite = buffers.tempWrite ?? 2 * largest;
  const say = (names: readonly string[], message: string): void => {
    const at =
      names.map((name) => block.directives.get(`${family}_${name}`)).find((found) => found !== undefined) ??
      block.directive;
    if (at !== undefined) end.report(message, { at });
  };
  const most = `the maximum of the value of "${family}_buffer_size" and one of the "${family}_buffers"`;
  if (count < 2) say(['buffers'], `there must be at least 2 "${family}_buffers"`);
  else if (busy < largest)
    say(
      ['busy_buffers_size', 'buffer_size', 'buffers'],
      `"${family}_busy_buffers_size" must be equal to or greater than ${most}`,
    );
  else if (busy > (count - 1) * size)
    say(
      ['busy_buffers_size', 'buffer_size', 'buffers'],
      `"${family}_busy_buffers_size" must be less than the size of all "${family}_buffers" minus one buffer`,
    );
  else if (tempWrite < largest)
    say(
      ['temp_file_write_size', 'buffer_size', 'buffers'],
      `"${family}_temp_file_write_size" must be equal to or greater than ${most}`,
    );
  else if (buffers.tempFile !== undefined && buffers.tempFile !== 0 && buffers.tempFile < largest)
    say(
      ['max_temp_file_size', 'buffer_size', 'buffers'],
      `"${family}_max_temp_file_size" must be equal to zero to disable temporary files usage or must be equal to or greater than ${most}`,
    );
}
