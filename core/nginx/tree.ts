/** A half-open range of UTF-16 code units in the text of one configuration file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What nginx would say about the text, in nginx's own words. `span.start` lies on the line that nginx
 * names in its message, so `message` and the line of `span` together are nginx's verdict.
 */
export interface ConfError {
  readonly message: string;
  readonly span: Span;
  /** The `{`, quote or long bracket that was left open, where the error is about one. */
  readonly opened?: Span;
}

/** A directive's name or one of its arguments. */
export interface Word {
  readonly kind: 'word';
  /** Including the quotes. */
  readonly span: Span;
  readonly raw: string;
  /** What nginx's modules get to see: without quotes, escapes decoded. */
  readonly value: string;
  readonly quote?: '"' | "'";
  /** The quote that opens this word is never closed; the word was cut where its line ends. */
  readonly unclosed?: true;
}

export interface Comment {
  readonly kind: 'comment';
  /** From the `#` to the end of the line, without the LF. */
  readonly span: Span;
  readonly raw: string;
}

/** White space, punctuation, or the verbatim body of a Lua block. */
export interface Mark {
  readonly kind: 'space' | ';' | '{' | '}' | 'lua';
  readonly span: Span;
  readonly raw: string;
}

/** Every character of the text belongs to exactly one token; in order they make up the text. */
export type Token = Word | Comment | Mark;

/** The text between the braces of a `*_by_lua_block`. */
export interface LuaBody {
  readonly span: Span;
  readonly text: string;
  /** False where the text ends before nginx's lexer finds the closing brace. */
  readonly closed: boolean;
}

/** What a block (or a whole file) holds: directives, or the entries of a `types`, `map`, `geo` … block. */
export type Content = 'directives' | 'entries';

export interface Block {
  /** Including both braces; without a closing brace, to the end of the text. */
  readonly span: Span;
  readonly open: Span;
  readonly close?: Span;
  readonly content: Content;
  readonly children: readonly ConfNode[];
  /** The comments directly in this block, also those between a directive's arguments. */
  readonly comments: readonly Comment[];
}

interface Statement {
  readonly name: Word;
  readonly args: readonly Word[];
  /** From the name to the `;` or the closing brace, both included. */
  readonly span: Span;
}

/** `name args;` */
export interface SimpleDirective extends Statement {
  readonly kind: 'directive';
  readonly form: 'simple';
  readonly terminator: Span;
}

/** `name args { … }` */
export interface BlockDirective extends Statement {
  readonly kind: 'directive';
  readonly form: 'block';
  readonly block: Block;
}

/** `name args { Lua }`, the name ending in `_by_lua_block`. */
export interface LuaBlockDirective extends Statement {
  readonly kind: 'directive';
  readonly form: 'lua';
  readonly lua: LuaBody;
  readonly open: Span;
  readonly close?: Span;
}

/** A directive whose `;` or `{` is missing; an error says so. */
export interface UnterminatedDirective extends Statement {
  readonly kind: 'directive';
  readonly form: 'unterminated';
}

export type Directive = SimpleDirective | BlockDirective | LuaBlockDirective | UnterminatedDirective;

/**
 * A line of a block whose directive reads it with a handler of its own, such as `text/html html;` in
 * `types`. Its first word is a key, not the name of a directive, except for `include` where the block
 * allows it (see `includeTarget`).
 */
export type Entry = SimpleEntry | UnterminatedEntry;

export interface SimpleEntry extends Statement {
  readonly kind: 'entry';
  readonly form: 'simple';
  readonly terminator: Span;
}

/** An entry whose `;` is missing; an error says so. */
export interface UnterminatedEntry extends Statement {
  readonly kind: 'entry';
  readonly form: 'unterminated';
}

export type ConfNode = Directive | Entry;

/** One configuration file, lossless: the `raw` of all tokens, joined, is `text`. */
export interface ConfTree {
  readonly text: string;
  readonly content: Content;
  readonly tokens: readonly Token[];
  readonly children: readonly ConfNode[];
  /** All comments of the file, in order. */
  readonly comments: readonly Comment[];
  /** In the order in which nginx would meet them: the first is the one that `nginx -t` prints. */
  readonly errors: readonly ConfError[];
}

/** The block of a directive that has one. */
export function blockOf(node: ConfNode): Block | undefined {
  return node.form === 'block' ? node.block : undefined;
}

/** Where nginx has read a directive's name and arguments. */
export function headEnd(node: ConfNode): number {
  switch (node.form) {
    case 'simple':
      return node.terminator.start;
    case 'block':
      return node.block.open.start;
    case 'lua':
      return node.open.start;
    case 'unterminated':
      return node.span.end;
  }
}

/** Every directive and entry below `nodes`, outer ones first, in the order of the text. */
export function* walk(nodes: readonly ConfNode[]): Generator<ConfNode> {
  // An explicit stack: nginx itself recurses, but a hostile file must not overflow ours.
  const pending: ConfNode[] = nodes.toReversed();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    const children = blockOf(node)?.children ?? [];
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child !== undefined) pending.push(child);
    }
  }
}
