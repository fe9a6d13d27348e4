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
