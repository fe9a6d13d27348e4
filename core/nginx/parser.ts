import {
  CLOSE_BRACE,
  CLOSE_PAREN,
  DOUBLE_QUOTE,
  isSpace,
  OPEN_BRACE,
  SEMICOLON,
  SHARP,
  SINGLE_QUOTE,
} from './characters.js';
import { holdsEntries } from './entry-blocks.js';
import { luaDirective, opensLuaBlock } from './lua-directives.js';
import { scanLuaBlock } from './lua-block.js';
import { ReadBuffer, utf8Length } from './read-buffer.js';
import { guessLuaEnd, guessWordEnd } from './recovery.js';
import type {
  Comment,
  ConfError,
  ConfNode,
  ConfTree,
  Content,
  LuaBody,
  Mark,
  Span,
  Token,
  Word,
} from './tree.js';
import { bareWordEnd, closingQuote, decodeValue } from './word.js';

export interface ParseOptions {
  /** The length in bytes of a part of the text, UTF-8 unless told; nginx's limits count bytes. */
  readonly byteLength?: (part: string) => number;
  /** `entries` for a file that is included from inside a `types`, `map` or `geo` block. */
  readonly content?: Content;
  /** Called every few hundred tokens; may throw to give the parse up. */
  readonly checkpoint?: (() => void) | undefined;
}

/** A block that is still open, or the file itself. */
interface Frame {
  /** Undefined for the file, and for a `{` without a name, whose children go to the block around it. */
  readonly words?: readonly [Word, ...Word[]];
  readonly open?: Span;
  readonly content: Content;
  readonly children: ConfNode[];
  readonly comments: Comment[];
}

/** How often one parse goes back to read a quoted word or a Lua block anew; keeps hostile texts linear. */
const MAX_RECOVERIES = 64;

/** UTF-16 code units: white space that people write is no longer. */
const SHORT_SPACE = 64;

/** How many tokens are read between two checkpoints: less than a millisecond. */
const MANY_TOKENS = 512;

/**
 * Reads one configuration file by the rules of ngx_conf_read_token and ngx_conf_parse (ngx_conf_file.c) and,
 * for `*_by_lua_block`, of lua-nginx-module. Never throws: each error is reported in nginx's words and the
 * rest is read as well as it can be. A file without errors is one whose syntax nginx accepts; whether its
 * directives exist is not asked here. Offsets are UTF-16 code units. A byte-order mark is part of the first
 * word, as it is for nginx, so the text has to be decoded without dropping it.
 */
export function parseConf(text: string, options: ParseOptions = {}): ConfTree {
  return new Parser(text, options).parse();
}

class Parser {
  readonly #text: string;
  readonly #checkpoint: (() => void) | undefined;
  readonly #buffer: ReadBuffer;
  readonly #tokens: Token[] = [];
  readonly #comments: Comment[] = [];
  readonly #errors: ConfError[] = [];
  readonly #file: Frame;
  /** The open blocks from the outermost in; the file itself is not among them. */
  readonly #blocks: Frame[] = [];
  #words: Word[] = [];
  #at = 0;
  #recoveries = 0;
  /** An unclosed Lua block took the rest of the text, and the closing braces of the blocks around it. */
  #luaTookRest = false;

  constructor(text: string, options: ParseOptions) {
    this.#text = text;
    this.#checkpoint = options.checkpoint;
    this.#buffer = new ReadBuffer(text, options.byteLength ?? utf8Length);
    this.#file = { content: options.content ?? 'directives', children: [], comments: [] };
  }

  parse(): ConfTree {
    for (let count = 1; this.#at < this.#text.length; count += 1) {
      this.#readToken();
      if (count % MANY_TOKENS === 0) this.#checkpoint?.();
    }
    this.#endOfFile();
    return {
      text: this.#text,
      content: this.#file.content,
      tokens: this.#tokens,
      children: this.#file.children,
      comments: this.#comments,
      errors: this.#errors,
    };
  }

