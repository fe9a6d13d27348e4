import type { LocatedDirective } from '../include.js';
import type { Word } from '../tree.js';
import type { BlockState, Key } from './block-state.js';
import { suggestionFor } from './nearest.js';
import type { BlockEnd, Call } from './setter.js';

/** A zone of shared memory: one name means one thing in the whole configuration. */
export interface Zone {
  readonly name: string;
  /** Which module's it is: its nginx name. */
  readonly tag: string;
  /** In bytes; 0 while only directives that use the zone have been read; undefined where the size is not known. */
  size: number | undefined;
  /** The directive that named it first. */
  readonly located: LocatedDirective;
  readonly word: Word;
  /** What the module ties to the zone when it declares it (`shm_zone->data`). */
  data?: unknown;
}

const zonesKey: Key<Map<string, Zone>> = { name: 'shared memory', make: () => new Map() };

/**
 * ngx_shared_memory_add: the zone of this name, made if it is not there.
 * @param size in bytes; 0 for a directive that only uses the zone
 * @param tag the module
 * @returns undefined where nginx gives up; it has been reported then
 */
export function addZone(
  call: Call,
  name: string,
  size: number | undefined,
  tag: string,
  word: Word,
): Zone | undefined {
  const zones = call.cycle.get(zonesKey);
  const zone = zones.get(name);
  if (zone === undefined) {
    const made: Zone = { name, tag, size, located: call.located, word };
    zones.set(name, made);
    return made;
  }
  if (zone.tag !== tag) {
    call.report(`the shared memory zone "${name}" is already declared for a different use`, {
      at: word,
      ...firstUse(zone),
    });
    return undefined;
  }
  if (zone.size === 0) zone.size = size;
  if (size !== undefined && zone.size !== undefined && size !== 0 && size !== zone.size) {
    call.report(
      `the size ${size} of shared memory zone "${name}" conflicts with already declared size ${zone.size}`,
      { at: word, ...firstUse(zone) },
    );
    return undefined;
  }
  return zone;
}

/** The zone of this name, if any directive has named it. */
export function findZone(cycle: BlockState, name: string): Zone | undefined {
  return cycle.get(zonesKey).get(name);
}

function firstUse({ located, word }: Zone): {
  related: { message: string; file: LocatedDirective['file']; span: Word['span'] }[];
} {
  return { related: [{ message: 'the first one', file: located.file, span: word.span }] };
}

/** ngx_init_cycle: a zone that is used somewhere must be declared, with its size, somewhere. */
export const zeroSizeZones: BlockEnd = ({ cycle, options, report }) => {
  if (options.isPart) return;
  const zones = [...cycle.get(zonesKey).values()];
  for (const { name, size, located, word, tag } of zones) {
    if (size !== 0) continue;
    const known = zones.filter((one) => one.tag === tag && one.size !== 0).map((one) => one.name);
    report(`zero size shared memory zone "${name}"`, {
      code: 'conf/undefined-zone',
      in: located,
      at: word,
      unplaced: true,
      ...suggestionFor(name, known, word.raw),
    });
  }
};
