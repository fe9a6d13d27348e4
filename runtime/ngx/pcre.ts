/** What a pattern's options mean here (resty.core.regex); `d`, `j` and `o` choose ways to match, not meanings. */
export interface PcreOptions {
  readonly anchored: boolean;
  readonly caseless: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly extended: boolean;
  readonly utf8: boolean;
}

/** The first letter that is no option. */
export function unknownOption(letters: string): string | undefined {
  return /[^adDijJmosuUx]/.exec(letters)?.[0];
}

export function optionsOf(letters: string): PcreOptions {
  const has = (letter: string): boolean => letters.includes(letter);
  return {
    anchored: has('a'),
    caseless: has('i'),
    multiline: has('m'),
    dotAll: has('s'),
    extended: has('x'),
    utf8: has('u') || has('U'),
  };
}

const START = '(?<![\\s\\S])';
const END = '(?![\\s\\S])';
const SPACE = ' \\t\\n\\v\\f\\r';

/** Escapes outside of classes that JavaScript has not, or has with another meaning. */
const escapes: Readonly<Record<string, string>> = {
  A: START, z: END, Z: `(?=\\n?${END})`, G: '', h: '[ \\t]', H: '[^ \\t]', R: '(?:\\r\\n|\\n|\\r)', N: '[^\\n]',
  s: `[${SPACE}]`, S: `[^${SPACE}]`, e: '\\x1b', a: '\\x07', v: '[\\n\\v\\f\\r]',
}; // prettier-ignore

const classEscapes: Readonly<Record<string, string>> = { h: ' \\t', s: SPACE, e: '\\x1b', a: '\\x07' };

const posix: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: SPACE, blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~', cntrl: '\\x00-\\x1f\\x7f', print: ' -~', graph: '!-~', xdigit: '0-9A-Fa-f', word: '\\w',
}; // prettier-ignore

/**
 * A PCRE pattern as a JavaScript one, and the flags that it needs. Possessive quantifiers and atomic groups become
 * plain ones; what JavaScript cannot express at all makes `new RegExp` throw later.
 */
export function translate(pattern: string, options: PcreOptions): { source: string; flags: string } {
  return new Translator(pattern, options).run();
}

class Translator {
  #at = 0;
  #out = '';
  #multiline: boolean;
  #dotAll: boolean;
  #extended: boolean;
  #caseless: boolean;
  /** For each open group: whether `(?i:` holds in it. JavaScript has no such scopes, so letters become classes. */
  readonly #scopes: boolean[] = [];

  constructor(
    private readonly pattern: string,
    private readonly options: PcreOptions,
  ) {
    this.#multiline = options.multiline;
    this.#dotAll = options.dotAll;
    this.#extended = options.extended;
    this.#caseless = options.caseless;
  }

