import type { Scan } from './pcre.js';

const MOST_REPEATS = 65535;

/** The length of the quantifier that stands here; undefined where none does. May set the fault. */
export function quantifierAt(scan: Scan): number | undefined {
  const { text, at } = scan;
  const character = text.charAt(at);
  if (character !== '' && '*+?'.includes(character)) return 1;
  if (character !== '{') return undefined;
  const [whole, low = '', , high = ''] = /^\{([0-9]+)(,([0-9]*))?\}/.exec(text.slice(at)) ?? [];
  if (whole === undefined) return undefined;
  for (const [start, digits] of [
    [at + 1, low],
    [at + 2 + low.length, high],
  ] as const) {
    if (Number(digits) <= MOST_REPEATS) continue;
    const length = [...digits].findIndex((_, index) => Number(digits.slice(0, index + 1)) > MOST_REPEATS);
    scan.fault = { message: 'number too big in {} quantifier', offset: start + length + 1 };
    return undefined;
  }
  if (high !== '' && Number(high) < Number(low)) {
    const offset = at + whole.length - 1;
    scan.fault = { message: 'numbers out of order in {} quantifier', offset };
    return undefined;
  }
  return whole.length;
}

const POSIX: ReadonlySet<string> = new Set(
  'alpha lower upper alnum ascii blank cntrl digit graph print punct space word xdigit'.split(' '),
);

/** Reads `[ … ]`. */
export function readClass(scan: Scan): void {
  const { text } = scan;
  const missing = { message: 'missing terminating ] for character class', offset: text.length };
  const lookalike = /^\[([:.=])[a-z^]*\1\]/.exec(text.slice(scan.at));
  if (lookalike?.[1] === ':') {
    const message = 'POSIX named classes are supported only within a class';
    scan.fault = { message, offset: scan.at };
    return;
  }
  if (lookalike || /^\[\[:[<>]:\]\]/.test(text.slice(scan.at))) {
    scan.isBeyond = true;
    return;
  }
  scan.at += 1;
  if (text.charAt(scan.at) === '^') scan.at += 1;
  let isFirst = true;
  let before: ClassMember = { kind: 'none' };
  for (;;) {
    if (scan.at >= text.length) {
      scan.fault = missing;
      return;
    }
    if (text.charAt(scan.at) === ']' && !isFirst) break;
    isFirst = false;
    const isRange = text.charAt(scan.at) === '-' && before.kind !== 'none' && before.kind !== 'range';
    if (isRange && !/^-(?:\]|$)/.test(text.slice(scan.at))) {
      scan.at += 1;
      const hyphen = scan.at - 1;
      const member = readMember(scan);
      if (scan.fault || scan.isBeyond) return;
      if (before.kind === 'set') {
        scan.fault = { message: 'invalid range in character class', offset: hyphen };
        return;
      }
      if (member.kind === 'set') {
        scan.fault = { message: 'invalid range in character class', offset: scan.at };
        return;
      }
      if (before.kind === 'character' && member.kind === 'character' && before.code > member.code) {
        scan.fault = { message: 'range out of order in character class', offset: scan.at - 1 };
        return;
      }
      before = { kind: 'range' };
      continue;
    }
    before = readMember(scan);
    if (scan.fault || scan.isBeyond) return;
  }
  scan.at += 1;
}

type ClassMember =
  | { readonly kind: 'character'; readonly code: number }
  /** `\d`, `[:alpha:]`. */
  | { readonly kind: 'set' }
  /** A character whose code we do not work out. */
  | { readonly kind: 'some' }
  | { readonly kind: 'none' }
  | { readonly kind: 'range' };

function readMember(scan: Scan): ClassMember {
  const { text, at } = scan;
  const posix = /^\[([:.=])(\^?)([a-z]*)\1\]/.exec(text.slice(at));
  if (posix) {
    const [whole, kind, not = '', name = ''] = posix;
    if (kind !== ':') scan.fault = { message: 'POSIX collating elements are not supported', offset: at };
    else if (!POSIX.has(name))
      scan.fault = { message: 'unknown POSIX class name', offset: at + 2 + not.length };
    scan.at += whole.length;
    return { kind: 'set' };
  }
  if (text.charAt(at) === '\\') {
    const next = text.charAt(at + 1);
    const kind = readEscape(scan, true);
    if (/[dDwWsShHvVpP]/.test(next)) return { kind: 'set' };
    if (kind === 'nothing') scan.isBeyond = true;
    return /^[^A-Za-z0-9]$/.test(next) ? member(next) : { kind: 'some' };
  }
  scan.at += 1;
  return member(text.charAt(at));
}

