import type { Span } from './tree.js';

/** How a text became another one: what lay in `start`..`end` (UTF-16 offsets) was replaced, which made it longer by `growth`. */
export interface Change extends Span {
  readonly growth: number;
}

/** The smallest change that leads from one text to the other. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same += 1;
  return { start, end: before.length - same, growth: after.length - before.length };
}