  get #frame(): Frame {
    return this.#blocks.at(-1) ?? this.#file;
  }

  #readToken(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (isSpace(code)) {
      this.#readSpace();
      return;
    }
    this.#readUpTo(this.#at + 1);
    if (code === SEMICOLON) this.#readSemicolon();
    else if (code === OPEN_BRACE) this.#readOpenBrace();
    else if (code === CLOSE_BRACE) this.#readCloseBrace();
    else if (code === SHARP) this.#readComment();
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)
      this.#readQuotedWord(code === DOUBLE_QUOTE ? '"' : "'");
    else this.#readBareWord();
  }

  #readSpace(): void {
    const { start, end } = { start: this.#at, end: this.#spaceEnd(this.#at) };
    const before = this.#tokens.at(-1);
    if (!this.#buffer.readSpace(start, end, before?.kind === 'word')) this.#tooLong();
    this.#mark('space', end);
  }

  #spaceEnd(start: number): number {
    let at = start;
    const near = Math.min(this.#text.length, start + SHORT_SPACE);
    while (at < near && isSpace(this.#text.charCodeAt(at))) at += 1;
    if (at < near || at === this.#text.length) return at;
    // Excerpts are mostly blanks: engines search faster than we compare.
    const other = /[^ \t\r\n]/g;
    other.lastIndex = at;
    return other.exec(this.#text)?.index ?? this.#text.length;
  }

  #readComment(): void {
    const start = this.#at;
    const newline = this.#text.indexOf('\n', start);
    const span = { start, end: newline === -1 ? this.#text.length : newline };
    const comment: Comment = { kind: 'comment', span, raw: this.#text.slice(start, span.end) };
    this.#buffer.keepFrom(start);
    this.#readUpTo(span.end);
    this.#tokens.push(comment);
    this.#comments.push(comment);
    this.#frame.comments.push(comment);
    this.#at = span.end;
  }

  #readBareWord(): void {
    const span = { start: this.#at, end: bareWordEnd(this.#text, this.#at) };
    const raw = this.#text.slice(span.start, span.end);
    this.#buffer.keepFrom(span.start);
    this.#readUpTo(span.end);
    this.#word({ kind: 'word', span, raw, value: decodeValue(raw) });
  }

  #readQuotedWord(quote: '"' | "'"): void {
    const start = this.#at;
    const close = closingQuote(this.#text, start);
    const end = close === undefined ? this.#text.length : close + 1;
    this.#buffer.keepFrom(start + 1);
    if (!this.#buffer.read(end)) this.#tooLongQuote(start, quote);
    if (close === undefined) {
      this.#report(EXPECTING_SEMICOLON_OR_BRACE, this.#endSpan(), { start, end: start + 1 });
      this.#cutWord(start, this.#mayRecover() ? guessWordEnd(this.#text, start) : end, quote);
      return;
    }
    const behind = this.#text.charCodeAt(end);
    const stray = end < this.#text.length && !endsQuotedWord(behind);
    if (stray) {
      this.#readUpTo(end + 1);
      this.#report(`unexpected "${this.#characterAt(end)}"`, this.#characterSpan(end), {
        start,
        end: start + 1,
      });
      // The closing quote may be the opening one of another word: `"a;` LF `b "c"`.
      const cut = this.#takesLua() ? undefined : this.#lineThatEndsIn(';', start, end);
      if (cut !== undefined && this.#mayRecover()) {
        this.#cutWord(start, cut, quote);
        return;
      }
    }
    const raw = this.#text.slice(start, end);
    const value = decodeValue(raw.slice(1, -1));
    this.#word({ kind: 'word', span: { start, end }, raw, value, quote });
  }

  /** A quoted word that was never closed, cut at `end`. */
  #cutWord(start: number, end: number, quote: '"' | "'"): void {
    const raw = this.#text.slice(start, end);
    const value = decodeValue(raw.slice(1));
    this.#word({ kind: 'word', span: { start, end }, raw, value, quote, unclosed: true });
  }

  /** Where the first line of the word `start`..`end` ends if the word goes on and that line ends in `last`. */
  #lineThatEndsIn(last: string, start: number, end: number): number | undefined {
    const cut = guessWordEnd(this.#text, start);
    return cut < end && this.#text.startsWith(last, cut) ? cut : undefined;
  }

  /** Whether the pending directive takes Lua in an argument, which then may well go over several lines. */
  #takesLua(): boolean {
    return luaDirective(this.#words[0]?.value ?? '')?.source === 'string';
  }

  #mayRecover(): boolean {
    this.#recoveries += 1;
    return this.#recoveries <= MAX_RECOVERIES;
  }

  #word(word: Word): void {
    this.#tokens.push(word);
    this.#words.push(word);
    this.#at = word.span.end;
  }

  #readSemicolon(): void {
    const terminator = this.#mark(';');
    const [name, ...args] = this.#takeWords();
    if (name === undefined) {
      this.#report('unexpected ";"', terminator);
      return;
    }
    const { content, children } = this.#frame;
    const span = { start: name.span.start, end: terminator.end };
    const kind = content === 'entries' ? 'entry' : 'directive';
    // The one directive table that the lexer has to know is the one that says where Lua begins.
    if (kind === 'directive' && luaDirective(name.value)?.source === 'block') {
      this.#report(`directive "${name.value}" has no opening "{"`, terminator);
    }
    children.push({ kind, form: 'simple', name, args, span, terminator });
  }

  #readOpenBrace(): void {
    const open = this.#mark('{');
    const [name, ...args] = this.#takeWords();
    const { content } = this.#frame;
    if (name === undefined || content === 'entries') this.#report('unexpected "{"', open);
    if (name === undefined) {
      this.#blocks.push({ open, content, children: this.#frame.children, comments: this.#frame.comments });
    } else if (opensLuaBlock(name.value)) {
      this.#readLuaBody(name, args, open);
    } else {
      const inner = holdsEntries(name.value) ? 'entries' : 'directives';
      this.#blocks.push({ words: [name, ...args], open, content: inner, children: [], comments: [] });
    }
  }

  #readLuaBody(name: Word, args: readonly Word[], open: Span): void {
    const found = scanLuaBlock(this.#text, open.start, this.#buffer);
    for (const error of found.errors) this.#report(error.message, error.span, error.opened);
    const guess =
      found.close ?? (this.#mayRecover() ? guessLuaEnd(this.#text, name.span.start, open.end) : undefined);
    const body = { start: open.end, end: guess ?? this.#text.length };
    const text = this.#text.slice(body.start, body.end);
    this.#luaTookRest = guess === undefined;
    const lua: LuaBody = { span: body, text, closed: found.close !== undefined };
    if (body.end > body.start) this.#mark('lua', body.end);
    const close = guess === undefined ? undefined : this.#mark('}');
    const span = { start: name.span.start, end: this.#at };
    this.#buffer.jumpIfBehind(this.#at);
    this.#frame.children.push({
      kind: 'directive',
      form: 'lua',
      name,
      args,
      span,
      lua,
      open,
      ...(close && { close }),
    });
  }

  #readCloseBrace(): void {
    const at = this.#at;
    const pending = this.#words.length > 0;
    if (pending || this.#blocks.length === 0) this.#report('unexpected "}"', { start: at, end: at + 1 });
    if (pending) this.#endUnterminated();
    const close = this.#mark('}');
    this.#closeBlock(close);
  }

  #closeBlock(close: Span | undefined): void {
    const frame = this.#blocks.pop();
    if (frame?.words === undefined || frame.open === undefined) return;
    const [name, ...args] = frame.words;
    const end = close?.end ?? this.#text.length;
    const { open, content, children, comments } = frame;
    this.#frame.children.push({
      kind: 'directive',
      form: 'block',
      name,
      args,
      span: { start: name.span.start, end },
      block: { span: { start: open.start, end }, open, ...(close && { close }), content, children, comments },
    });
  }

  #endOfFile(): void {
    const end = this.#endSpan();
    if (this.#words.length > 0) {
      this.#report(EXPECTING_SEMICOLON_OR_BRACE, end);
      this.#endUnterminated();
    }
    const innermost = this.#blocks.at(-1);
    if (innermost !== undefined && !this.#luaTookRest)
      this.#report('unexpected end of file, expecting "}"', end, innermost.open);
    while (this.#blocks.length > 0) this.#closeBlock(undefined);
  }

  #endUnterminated(): void {
    const [name, ...args] = this.#takeWords();
    if (name === undefined) return;
    const span = { start: name.span.start, end: (args.at(-1) ?? name).span.end };
    const kind = this.#frame.content === 'entries' ? 'entry' : 'directive';
    this.#frame.children.push({ kind, form: 'unterminated', name, args, span });
  }

  #takeWords(): Word[] {
    const words = this.#words;
    this.#words = [];
    return words;
  }

  /** A token that ends at `end`; punctuation starts a new statement. */
  #mark(kind: Mark['kind'], end = this.#at + 1): Span {
    const span = { start: this.#at, end };
    this.#tokens.push({ kind, span, raw: this.#text.slice(span.start, end) });
    this.#at = end;
    if (kind !== 'space') this.#buffer.keepFrom(end);
    return span;
  }

  #readUpTo(end: number): void {
    if (!this.#buffer.read(end)) this.#tooLong();
  }

  #tooLong(): void {
    const start = this.#buffer.start;
    this.#report(`too long parameter "${this.#buffer.head(10)}..." started`, { start, end: start + 1 });
  }

  #tooLongQuote(start: number, quote: string): void {
    const message = `too long parameter, probably missing terminating "${quote}" character`;
    this.#report(message, { start, end: start + 1 });
  }

  #report(message: string, span: Span, opened?: Span): void {
    // A word that was cut for a reported fault leads into the same fault again.
    const last = this.#errors.at(-1);
    if (last?.message === message && last.span.start === span.start) return;
    this.#errors.push(opened === undefined ? { message, span } : { message, span, opened });
  }

  #endSpan(): Span {
    return { start: this.#text.length, end: this.#text.length };
  }

  #characterAt(at: number): string {
    return String.fromCodePoint(this.#text.codePointAt(at) ?? 0);
  }

  #characterSpan(at: number): Span {
    return { start: at, end: at + this.#characterAt(at).length };
  }
}

const EXPECTING_SEMICOLON_OR_BRACE = 'unexpected end of file, expecting ";" or "}"';

/** After a closing quote nginx wants white space, `;`, `{` or `)`. */
function endsQuotedWord(code: number): boolean {
  return isSpace(code) || code === SEMICOLON || code === OPEN_BRACE || code === CLOSE_PAREN;
}
