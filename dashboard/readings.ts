import type { CellReading, CellValue } from '../contract/index.js';

/**
 * What the workers' values of one cell are to each other.
 * - `unread`: no worker's value is known.
 * - `partial`: those that are known are the same, but not all are known.
 * - `unclear`: what is shown of them is the same, but not everything is shown.
 * - `alone`: there is one worker.
 */
export type Agreement = 'differs' | 'same' | 'partial' | 'unclear' | 'alone' | 'unread';

/** @param readings one for every worker; undefined where none has come yet */
export function agreementOf(readings: readonly (CellReading | undefined)[]): Agreement {
  const values = readings.filter(isValue);
  const [first, ...others] = values;
  if (!first) return 'unread';
  if (readings.length === 1) return 'alone';
  const compared = new Set(others.map((value) => compare(first, value)));
  if (compared.has('differs')) return 'differs';
  if (values.length < readings.length) return 'partial';
  return compared.has('unclear') ? 'unclear' : 'same';
}

export function isValue(reading: CellReading | undefined): reading is CellValue {
  return reading !== undefined && !('unreadable' in reading);
}

function compare(a: CellValue, b: CellValue): 'same' | 'differs' | 'unclear' {
  if (a.kind !== b.kind) return 'differs';
  if (a.kind === 'table') return compareTables(a, b);
  if (a.preview !== b.preview) return 'differs';
  return a.truncated || b.truncated ? 'unclear' : 'same';
}

/** By key: `pairs` goes through equal tables in an order of each worker's own, and previews follow it. */
function compareTables(a: CellValue, b: CellValue): 'same' | 'differs' | 'unclear' {
  const isWhole = !a.truncated && !b.truncated && [a, b].every(isFlat);
  if (a.preview === b.preview) return isWhole ? 'same' : 'unclear';
  if (!a.entries || !b.entries) return isWhole ? 'differs' : 'unclear';
  const ours = new Map(a.entries);
  const isApart = b.entries.some(([key, value]) => ours.has(key) && ours.get(key) !== value);
  if (isApart) return 'differs';
  const common = b.entries.filter(([key]) => ours.has(key)).length;
  if (common === ours.size && common === b.entries.length) return isWhole ? 'same' : 'unclear';
  // A key of one table that the other lacks: or it stands among what is not shown.
  return a.truncated || b.truncated ? 'unclear' : 'differs';
}

/** A preview shows of a table inside of a table only that it is one. */
function isFlat({ entries = [] }: CellValue): boolean {
  return !entries.some(([key, value]) => key === '{…}' || value === '{…}');
}

/**
 * The number that a cell holds; undefined for what is none, or has no length that could be drawn (`inf`, `nan`).
 * A counter that is nil has not been counted up yet: 0.
 */
export function numberOf(reading: CellReading | undefined, isCounter: boolean): number | undefined {
  if (!isValue(reading)) return undefined;
  if (isCounter && reading.kind === 'nil') return 0;
  const value = reading.kind === 'number' ? Number(reading.preview) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** `7 + 11 - 2 = 16`; of many terms the first and the last. Lua writes numbers with 14 digits, and so does this. */
export function sumOf(values: readonly number[]): { readonly text: string; readonly total: number } {
  const total = Number(values.reduce((sum, value) => sum + value, 0).toPrecision(14));
  if (values.length < 2) return { text: String(total), total };
  const shown = values.length > maxTerms ? [...values.slice(0, 3), undefined, ...values.slice(-1)] : values;
  const terms = shown.map((value, index) => {
    if (value === undefined) return ' + …';
    if (index === 0) return String(value);
    return value < 0 ? ` - ${-value}` : ` + ${value}`;
  });
  return { text: `${terms.join('')} = ${total}`, total };
}

const maxTerms = 16;