function member(character: string): ClassMember {
  const code = character.charCodeAt(0);
  // A pattern is bytes to PCRE2 here.
  return code < 0x80 ? { kind: 'character', code } : { kind: 'some' };
}

const PERL_ONLY = 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u';
const ASSERTIONS = 'AzZGbBK';
const NOT_IN_CLASS = 'kzABCGKRXZ';

/**
 * Reads a backslash and what belongs to it.
 * @returns whether that can be repeated (`item`), is a mere place (`place`), or is nothing at all (`\E`)
 */
export function readEscape(scan: Scan, inClass: boolean): 'item' | 'place' | 'nothing' {
  const { text } = scan;
  const start = scan.at;
  const letter = text.charAt(start + 1);
  const rest = text.slice(start + 2);
  const fail = (message: string, offset: number): 'item' => {
    scan.fault = { message, offset };
    return 'item';
  };
  scan.at += 2;
  if (letter === '') return fail('\\ at end of pattern', text.length);
  if (letter === 'E') return 'nothing';
  if (letter === 'Q') {
    if (inClass) scan.isBeyond = true;
    const end = text.indexOf('\\E', scan.at);
    const isEmpty = scan.at === (end === -1 ? text.length : end);
    scan.at = end === -1 ? text.length : end + 2;
    return isEmpty ? 'nothing' : 'item';
  }
  if ('ijmqyIJMOTY'.includes(letter)) return fail('unrecognized character follows \\', start + 1);
  if ('luFLU'.includes(letter)) return fail(PERL_ONLY, start + 2);
  if (inClass && NOT_IN_CLASS.includes(letter))
    return fail('escape sequence is invalid in character class', start + 1);
  if (letter === 'N' && inClass) return fail('\\N is not supported in a class', start + 3);
  if (letter === 'c') {
    if (rest === '') return fail('\\c at end of pattern', text.length);
    scan.at += 1;
    return 'item';
  }
  if (letter === 'p' || letter === 'P') return property(scan, rest);
  if ((letter === 'x' || letter === 'o' || letter === 'N') && rest.startsWith('{')) {
    const [digits] = /^\{[0-9a-fA-F]{1,2}\}/.exec(rest) ?? [];
    if (digits === undefined || letter !== 'x') scan.isBeyond = true;
    scan.at += digits?.length ?? 0;
    return 'item';
  }
  if (letter === 'x') {
    scan.at += /^[0-9a-fA-F]{0,2}/.exec(rest)?.[0].length ?? 0;
    return 'item';
  }
  if (letter === 'o') return fail('missing opening brace after \\o', start + (inClass ? 3 : 2));
  if (letter === 'g' || letter === 'k') {
    scan.isBeyond = !inClass;
    return 'item';
  }
  if (/[1-9]/.test(letter) && !inClass) {
    if (/^[0-9]/.test(rest)) scan.isBeyond = true;
    else scan.references.push({ group: Number(letter), offset: start + 1 });
    return 'item';
  }
  return ASSERTIONS.includes(letter) && !inClass ? 'place' : 'item';
}

/** `\p{Lu}`, `\pL`; which long names there are is not known here. */
function property(scan: Scan, rest: string): 'item' {
  const braced = /^\{\^?[ A-Za-z0-9_:=&-]*\}/.exec(rest);
  if (braced) scan.at += braced[0].length;
  else if (rest === '') scan.fault = { message: 'malformed \\P or \\p sequence', offset: scan.text.length };
  else if (/^[CLMNPSZ]/.test(rest)) scan.at += 1;
  else if (/^[A-Za-z]/.test(rest))
    scan.fault = { message: 'unknown property after \\P or \\p', offset: scan.at + 1 };
  else scan.isBeyond = true;
  return 'item';
}
