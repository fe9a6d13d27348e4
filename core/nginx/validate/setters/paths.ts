import type { LocatedDirective } from '../../include.js';
import type { Key } from '../block-state.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';
import { placeOf } from './ssl.js';

/** A folder that nginx writes to: ngx_path_t. */
interface WrittenFolder {
  /** What the folder is for; each cache is for itself, temporary files are all alike. */
  readonly owner: LocatedDirective | undefined;
  readonly levels: readonly number[];
  readonly located: LocatedDirective;
}

const foldersKey: Key<Map<string, WrittenFolder>> = { name: 'paths', make: () => new Map() };

/**
 * ngx_add_path: two may share a folder only where both are for the same and have the same levels. A name is compared as
 * written; which folder relative names start at is not known here.
 * @param owner the directive of a cache; undefined for temporary files
 * @returns whether nginx goes on
 */
export function addFolder(
  call: Call,
  levels: readonly number[],
  owner: LocatedDirective | undefined,
): boolean {
  const [word] = call.args;
  if (word === undefined) return true;
  const name = word.value.replace(/\/$/, '');
  const folders = call.cycle.get(foldersKey);
  const first = folders.get(name);
  if (first === undefined) {
    folders.set(name, { owner, levels, located: call.located });
    return true;
  }
  const place = placeOf(first.located);
  const message =
    first.owner !== owner
      ? `the same path name "${name}" used in ${place} and`
      : String(first.levels) !== String(levels)
        ? `the same path name "${name}" in ${place} has the different levels than`
        : undefined;
  if (message === undefined) return true;
  const { file, directive } = first.located;
  call.report(message, {
    code: 'conf/duplicate',
    at: word,
    related: [{ message: 'the first one', file, span: directive.args[0]?.span ?? directive.span }],
  });
  return false;
}

/** ngx_conf_set_path_slot: up to three levels of one or two letters. */
const tempPath = once((call) => {
  const numbers = call.values.slice(1).map(parseNumber);
  const levels = numbers.filter((level): level is number => level !== undefined && level !== 0);
  if (levels.length < numbers.length) return 'invalid value';
  const length = levels.reduce((sum, level) => sum + level + 1, 0);
  if (length > 10 + levels.length) return 'invalid value';
  addFolder(call, levels, undefined);
  return undefined;
});

export const pathSetters: Setters = { ngx_conf_set_path_slot: tempPath };
