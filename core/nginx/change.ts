import type { Span } from './tree.js';

/** How a text became another one: what lay in `start`..`end` (UTF-16 offsets) was replaced, which made it longer by `growth`. */
export interface Change extends Span {
  readonly growth: number;
}

/** Engines compare pieces of texts much faster than we compare characters. */
const PIECE = 1024;

/** The smallest change that leads from one text to the other; an empty one at the end for two that are alike. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + PIECE <= shorter && before.slice(start, start + PIECE) === after.slice(start, start + PIECE))
    start += PIECE;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  const growth = after.length - before.length;
  const most = shorter - start;
  let same = 0;
  for (; same + PIECE <= most; same += PIECE) {
    const end = before.length - same;
    if (before.slice(end - PIECE, end) !== after.slice(end - PIECE + growth, end + growth)) break;
  }
  while (
    same < most &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same += 1;
  return { start, end: before.length - same, growth };
}

/**
 * The changes of a text with one more, which was made to what they had made of it. Changes that touch become one.
 * @param changes of the first text, disjoint and in its order
 * @returns the same of all, so that two edits far apart stay two small changes
 */
export function withChange(changes: readonly Change[], next: Change): readonly Change[] {
  const before: Change[] = [];
  const touched: Change[] = [];
  const behind: Change[] = [];
  let grown = 0;
  for (const one of changes) {
    const made = { start: one.start + grown, end: one.end + grown + one.growth };
    if (made.end < next.start) before.push(one);
    else if (made.start > next.end) behind.push(one);
    else touched.push(one);
    grown += one.growth;
  }
  const growthBefore = growthOf(before);
  const growth = growthOf(touched);
  const start = Math.min(next.start - growthBefore, touched[0]?.start ?? Infinity);
  const end = Math.max(next.end - growthBefore - growth, touched.at(-1)?.end ?? 0);
  return [...before, { start, end, growth: growth + next.growth }, ...behind];
}

function growthOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { growth }) => sum + growth, 0);
}
