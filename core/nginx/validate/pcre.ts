import { quantifierAt, readClass, readEscape } from './pcre-items.js';

/** What PCRE2 refuses a pattern for. */
export interface PatternFault {
  /** In PCRE2's words. */
  readonly message: string;
  /** Where it stopped, in UTF-16 units. */
  readonly offset: number;
}

export interface Pattern {
  readonly fault?: PatternFault;
  /** The names of the groups, in order. */
  readonly names: readonly string[];
  /** The number of capturing groups; undefined where that cannot be told. */
  readonly captures: number | undefined;
}

/** A scanner's place in a pattern; it throws nothing: `fault` says where PCRE2 would stop. */
export interface Scan {
  readonly text: string;
  at: number;
  fault: PatternFault | undefined;
  /** The pattern uses what we do not follow: nothing more is said about it. */
  isBeyond: boolean;
  /** The number of a group and the offset where it was asked for. */
  readonly references: { readonly group: number; readonly offset: number }[];
}

const LONGEST_NAME = 32;

/**
 * Reads a regular expression as PCRE2 10.42 does with nginx's options: says what it is refused for in the common
 * cases and nothing where it may be right. What the expression matches is not looked at.
 */
export function readPattern(text: string): Pattern {
  return new PatternReader(text).read();
}

class PatternReader {
  private readonly scan: Scan;
  private readonly names: string[] = [];
  private captures = 0;
  private depth = 0;
  /** Whether a quantifier may come now. */
  private isRepeatable = false;

  constructor(text: string) {
    this.scan = { text, at: 0, fault: undefined, isBeyond: false, references: [] };
  }

  read(): Pattern {
    const { scan, names } = this;
    while (scan.at < scan.text.length && !scan.fault && !scan.isBeyond) this.item();
    if (!scan.fault && !scan.isBeyond) this.end();
    const { fault, isBeyond } = scan;
    if (isBeyond) return { names: namesIn(scan.text), captures: undefined };
    return { ...(fault && { fault }), names, captures: this.captures };
  }

  private end(): void {
    const { scan } = this;
    if (this.depth > 0) {
      scan.fault = { message: 'missing closing parenthesis', offset: scan.text.length };
      return;
    }
    const missing = scan.references.find(({ group }) => group > this.captures);
    if (missing) scan.fault = { message: 'reference to non-existent subpattern', offset: missing.offset };
  }

  private item(): void {
    const { scan } = this;
    const character = scan.text.charAt(scan.at);
    const quantifier = quantifierAt(scan);
    if (scan.fault) return;
    if (quantifier !== undefined) {
      this.quantifier(quantifier);
      return;
    }
    switch (character) {
      case '(':
        this.open();
        return;
      case ')':
        this.close();
        return;
      case '[':
        readClass(scan);
        this.isRepeatable = true;
        return;
      case '\\': {
        const kind = readEscape(scan, false);
        if (kind !== 'nothing') this.isRepeatable = kind === 'item';
        return;
      }
      default:
        scan.at += 1;
        this.isRepeatable = !'|^$'.includes(character);
    }
  }

  /** @param length of the quantifier, without `?` or `+` behind it */
  private quantifier(length: number): void {
    const { scan } = this;
    if (!this.isRepeatable) {
      const offset = scan.at + length - 1;
      scan.fault = { message: 'quantifier does not follow a repeatable item', offset };
      return;
    }
    scan.at += length;
    if ('?+'.includes(scan.text.charAt(scan.at) || ' ')) scan.at += 1;
    this.isRepeatable = false;
  }

  private close(): void {
    const { scan } = this;
    if (this.depth === 0) {
      scan.fault = { message: 'unmatched closing parenthesis', offset: scan.at };
      return;
    }
    this.depth -= 1;
    scan.at += 1;
    this.isRepeatable = true;
  }

