/** A set of bytes: bit `n` stands for the byte `n`. Immutable, so that it can be shared and compared. */
export type ByteSet = bigint;

export const NO_BYTES: ByteSet = 0n;
export const ALL_BYTES: ByteSet = (1n << 256n) - 1n;

export const LF = 0x0a;

/** The bytes `from` to `to`, both included; empty where `to` is smaller. */
export function byteRange(from: number, to: number): ByteSet {
  return to < from ? NO_BYTES : ((1n << BigInt(to - from + 1)) - 1n) << BigInt(from);
}

/** The characters of a text; those above 255 (several bytes in UTF-8) count as all bytes above 127. */
export function bytesOf(text: string): ByteSet {
  let set = NO_BYTES;
  for (const character of text) set |= byteOf(character.codePointAt(0) ?? 0);
  return set;
}

/** The bytes by which UTF-8 writes a character. */
export function byteOf(code: number): ByteSet {
  return code < 0x80 ? 1n << BigInt(code) : byteRange(0x80, 0xff);
}

export function without(set: ByteSet, excluded: ByteSet): ByteSet {
  return set & (ALL_BYTES ^ excluded);
}

export function hasByte(set: ByteSet, byte: number | string): boolean {
  const code = typeof byte === 'string' ? byte.charCodeAt(0) : byte;
  return ((set >> BigInt(code)) & 1n) === 1n;
}

/** Whether the set has a single member: nothing is left to choose. */
export function isSingle(set: ByteSet): boolean {
  return set !== 0n && (set & (set - 1n)) === 0n;
}

const LOWER = byteRange(0x61, 0x7a);
const UPPER = byteRange(0x41, 0x5a);

/** With both cases of each ASCII letter. */
export function anyCase(set: ByteSet): ByteSet {
  return set | ((set & LOWER) >> 32n) | ((set & UPPER) << 32n);
}

export const DIGITS: ByteSet = byteRange(0x30, 0x39);
export const LETTERS: ByteSet = LOWER | UPPER;
export const WORD: ByteSet = DIGITS | LETTERS | byteOf(0x5f);
/** PCRE's `\s`: HT, LF, VT, FF, CR, space. */
export const SPACES: ByteSet = byteRange(0x09, 0x0d) | byteOf(0x20);
export const PUNCTUATION: ByteSet = without(byteRange(0x21, 0x7e), DIGITS | LETTERS);
