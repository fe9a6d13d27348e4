import type { ConfTree } from '../../core/nginx/index.js';
import type { CompletionContext } from './complete-context.js';
import { directiveProposals } from './complete-directives.js';
import { entryItems } from './complete-entries.js';
import { valueItems } from './complete-values.js';
import { mayMatch } from './complete-filter.js';
import { placed, type ConfItem } from './conf-item.js';
import { lineEnd, placeAt, type ConfPlace } from './conf-place.js';
import { directivesAt } from './place.js';

export type { CompletionContext, PathContext } from './complete-context.js';
export type { ConfItem } from './conf-item.js';

/** What can be written at an offset of a configuration (UTF-16), best first; nothing in comments and in Lua. */
export function completeConf(tree: ConfTree, offset: number, context: CompletionContext): ConfItem[] {
  const place = placeAt(tree, offset, context.outer, context.catalogue);
  if (!place) return [];
  return itemsAt(place, tree, context).sort((a, b) => a.rank - b.rank);
}

function itemsAt(place: ConfPlace, tree: ConfTree, context: CompletionContext): ConfItem[] {
  if (place.block.content === 'entries') return entryItems(place, tree.text, context);
  if (place.words.length > 0) return valueItems(place, tree.text, context);
  // A blank or a sign at the beginning of a line asks for nothing.
  return context.trigger === undefined ? directiveItems(place, tree, context) : [];
}

function directiveItems(place: ConfPlace, tree: ConfTree, context: CompletionContext): ConfItem[] {
  const { word, offset, prefix } = place;
  if (!/^["']?\w*$/.test(prefix)) return [];
  const end = prefix === '' ? offset : Math.max(word.end, offset);
  const rest = tree.text.slice(end, lineEnd(tree.text, end)).trim();
  const proposals = directiveProposals(place.block.contexts, context.catalogue, {
    snippets: context.snippets,
    nameOnly: rest !== '' && !/^[}#]/.test(rest),
    present: presentAt(place, tree),
  });
  // There are hundreds.
  const typed = prefix.toLowerCase();
  const fitting = typed === '' ? proposals : proposals.filter(({ label }) => mayMatch(typed, label));
  return placed(fitting, { start: word.start, end });
}

/** The names that the block around has, but for the one that is being typed. */
function presentAt({ word }: ConfPlace, tree: ConfTree): ReadonlySet<string> {
  const around = directivesAt(tree, word.start).filter(({ name }) => name.span.start !== word.start);
  const block = around.reverse().find(({ form }) => form === 'block');
  const nodes = block?.form === 'block' ? block.block.children : tree.children;
  return new Set(nodes.flatMap(({ name }) => (name.span.start === word.start ? [] : name.value)));
}