  private open(): void {
    const { scan } = this;
    const { text, at } = scan;
    // A comment is nothing.
    if (!text.startsWith('(?#', at)) this.isRepeatable = false;
    if (/^\(\*[A-Za-z:]/.test(text.slice(at, at + 3))) {
      scan.isBeyond = true;
    } else if (text.charAt(at + 1) === '?') {
      this.special();
    } else {
      this.captures += 1;
      this.depth += 1;
      scan.at += 1;
    }
  }

  /** What begins with `(?`. */
  private special(): void {
    const { scan } = this;
    const { text } = scan;
    scan.at += 2;
    const next = text.charAt(scan.at);
    if (next === '') {
      scan.fault = { message: 'missing closing parenthesis', offset: scan.at };
    } else if (next === '#') {
      const end = text.indexOf(')', scan.at);
      if (end === -1) scan.fault = { message: 'missing ) after (?# comment', offset: text.length };
      else scan.at = end + 1;
    } else if (/^(?:[:>=!*]|<[=!*])/.test(text.slice(scan.at, scan.at + 2))) {
      scan.at += next === '<' ? 2 : 1;
      this.depth += 1;
    } else if (next === '<' || next === "'") {
      this.name(scan.at + 1, next === '<' ? '>' : "'");
    } else if (next === 'P') {
      this.python();
    } else if (/[&R0-9+(C|]/.test(next) || /^-[0-9]/.test(text.slice(scan.at))) {
      scan.isBeyond = true;
    } else {
      this.options();
    }
  }

  private python(): void {
    const { scan } = this;
    const next = scan.text.charAt(scan.at + 1);
    if (next === '<') this.name(scan.at + 2, '>');
    else if (next === '' || '=>'.includes(next)) scan.isBeyond = true;
    else scan.fault = { message: 'unrecognized character after (?P', offset: scan.at + 1 };
  }

  private name(start: number, terminator: string): void {
    const { scan, names } = this;
    const [name = ''] = /^[A-Za-z0-9_]*/.exec(scan.text.slice(start)) ?? [];
    const end = start + name.length;
    const fail = (message: string, offset: number): void => void (scan.fault = { message, offset });
    if (/^[0-9]/.test(name)) fail('subpattern name must start with a non-digit', start);
    else if (name === '') fail('subpattern name expected', start);
    else if (name.length > LONGEST_NAME)
      fail(`subpattern name is too long (maximum ${LONGEST_NAME} code units)`, end);
    else if (scan.text.charAt(end) !== terminator)
      fail('syntax error in subpattern name (missing terminator?)', end);
    else if (names.includes(name))
      fail('two named subpatterns have the same name (PCRE2_DUPNAMES not set)', end + 1);
    if (scan.fault) return;
    names.push(name);
    this.captures += 1;
    this.depth += 1;
    scan.at = end + 1;
  }

  /** `(?i)`, `(?i-m:`. */
  private options(): void {
    const { scan } = this;
    const { text } = scan;
    let hasHyphen = false;
    for (; scan.at < text.length; scan.at += 1) {
      const letter = text.charAt(scan.at);
      if (letter === ')' || letter === ':') {
        if (letter === ':') this.depth += 1;
        scan.at += 1;
        return;
      }
      // They change how the rest is read, or which names may come.
      if ('xJn'.includes(letter)) scan.isBeyond = true;
      else if (letter === '-' && hasHyphen)
        scan.fault = { message: 'invalid hyphen in option setting', offset: scan.at };
      else if (letter === '-') hasHyphen = true;
      else if (letter === '^') scan.isBeyond = true;
      else if (!'ims'.includes(letter))
        scan.fault = { message: 'unrecognized character after (? or (?-', offset: scan.at };
      if (scan.fault || scan.isBeyond) return;
    }
    scan.fault = { message: 'missing closing parenthesis', offset: text.length };
  }
}

/** For a pattern that is beyond us: whatever looks like a group's name. */
function namesIn(text: string): string[] {
  const found = [...text.matchAll(/\(\?P?[<']([A-Za-z_][A-Za-z0-9_]*)[>']/g)];
  return [...new Set(found.map(([, name = '']) => name))];
}
