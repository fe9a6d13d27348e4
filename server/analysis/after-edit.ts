import type { Finding } from '../../contract/index.js';
import { byPlace } from '../../core/rules/index.js';
import type { Shift } from './shift.js';

/**
 * The findings after an edit of one file.
 * @param known before the edit, of the whole program
 * @param before what the file did by itself, and `after`: what it does now
 */
export function afterEdit(
  known: readonly Finding[],
  before: readonly Finding[],
  after: readonly Finding[],
  shift: Shift,
): Finding[] {
  const was = new Map(before.flatMap((one) => entryOf(shift.finding(one))));
  const is = new Map(after.flatMap(entryOf));
  const kept = known.flatMap((one): Finding[] => {
    const moved = shift.finding(one);
    if (!moved) return [];
    const [earlier, now] = [was.get(keyOf(moved)), is.get(keyOf(moved))];
    // What the file alone never showed, the edit takes nothing from.
    if (!earlier) return [moved];
    if (!now) return [];
    return [earlier.message === now.message ? moved : now];
  });
  const told = new Set(kept.map(keyOf));
  const isNew = (one: Finding): boolean => !was.has(keyOf(one)) && !told.has(keyOf(one));
  return [...kept, ...after.filter(isNew)].sort(byPlace);
}

function entryOf(finding: Finding | undefined): [string, Finding][] {
  return finding ? [[keyOf(finding), finding]] : [];
}

/** The same finding has the same: a fault of one kind, of one thing, at one place. */
function keyOf({ code, place: { file, range }, related: [first] }: Finding): string {
  return JSON.stringify([code, file, range.start, first?.message]);
}
