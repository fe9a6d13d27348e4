export interface ShortList<Item> {
  readonly items: readonly Item[];
  /** Some were left out that could match: what is typed next may need them. */
  readonly isCut: boolean;
}

/**
 * The items that can match what is typed, no more than `most`: a client reads a few hundred items in the time of a
 * keystroke, but not all directives of nginx. Where there are too many, those stay that begin like what is typed, then
 * the first of the others; their order is kept.
 * @param typedOf what is typed where the item would go
 * @param textOf what the client compares it with
 */
export function shortList<Item>(
  items: readonly Item[],
  typedOf: (item: Item) => string,
  textOf: (item: Item) => string,
  most: number,
): ShortList<Item> {
  const lower = lowerCase();
  const matching = items.filter((item) => mayMatch(lower(typedOf(item)), textOf(item)));
  if (matching.length <= most) return { items: matching, isCut: false };
  const begins = (item: Item): boolean =>
    textOf(item)
      .toLowerCase()
      .startsWith(lower(typedOf(item)));
  const kept = new Set(matching.filter(begins).slice(0, most));
  for (const item of matching) {
    if (kept.size >= most) break;
    kept.add(item);
  }
  return { items: matching.filter((item) => kept.has(item)), isCut: true };
}

/** Items of one list replace the same few words. */
function lowerCase(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const lower = known.get(text) ?? text.toLowerCase();
    known.set(text, lower);
    return lower;
  };
}

/**
 * Clients take an item whose text has the typed characters in their order, whatever stands between them.
 * @param typed in lower case
 */
export function mayMatch(typed: string, text: string): boolean {
  if (typed === '') return true;
  const subject = text.toLowerCase();
  let at = 0;
  for (const character of typed) {
    at = subject.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
