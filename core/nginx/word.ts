import { BACKSLASH, DOLLAR, isSpace, OPEN_BRACE, SEMICOLON } from './characters.js';

/** Where a word that starts with no quote at `start` ends: before white space, `;` or `{`, or at the end. */
export function bareWordEnd(text: string, start: number): number {
  let at = start;
  // `{` behind `$` is literal, and so is a run of them: nginx keeps its flag until another character comes.
  let variable = false;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE && variable) {
      at += 1;
      continue;
    }
    variable = code === DOLLAR;
    if (code === BACKSLASH) {
      at += 2;
      continue;
    }
    if (isSpace(code) || code === SEMICOLON || code === OPEN_BRACE) return at;
    at += 1;
  }
  return text.length;
}

/** The offset of the quote that closes the one at `start`, or undefined if the text ends first. */
export function closingQuote(text: string, start: number): number | undefined {
  const quote = text.charCodeAt(start);
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return undefined;
}

/** The escapes that nginx decodes; before any other character the backslash stays. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['t', '\t'],
  ['r', '\r'],
  ['n', '\n'],
]);

export interface Decoded {
  readonly value: string;
  /** Offsets in `value`, ascending, of the characters that stand for two characters of the source. */
  readonly escapes: readonly number[];
}

/**
 * Decodes the inside of a word (without its quotes) as ngx_conf_read_token does when it copies a word:
 * `\"`, `\'` and `\\` lose the backslash, `\t`, `\r` and `\n` become control characters, everything else
 * stays, so that `\.` and `\d` of a regular expression need no doubling.
 */
export function decode(inner: string): Decoded {
  if (!inner.includes('\\')) return { value: inner, escapes: [] };
  const escapes: number[] = [];
  let value = '';
  let copied = 0;
  let at = inner.indexOf('\\');
  while (at !== -1) {
    const plain = ESCAPES.get(inner.charAt(at + 1));
    if (plain === undefined) {
      at = inner.indexOf('\\', at + 1);
      continue;
    }
    value += inner.slice(copied, at);
    escapes.push(value.length);
    value += plain;
    copied = at + 2;
    at = inner.indexOf('\\', copied);
  }
  return { value: value + inner.slice(copied), escapes };
}

/** The value of a word's inside, without its quotes. */
export function decodeValue(inner: string): string {
  return decode(inner).value;
}

/**
 * Writes a value so that nginx reads it back unchanged: bare where that is safe, else in quotes (double
 * quotes unless `quote` says otherwise).
 */
export function encodeValue(value: string, quote?: '"' | "'"): string {
  const bare = quote === undefined && value !== '' && !/[\s;{]/.test(value) && !/^["'#}]/.test(value);
  const mark = quote ?? '"';
  // A backslash needs doubling only where nginx would decode it or where it would protect our closing quote.
  const escaped = value.replace(/\\(?=["'\\trn]|$)/g, '\\\\');
  if (bare) return escaped;
  return mark + escaped.replaceAll(mark, `\\${mark}`) + mark;
}
