import { ALL_BYTES, anyCase, byteOf, LF, NO_BYTES, without, type ByteSet } from './byte-set.js';
import { readClass, readEscape } from './regex-classes.js';

/** What a regular expression can match, as far as its captures are concerned (pcre2pattern). */
export type RegexNode =
  /** One byte (or character) out of a set. */
  | { readonly kind: 'set'; readonly bytes: ByteSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly branches: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly min: number; readonly max: number; readonly node: RegexNode }
  | { readonly kind: 'group'; readonly index: number; readonly name?: string; readonly node: RegexNode }
  | { readonly kind: 'anchor'; readonly at: 'start' | 'end' }
  /** Zero width: a look-around, a word boundary. */
  | { readonly kind: 'assertion' };

export interface Regex {
  readonly node: RegexNode;
  /** In the order of their numbers, from 1. */
  readonly groups: readonly Extract<RegexNode, { kind: 'group' }>[];
}

/**
 * Reads a PCRE pattern; undefined for one that PCRE refuses, and for what is not read here (recursion,
 * conditions, back references, `(?x)`, branch reset, verbs).
 */
export function parseRegex(pattern: string, options: { readonly anyCase?: boolean } = {}): Regex | undefined {
  try {
    return new Reader(pattern, options.anyCase === true).read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}

/** Deeper nesting is nobody's configuration; PCRE2 itself stops at 250. */
const MAX_DEPTH = 100;

interface Flags {
  readonly anyCase: boolean;
  /** `(?s)`: `.` matches a line feed too. */
  readonly dotAll: boolean;
}

class Reader {
  private at = 0;
  private groups: Extract<RegexNode, { kind: 'group' }>[] = [];
  private count = 0;

  constructor(
    private readonly pattern: string,
    private readonly ignoresCase: boolean,
  ) {}

  read(): Regex {
    const node = this.choice({ anyCase: this.ignoresCase, dotAll: false }, 0);
    if (this.at < this.pattern.length) throw new Unreadable();
    return { node, groups: this.groups };
  }

  private choice(flags: Flags, depth: number): RegexNode {
    if (depth > MAX_DEPTH) throw new Unreadable();
    const branches: RegexNode[] = [];
    let parts: RegexNode[] = [];
    let current = flags;
    while (this.at < this.pattern.length && this.peek() !== ')') {
      if (this.take('|')) {
        branches.push(sequence(parts));
        parts = [];
        continue;
      }
      const set = this.inlineFlags(current);
      if (set !== undefined) {
        current = set;
        continue;
      }
      const node = this.quantified(this.atom(current, depth));
      parts.push(node);
    }
    branches.push(sequence(parts));
    return branches.length === 1 ? (branches[0] ?? sequence([])) : { kind: 'choice', branches };
  }

  /** `(?i)`: holds to the end of the group. */
  private inlineFlags(flags: Flags): Flags | undefined {
    const match = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/.exec(this.pattern.slice(this.at, this.at + 20));
    if (match === null) return undefined;
    this.at += match[0].length;
    return changed(flags, match[1] ?? '', match[2] ?? '');
  }

  private atom(flags: Flags, depth: number): RegexNode {
    const character = this.next();
    switch (character) {
      case '(':
        return this.group(flags, depth);
      case '[': {
        const read = readClass(this.pattern, this.at);
        if (read === undefined) throw new Unreadable();
        this.at = read.end;
        return set(read.bytes, flags);
      }
      case '.':
        return { kind: 'set', bytes: flags.dotAll ? ALL_BYTES : without(ALL_BYTES, byteOf(LF)) };
      case '^':
        return { kind: 'anchor', at: 'start' };
      case '$':
        return { kind: 'anchor', at: 'end' };
      case '\\':
        return this.escape(flags);
      case '*':
      case '+':
      case '?':
        throw new Unreadable();
      default:
        return set(byteOf(character.codePointAt(0) ?? 0), flags);
    }
  }

  private escape(flags: Flags): RegexNode {
    const letter = this.peek();
    if (letter === 'Q') {
      const end = this.pattern.indexOf('\\E', this.at);
      const text = this.pattern.slice(this.at + 1, end < 0 ? undefined : end);
      this.at = end < 0 ? this.pattern.length : end + 2;
      return sequence(Array.from(text).map((one) => set(byteOf(one.codePointAt(0) ?? 0), flags)));
    }
    if (letter === 'A') return this.anchor('start');
    if (letter === 'z' || letter === 'Z') return this.anchor('end');
    if (letter !== '' && 'bBGKE'.includes(letter)) {
      this.at += 1;
      return { kind: 'assertion' };
    }
    const read = readEscape(this.pattern, this.at);
    if (read === undefined) throw new Unreadable();
    this.at = read.end;
    return set(read.bytes, flags);
  }

  private anchor(at: 'start' | 'end'): RegexNode {
    this.at += 1;
    return { kind: 'anchor', at };
  }

  private group(flags: Flags, depth: number): RegexNode {
    const rest = this.pattern.slice(this.at, this.at + 80);
    const comment = /^\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.at += comment[0].length;
      return { kind: 'assertion' };
    }
    if (/^(?:\*|\?[|(&R+\d-]|\?P[=>])/.test(rest) && !/^\?-[a-zA-Z]/.test(rest)) throw new Unreadable();
    const look = /^\?<?[=!]/.exec(rest);
    const named = look ? null : /^\?(?:P?<(\w+)>|'(\w+)')/.exec(rest);
    const plain = (look ?? named) ? null : /^\?(?:>|([a-zA-Z]*)(?:-([a-zA-Z]*))?:)/.exec(rest);
    const head = look ?? named ?? plain;
    if (head === null && rest.startsWith('?')) throw new Unreadable();
    this.at += head?.[0].length ?? 0;
    const inner = plain ? changed(flags, plain[1] ?? '', plain[2] ?? '') : flags;
    const index = look || plain ? 0 : (this.count += 1);
    const node = this.choice(inner, depth + 1);
    if (!this.take(')')) throw new Unreadable();
    if (look) return { kind: 'assertion' };
    if (index === 0) return node;
    const name = named?.[1] ?? named?.[2];
    const group = { kind: 'group', index, ...(name !== undefined && { name }), node } as const;
    this.groups[index - 1] = group;
    return group;
  }

  private quantified(node: RegexNode): RegexNode {
    const match = /^(?:([*+?])|\{(\d*)(,?)(\d*)\})[?+]?/.exec(this.pattern.slice(this.at, this.at + 24));
    if (match === null || (match[1] === undefined && match[2] === '' && match[4] === '')) return node;
    const [whole, sign, low = '', comma, high = ''] = match;
    // `x{,3}` is literal before PCRE2 10.43; what it means matters to no capture.
    this.at += whole.length;
    const min = sign === undefined ? Number(low || '0') : sign === '+' ? 1 : 0;
    const max =
      sign === undefined
        ? comma === ''
          ? min
          : high === ''
            ? Infinity
            : Number(high)
        : sign === '?'
          ? 1
          : Infinity;
    return this.quantified({ kind: 'repeat', min, max, node });
  }

  private peek(): string {
    return this.pattern.charAt(this.at);
  }

  private next(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }
}

function changed(flags: Flags, on: string, off: string): Flags {
  if (/[^imsJU]/.test(on + off)) throw new Unreadable();
  return {
    anyCase: (flags.anyCase || on.includes('i')) && !off.includes('i'),
    dotAll: (flags.dotAll || on.includes('s')) && !off.includes('s'),
  };
}

function set(bytes: ByteSet, flags: Flags): RegexNode {
  return { kind: 'set', bytes: flags.anyCase ? anyCase(bytes) : bytes };
}

function sequence(parts: readonly RegexNode[]): RegexNode {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'sequence', parts };
}