  run(): { source: string; flags: string } {
    while (this.#at < this.pattern.length) this.#one();
    const flags = `${this.#caseless ? 'i' : ''}${this.options.utf8 ? 'u' : ''}`;
    return { source: this.#out, flags };
  }

  #one(): void {
    const character = this.pattern.charAt(this.#at);
    switch (character) {
      case '\\':
        this.#escape();
        return;
      case '[':
        this.#class();
        return;
      case '(':
        this.#group();
        return;
      case '^':
        this.#emit(this.#multiline ? '(?<![^\\n])' : START, 1);
        return;
      case '$':
        this.#emit(this.#multiline ? '(?![^\\n])' : `(?=\\n?${END})`, 1);
        return;
      case '.':
        this.#emit(this.#dotAll ? '[\\s\\S]' : '[^\\n]', 1);
        return;
      case '+':
        // Behind a quantifier it is possessive.
        if (/[+*?}]$/.test(this.pattern.slice(0, this.#at)) && this.#isQuantified()) this.#at += 1;
        else this.#emit('+', 1);
        return;
      default:
        if (this.#extended && this.#skipsExtended(character)) return;
        if (character === ')') this.#scopes.pop();
        this.#emit(this.#isScopedCaseless ? eitherCase(character) : character, 1);
    }
  }

  get #isScopedCaseless(): boolean {
    return this.#scopes.at(-1) === true;
  }

  #isQuantified(): boolean {
    const before = this.pattern.slice(0, this.#at);
    return !/(?:^|[^\\])(?:\\\\)*\\[+*?}]$/.test(before);
  }

  #skipsExtended(character: string): boolean {
    if (/\s/.test(character)) {
      this.#at += 1;
      return true;
    }
    if (character !== '#') return false;
    const end = this.pattern.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.pattern.length : end + 1;
    return true;
  }

  #emit(text: string, length: number): void {
    this.#out += text;
    this.#at += length;
  }

  #escape(): void {
    const next = this.pattern.charAt(this.#at + 1);
    if (next === 'Q') {
      const end = this.pattern.indexOf('\\E', this.#at);
      const literal = this.pattern.slice(this.#at + 2, end === -1 ? undefined : end);
      this.#out += literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      this.#at = end === -1 ? this.pattern.length : end + 2;
      return;
    }
    const hex = /^\\x\{([0-9A-Fa-f]+)\}/.exec(this.pattern.slice(this.#at));
    if (hex !== null) {
      const code = (hex[1] ?? '').padStart(4, '0');
      this.#emit(this.options.utf8 ? `\\u{${code}}` : `\\u${code}`, hex[0].length);
      return;
    }
    const translated = escapes[next];
    if (translated !== undefined) this.#emit(translated, 2);
    else if (/[A-Za-z0-9]/.test(next)) this.#emit(/[dDwWbBntrfkxu0-9]/.test(next) ? `\\${next}` : next, 2);
    else this.#emit(/[\^$\\.*+?()[\]{}|/]/.test(next) ? `\\${next}` : next, 2);
  }

  #class(): void {
    let at = this.#at + 1;
    let out = '[';
    if (this.pattern.charAt(at) === '^') {
      out += '^';
      at += 1;
    }
    if (this.pattern.charAt(at) === ']') {
      out += '\\]';
      at += 1;
    }
    while (at < this.pattern.length && this.pattern.charAt(at) !== ']') {
      const named = /^\[:(\w+):\]/.exec(this.pattern.slice(at));
      const character = this.pattern.charAt(at);
      if (named !== null && posix[named[1] ?? ''] !== undefined) {
        out += posix[named[1] ?? ''] ?? '';
        at += named[0].length;
      } else if (character === '\\') {
        const next = this.pattern.charAt(at + 1);
        out += classEscapes[next] ?? `\\${next}`;
        at += 2;
      } else {
        out += character === '[' ? '\\[' : character;
        at += 1;
      }
    }
    if (at >= this.pattern.length) throw new Error('missing terminating ] for character class');
    this.#out += this.#isScopedCaseless ? `${bothCases(out)}]` : `${out}]`;
    this.#at = at + 1;
  }

  #group(): void {
    const rest = this.pattern.slice(this.#at);
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment !== null) {
      this.#at += comment[0].length;
      return;
    }
    const inline = /^\(\?([imsx]+)\)/.exec(rest);
    if (inline !== null) {
      const letters = inline[1] ?? '';
      this.#caseless ||= letters.includes('i');
      this.#multiline ||= letters.includes('m');
      this.#dotAll ||= letters.includes('s');
      this.#extended ||= letters.includes('x');
      this.#at += inline[0].length;
      return;
    }
    const scoped = /^\(\?([imsx]*)(?:-[imsx]+)?:/.exec(rest);
    if (scoped !== null) {
      this.#scopes.push(this.#isScopedCaseless || (scoped[1] ?? '').includes('i'));
      this.#emit('(?:', scoped[0].length);
      return;
    }
    const back = /^\(\?P=(\w+)\)/.exec(rest);
    if (back !== null) {
      this.#emit(`\\k<${back[1] ?? ''}>`, back[0].length);
      return;
    }
    this.#scopes.push(this.#isScopedCaseless);
    const named = /^\(\?(?:P?<|')([A-Za-z_]\w*)[>']/.exec(rest);
    if (named !== null) {
      this.#emit(`(?<${named[1] ?? ''}>`, named[0].length);
      return;
    }
    if (rest.startsWith('(?>')) this.#emit('(?:', 3);
    else this.#emit('(', 1);
  }
}

function eitherCase(character: string): string {
  return /[A-Za-z]/.test(character) ? `[${character.toLowerCase()}${character.toUpperCase()}]` : character;
}

/** A class's content with its letters and ranges of letters in the other case too. */
function bothCases(content: string): string {
  const other = content.replace(/\\.|[a-z]|[A-Z]/g, (part) => {
    if (part.length > 1) return part;
    return part === part.toLowerCase() ? part.toUpperCase() : part.toLowerCase();
  });
  const [, start = '['] = /^(\[\^?)/.exec(content) ?? [];
  return content + other.slice(start.length);
}
