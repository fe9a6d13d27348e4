import type { CompletionContext } from './complete-context.js';
import { mimeTypes } from './complete-words.js';
import { pathItems } from './complete-paths.js';
import { placed, type ConfItem, type Proposal } from './conf-item.js';
import type { ConfPlace } from './conf-place.js';
import { endsInVariable, variableItems } from './complete-variables.js';

/** What a line of these blocks can begin with besides a key. */
const keys: Readonly<Record<string, readonly (readonly [label: string, detail: string])[]>> = {
  map: [
    ['default', 'where nothing else fits'],
    ['hostnames', 'keys are host names, with wildcards'],
    ['volatile', 'the variable is made anew each time'],
    ['include', 'more entries from a file'],
  ],
  geo: [
    ['default', 'where no network fits'],
    ['include', 'more entries from a file'],
    ['delete', 'takes a network out'],
    ['proxy', 'an address that may say who is behind it'],
    ['proxy_recursive', 'goes on to the last address that is no proxy'],
    ['ranges', 'keys are ranges of addresses'],
  ],
  split_clients: [['*', 'all others']],
  types: [['include', 'more entries from a file']],
};

/** The keys and values of a block that holds no directives: `map`, `types`, `geo` … */
export function entryItems(place: ConfPlace, text: string, context: CompletionContext): ConfItem[] {
  const { block, words, word, prefix, offset } = place;
  const name = block.name?.value ?? '';
  const inner = prefix.replace(/^["']/, '');
  const span = { start: offset - inner.length, end: prefix === '' ? offset : word.end };
  const [first] = words;
  if (!first) {
    if (context.trigger === ' ') return [];
    const types =
      name === 'types' ? mimeTypes.map((label): Proposal => ({ label, kind: 'value', rank: 1 })) : [];
    const own = (keys[name] ?? []).map(([label, detail]): Proposal => ({
      label,
      detail,
      kind: 'word',
      rank: 0,
    }));
    return placed([...own, ...types], span);
  }
  if (first.value === 'include' && words.length === 1 && context.paths)
    return pathItems(inner, 'conf file', 'include', offset, Math.max(offset, word.end), context.paths);
  // The values of a map are texts with variables; those of the others are plain.
  return name === 'map' && words.length === 1 && endsInVariable(inner)
    ? variableItems(place, inner, text, context)
    : [];
}
