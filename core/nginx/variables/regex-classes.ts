import {
  ALL_BYTES,
  byteOf,
  byteRange,
  DIGITS,
  LETTERS,
  NO_BYTES,
  PUNCTUATION,
  SPACES,
  without,
  WORD,
  type ByteSet,
} from './byte-set.js';

/** What was read, and the offset behind it. */
export interface ReadBytes {
  readonly bytes: ByteSet;
  readonly end: number;
}

const HORIZONTAL = byteOf(0x09) | byteOf(0x20) | byteRange(0x80, 0xff);
const VERTICAL = byteRange(0x0a, 0x0d) | byteRange(0x80, 0xff);

/** Escapes that stand for a set (pcre2pattern, generic character types); `\R` is any line end. */
const TYPES: Readonly<Record<string, ByteSet>> = {
  d: DIGITS,
  D: without(ALL_BYTES, DIGITS),
  w: WORD,
  W: without(ALL_BYTES, WORD),
  s: SPACES,
  S: without(ALL_BYTES, SPACES),
  h: HORIZONTAL,
  H: without(ALL_BYTES, byteOf(0x09) | byteOf(0x20)),
  v: VERTICAL,
  V: without(ALL_BYTES, byteRange(0x0a, 0x0d)),
  R: VERTICAL,
  N: without(ALL_BYTES, byteOf(0x0a)),
  X: ALL_BYTES,
  C: ALL_BYTES,
};

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

const POSIX: Readonly<Record<string, ByteSet>> = {
  alpha: LETTERS,
  digit: DIGITS,
  alnum: LETTERS | DIGITS,
  upper: byteRange(0x41, 0x5a),
  lower: byteRange(0x61, 0x7a),
  space: SPACES,
  blank: byteOf(0x09) | byteOf(0x20),
  punct: PUNCTUATION,
  cntrl: byteRange(0, 0x1f) | byteOf(0x7f),
  graph: byteRange(0x21, 0x7e),
  print: byteRange(0x20, 0x7e),
  xdigit: DIGITS | byteRange(0x41, 0x46) | byteRange(0x61, 0x66),
  word: WORD,
  ascii: byteRange(0, 0x7f),
};

/**
 * The escape whose letter stands at `at` (behind the backslash), inside a class or outside; undefined for one
 * that stands for no character, such as a back reference.
 */
export function readEscape(pattern: string, at: number): ReadBytes | undefined {
  const letter = pattern.charAt(at);
  if (letter === '') return undefined;
  const type = TYPES[letter];
  if (type !== undefined) return { bytes: type, end: at + 1 };
  const control = CONTROLS[letter];
  if (control !== undefined) return { bytes: byteOf(control), end: at + 1 };
  const numeric = /^(?:x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{0,2})|0([0-7]{0,2})|o\{([0-7]{1,7})\})/.exec(
    pattern.slice(at, at + 12),
  );
  if (numeric) {
    const [whole, long, short, octal, braced] = numeric;
    const hex = long ?? short;
    const code = hex === undefined ? Number.parseInt(octal ?? braced ?? '0', 8) : Number.parseInt(hex, 16);
    return { bytes: byteOf(Number.isNaN(code) ? 0 : code), end: at + whole.length };
  }
  const property = /^[pP](?:\{[^}]*\}|[A-Z])/.exec(pattern.slice(at, at + 40));
  if (property) return { bytes: ALL_BYTES, end: at + property[0].length };
  if (/[a-zA-Z0-9]/.test(letter)) return undefined;
  const code = pattern.codePointAt(at) ?? 0;
  return { bytes: byteOf(code), end: at + String.fromCodePoint(code).length };
}

/** The class whose first character stands at `at` (behind the `[`); undefined where no `]` ends it. */
export function readClass(pattern: string, at: number): ReadBytes | undefined {
  const isNegated = pattern.charAt(at) === '^';
  let position = isNegated ? at + 1 : at;
  let bytes = NO_BYTES;
  // A `]` in the first place stands for itself.
  for (let isFirst = true; position < pattern.length; isFirst = false) {
    if (pattern.charAt(position) === ']' && !isFirst) {
      return { bytes: isNegated ? without(ALL_BYTES, bytes) : bytes, end: position + 1 };
    }
    const item = readItem(pattern, position);
    if (item === undefined) return undefined;
    position = item.end;
    const upper = item.code === undefined ? undefined : rangeEnd(pattern, position);
    if (item.code === undefined || upper?.code === undefined) {
      bytes |= item.bytes;
    } else {
      bytes |= byteRange(item.code, Math.min(upper.code, 0xff));
      if (upper.code > 0x7f) bytes |= byteRange(0x80, 0xff);
      position = upper.end;
    }
  }
  return undefined;
}

interface ClassItem extends ReadBytes {
  /** For a single character, which may begin a range. */
  readonly code?: number;
}

function rangeEnd(pattern: string, at: number): ClassItem | undefined {
  if (pattern.charAt(at) !== '-' || pattern.charAt(at + 1) === ']') return undefined;
  return readItem(pattern, at + 1);
}

function readItem(pattern: string, at: number): ClassItem | undefined {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at, at + 14));
  const named = posix === null ? undefined : POSIX[posix[2] ?? ''];
  if (posix !== null && named !== undefined) {
    return { bytes: posix[1] === '^' ? without(ALL_BYTES, named) : named, end: at + posix[0].length };
  }
  if (pattern.charAt(at) !== '\\') {
    const code = pattern.codePointAt(at);
    if (code === undefined) return undefined;
    return { bytes: byteOf(code), end: at + String.fromCodePoint(code).length, code };
  }
  // In a class `\b` is a backspace.
  if (pattern.charAt(at + 1) === 'b') return { bytes: byteOf(8), end: at + 2, code: 8 };
  const escape = readEscape(pattern, at + 1);
  if (escape === undefined) return undefined;
  const code = singleCode(escape.bytes);
  return { ...escape, ...(code !== undefined && { code }) };
}

function singleCode(bytes: ByteSet): number | undefined {
  if (bytes === 0n || (bytes & (bytes - 1n)) !== 0n) return undefined;
  return bytes.toString(2).length - 1;
}
