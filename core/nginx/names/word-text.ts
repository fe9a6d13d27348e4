import { stringChunk } from '../lua-chunk.js';
import type { Span, Word } from '../tree.js';

/** A word as nginx's modules see it, and the way from a part of it to the file. */
export interface WordText {
  readonly value: string;
  spanOf(start: number, end: number): Span;
}

export function wordText(word: Word): WordText {
  const { value, raw, span, quote } = word;
  if (raw.includes('\\')) {
    const { toHost } = stringChunk(word);
    return { value, spanOf: (start, end) => ({ start: toHost(start), end: toHost(end) }) };
  }
  const first = span.start + (quote === undefined ? 0 : 1);
  return { value, spanOf: (start, end) => ({ start: first + start, end: first + end }) };
}

export interface FoundName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const variable = /\$(?:\{(\w+)\}|([1-9])|(\w+))/g;

/**
 * The variables in a value that nginx compiles, as ngx_http_script_compile reads it: `$1` is a capture whatever follows,
 * a backslash protects nothing, `$` before anything but a name is a fault and no name. Offsets in the value.
 */
export function variablesIn(value: string): FoundName[] {
  if (!value.includes('$')) return [];
  const found: FoundName[] = [];
  for (const match of value.matchAll(variable)) {
    const name = match[1] ?? match[3];
    if (name === undefined || /^\d+$/.test(name)) continue;
    const start = match.index + (match[1] === undefined ? 1 : 2);
    found.push({ name, start, end: start + name.length });
  }
  return found;
}

/** The name where the value is `$name` and nothing else: what `set`, `map` and their like declare. */
export function declaredVariable(value: string): FoundName | undefined {
  return /^\$\w+$/.test(value) ? { name: value.slice(1), start: 1, end: value.length } : undefined;
}

export interface FoundCapture extends FoundName {
  readonly role: 'declaration' | 'use';
}

/** Escapes, classes and groups of PCRE as far as names of groups need telling apart. */
const regexParts = new RegExp(
  [
    String.raw`\\[kg](?:<(\w+)>|'(\w+)'|\{(\w+)\})`,
    String.raw`\\[^]`,
    String.raw`\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]`,
    String.raw`\(\?P?<(\w+)>`,
    String.raw`\(\?'(\w+)'`,
    String.raw`\(\?(?:P[=>]|&)(\w+)\)`,
    String.raw`\(\?\([<'](\w+)[>']\)`,
  ].join('|'),
  'g',
);

/** The named groups of a regular expression and the references to them (pcre2pattern(3), "named capture groups"). */
export function capturesIn(regex: string): FoundCapture[] {
  if (!/[(\\]/.test(regex)) return [];
  const found: FoundCapture[] = [];
  for (const match of regex.matchAll(regexParts)) {
    const [whole, k1, k2, k3, group, quoted, called, asked] = match;
    const declared = group ?? quoted;
    const name = declared ?? k1 ?? k2 ?? k3 ?? called ?? asked;
    if (name === undefined || /^\d/.test(name)) continue;
    const start = match.index + whole.lastIndexOf(name);
    found.push({
      name,
      start,
      end: start + name.length,
      role: declared === undefined ? 'use' : 'declaration',
    });
  }
  return found;
}
