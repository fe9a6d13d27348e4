/**
 * The name that a misspelt one most likely stands for: the fewest letters to insert, delete, replace or swap, a third
 * of the letters at most; undefined where none is near.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = distanceBetween(name, candidate, least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The same as a part of a fault's details; of a word of which the name is but a part, the rest stays. */
export function suggestionFor(
  name: string,
  known: Iterable<string>,
  word: string = name,
): { readonly suggestion?: string } {
  const near = name === '' ? undefined : nearestName(name, known);
  return near === undefined ? {} : { suggestion: word.replace(name, () => near) };
}

/** The optimal string alignment distance; `limit` or more as soon as it cannot be less. */
function distanceBetween(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + differs);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    [before, above] = [above, row];
  }
  return above[b.length] ?? limit;
}
