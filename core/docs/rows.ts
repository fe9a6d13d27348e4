import type { DocEntry } from './entry.js';
import { manual } from './manual.js';

/** An entry as the tables write it: what its name says already is left out. */
export type Row = Omit<DocEntry, 'kind' | 'url'> & Partial<Pick<DocEntry, 'kind' | 'url'>>;

/** A path with a `:` is a method, other rows are functions; the page is lua-nginx-module's manual. */
export function entries(rows: readonly Row[]): readonly DocEntry[] {
  return rows.map((row) => ({
    ...row,
    kind: row.kind ?? (row.name.includes(':') ? 'method' : 'function'),
    url: row.url ?? manual(row.name),
  }));
}

export function directives(rows: readonly Row[]): readonly DocEntry[] {
  return entries(rows.map((row) => ({ kind: 'directive', ...row })));
}