/**
 * The bytes among which the text that a node matches leaves a choice: a byte of a class, of `.`, of `\W`. What
 * the pattern itself spells out is nobody's choice, whichever of its branches is taken.
 */
export function freeBytes(node: RegexNode): ByteSet {
  switch (node.kind) {
    case 'set':
      return isSpelledOut(node.bytes) ? NO_BYTES : node.bytes;
    case 'sequence':
      return node.parts.reduce((all, part) => all | freeBytes(part), NO_BYTES);
    case 'choice':
      return node.branches.reduce((all, branch) => all | freeBytes(branch), NO_BYTES);
    case 'repeat':
    case 'group':
      return freeBytes(node.node);
    case 'anchor':
    case 'assertion':
      return NO_BYTES;
  }
}

/** One character, or the two cases of one. */
function isSpelledOut(bytes: ByteSet): boolean {
  for (let rest = bytes, count = 0; rest !== 0n; rest &= rest - 1n, count += 1) if (count === 2) return false;
  return bytes === anyCase(bytes & -bytes) || (bytes & (bytes - 1n)) === 0n;
}

/** The bytes that what a node matches can begin with, and whether it can match nothing. */
export function firstBytes(node: RegexNode): { readonly bytes: ByteSet; readonly canBeEmpty: boolean } {
  switch (node.kind) {
    case 'set':
      return { bytes: node.bytes, canBeEmpty: false };
    case 'sequence': {
      let bytes = NO_BYTES;
      for (const part of node.parts) {
        const first = firstBytes(part);
        bytes |= first.bytes;
        if (!first.canBeEmpty) return { bytes, canBeEmpty: false };
      }
      return { bytes, canBeEmpty: true };
    }
    case 'choice': {
      const all = node.branches.map(firstBytes);
      return {
        bytes: all.reduce((sum, one) => sum | one.bytes, NO_BYTES),
        canBeEmpty: all.some(({ canBeEmpty }) => canBeEmpty),
      };
    }
    case 'repeat': {
      const first = firstBytes(node.node);
      return { bytes: first.bytes, canBeEmpty: first.canBeEmpty || node.min === 0 };
    }
    case 'group':
      return firstBytes(node.node);
    case 'anchor':
    case 'assertion':
      return { bytes: NO_BYTES, canBeEmpty: true };
  }
}
