import { parseFlag, parseOffset, parseSize, parseTime } from '../../values.js';
import { suggestionFor } from '../nearest.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setter, Setters } from '../setter.js';
import { post } from './posts.js';

/**
 * The slot functions of ngx_conf_file.c, which most directives share. Each refuses the second of two in one block
 * before it looks at the value.
 */
export const slotSetters: Setters = {
  ngx_conf_set_flag_slot: once((call) => {
    if (parseFlag(call.values[0] ?? '') !== undefined) return post(call);
    call.report(
      `invalid value "${call.values[0] ?? ''}" in "${call.name}" directive, it must be "on" or "off"`,
      { at: call.args[0] },
    );
    return undefined;
  }),
  ngx_conf_set_str_slot: once(post),
  ngx_conf_set_num_slot: once(number),
  ngx_conf_set_size_slot: once((call) => invalidUnless(parseSize(call.values[0] ?? '')) ?? post(call)),
  ngx_conf_set_off_slot: once(({ values }) => invalidUnless(parseOffset(values[0] ?? ''))),
  ngx_conf_set_msec_slot: once(({ values }) => invalidUnless(parseTime(values[0] ?? ''))),
  ngx_conf_set_sec_slot: once(({ values }) => invalidUnless(parseTime(values[0] ?? '', 's'))),
  ngx_conf_set_bufs_slot: once(({ values: [count = '', size = ''] }) =>
    invalidUnless(positive(parseNumber(count)) && positive(parseSize(size))),
  ),
  ngx_conf_set_enum_slot: once((call) => {
    const { spec, values, args } = call;
    const value = values[0] ?? '';
    if (!includesWord(spec.words, value))
      call.report(`invalid value "${value}"`, { at: args[0], ...suggestionFor(value, spec.words ?? []) });
    return undefined;
  }),
  ngx_conf_set_bitmask_slot: bitmask,
};

/** The check of "is duplicate" that a setter makes first. */
export function once(set: Setter): Setter {
  return (call) => {
    const { spec, block, located } = call;
    const field = spec.field ?? spec.name;
    if (block.fields.has(field)) return 'is duplicate';
    block.fields.set(field, located);
    return set(call);
  };
}

function number(call: Call): string | undefined {
  const value = parseNumber(call.values[0] ?? '');
  if (value === undefined) return 'invalid number';
  const [low, high] = call.spec.bounds ?? [];
  if (low === undefined || high === undefined) return post(call);
  if (high === -1) {
    if (value < low) call.report(`value must be equal to or greater than ${low}`, { at: call.args[0] });
  } else if (value < low || value > high) {
    call.report(`value must be between ${low} and ${high}`, { at: call.args[0] });
  }
  return undefined;
}

function bitmask(call: Call): undefined {
  const field = call.spec.field ?? call.spec.name;
  const given = call.block.get(wordsOf(field));
  for (const word of call.args) {
    const lower = word.value.toLowerCase();
    if (!includesWord(call.spec.words, word.value)) {
      call.report(`invalid value "${word.value}"`, {
        at: word,
        ...suggestionFor(word.value, call.spec.words ?? []),
      });
      return;
    }
    if (given.has(lower))
      call.report(`duplicate value "${word.value}"`, { at: word, level: 'warn', code: 'conf/duplicate' });
    given.add(lower);
  }
}

const wordSets = new Map<string, { name: string; make: () => Set<string> }>();

function wordsOf(field: string): { name: string; make: () => Set<string> } {
  let key = wordSets.get(field);
  if (!key) wordSets.set(field, (key = { name: field, make: () => new Set<string>() }));
  return key;
}

/** nginx compares the words of enumerations without regard to case. */
function includesWord(words: readonly string[] | undefined, value: string): boolean {
  return words === undefined || words.some((word) => word.toLowerCase() === value.toLowerCase());
}

function invalidUnless(value: unknown): string | undefined {
  return value === undefined || value === false ? 'invalid value' : undefined;
}

function positive(value: number | undefined): boolean {
  return value !== undefined && value > 0;
}

export { parseNumber } from '../numbers.js';
