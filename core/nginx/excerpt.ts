import type { Change } from './change.js';
import type { ConfNode, ConfTree, Span } from './tree.js';

/** UTF-16 code units: a block that is no longer is read as a whole when something in it changes. */
const WHOLE_BLOCK = 8192;

/**
 * What can be left out of a text when only what some places of it say is asked: the insides of the blocks that none of
 * them touches. The heads of these blocks stay, for their names; a `server` and an `if` go as a whole, because an empty
 * one means something of its own.
 * @param places where the text has changed or will change, as spans of the tree's text; what they touch stays
 * @returns disjoint, in the order of the text
 */
export function partsBeside(tree: ConfTree, places: readonly Span[]): readonly Span[] {
  const parts: Span[] = [];
  const pending: ConfNode[] = tree.children.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.form !== 'block' && node.form !== 'lua') continue;
    const { span } = node;
    const isTouched = places.some(({ start, end }) => start <= span.end && end >= span.start);
    if (!isTouched) {
      const part = meansSomethingEmpty(node) ? span : insideOf(node);
      if (part.end > part.start) parts.push(part);
    } else if (node.form === 'block' && span.end - span.start > WHOLE_BLOCK) {
      for (const child of node.block.children.toReversed()) pending.push(child);
    }
  }
  return parts;
}

function meansSomethingEmpty({ form, name }: ConfNode): boolean {
  return form === 'block' && (name.value === 'server' || name.value === 'if');
}

function insideOf(node: ConfNode & { readonly form: 'block' | 'lua' }): Span {
  const { open, close } = node.form === 'block' ? node.block : node;
  return { start: open.end, end: close?.start ?? node.span.end };
}

/** The parts of a text in the text that changes made of it; no change touches one of them. */
export function afterChanges(parts: readonly Span[], changes: readonly Change[]): readonly Span[] {
  if (changes.length === 0) return parts;
  return parts.map(({ start, end }) => {
    const grown = changes.reduce((sum, change) => sum + (change.end <= start ? change.growth : 0), 0);
    return { start: start + grown, end: end + grown };
  });
}

/** The text with blanks for the parts, so that all other offsets stay what they are. */
export function blanked(text: string, parts: readonly Span[]): string {
  let at = 0;
  let result = '';
  for (const { start, end } of parts) {
    result += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return result + text.slice(at);
}
