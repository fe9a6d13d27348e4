import {
  holdsEntries,
  innerContext,
  opensLuaBlock,
  type Catalogue,
  type ConfTree,
  type Content,
  type Context,
  type Span,
  type Token,
  type Word,
} from '../../core/nginx/index.js';

/** A block that is open where the cursor is; one of a template's own braces is none. */
export interface OpenBlock {
  readonly name: Word | undefined;
  readonly args: readonly Word[];
  /** What its directives' contexts may be: several where a file may be included from several places. */
  readonly contexts: readonly Context[];
  readonly content: Content | 'lua';
}

/** Where a cursor stands in a configuration, as far as the text before it says. */
export interface ConfPlace {
  readonly offset: number;
  /** From the outermost in; the first is the file itself. */
  readonly blocks: readonly [OpenBlock, ...OpenBlock[]];
  readonly block: OpenBlock;
  /** The words of the statement before the one at the cursor: none where a directive's name is expected. */
  readonly words: readonly Word[];
  /** The word that the cursor is in or behind; of no length where there is none. */
  readonly word: Span;
  /** The part of that word before the cursor, with an opening quote. */
  readonly prefix: string;
}

/**
 * The place of the cursor, found by nginx's tokens with two guesses for half-typed text: a line that is indented no
 * deeper than the statement above it begins a new one though the `;` is missing, and what stands between a template's
 * marks (`{{ }}`, `{% %}`, lines that begin with `>`) is not there.
 * @param outer the contexts that the file's top may have
 * @returns undefined in comments and in Lua
 */
export function placeAt(
  tree: ConfTree,
  offset: number,
  outer: readonly Context[],
  catalogue: Catalogue,
): ConfPlace | undefined {
  const { text } = tree;
  const blocks: [OpenBlock, ...OpenBlock[]] = [
    { name: undefined, args: [], contexts: outer, content: tree.content },
  ];
  let words: Word[] = [];
  let skipTo = 0;
  let current: Word | undefined;
  for (const token of tree.tokens) {
    const { start, end } = token.span;
    if (start >= offset) break;
    if (start < skipTo) continue;
    if (hidesCursor(token, offset)) return undefined;
    switch (token.kind) {
      case 'word':
        if (words.length === 0 && token.raw === '>' && beginsLine(text, start)) {
          skipTo = lineEnd(text, start);
        } else if (offset <= end) {
          current = token;
        } else {
          if (beginsStatement(text, token, words, catalogue)) words = [];
          words.push(token);
        }
        break;
      case '{': {
        const template = templateEnd(text, start);
        if (template !== undefined) {
          if (template > offset) return undefined;
          skipTo = template;
        } else {
          blocks.push(blockOf(words, blocks[blocks.length - 1] ?? blocks[0]));
          words = [];
        }
        break;
      }
      case '}':
        if (blocks.length > 1) blocks.pop();
        words = [];
        break;
      case ';':
        words = [];
        break;
      default:
    }
    if (current) break;
  }
  const block = blocks[blocks.length - 1] ?? blocks[0];
  if (block.content === 'lua') return undefined;
  const word = current ? wordSpan(text, current, offset) : { start: offset, end: offset };
  const prefix = text.slice(word.start, offset);
  // A name may begin here although the statement above has no end.
  if (words[0] && /^\w*$/.test(prefix) && isNewLine(text, word.start, words[0])) words = [];
  return { offset, blocks, block, words, word, prefix };
}

/** Whether the cursor is in a comment, or in the text of a Lua block. */
function hidesCursor({ kind, span }: Token, offset: number): boolean {
  if (kind === 'comment') return span.start < offset && offset <= span.end;
  return kind === 'lua' && span.start <= offset && offset <= span.end;
}

function blockOf(words: readonly Word[], around: OpenBlock): OpenBlock {
  const [name, ...args] = words;
  // Braces without a name are a template's, or half-typed.
  if (!name) return { ...around, name: undefined, args: [] };
  if (opensLuaBlock(name.value)) return { name, args, contexts: [], content: 'lua' };
  const inner = around.contexts.flatMap((context) => innerContext(name.value, context) ?? []);
  return {
    name,
    args,
    contexts: [...new Set(inner)],
    content: holdsEntries(name.value) ? 'entries' : 'directives',
  };
}

/** An unclosed quote may have taken more lines than its own: the word of the cursor ends with the line. */
function wordSpan(text: string, { span }: Word, offset: number): Span {
  return { start: span.start, end: Math.min(span.end, lineEnd(text, offset)) };
}

function beginsStatement(text: string, token: Word, words: readonly Word[], catalogue: Catalogue): boolean {
  const [first] = words;
  return first !== undefined && catalogue.names.has(token.value) && isNewLine(text, token.span.start, first);
}

/** Whether `at` begins a line that is indented no deeper than the line which `first` begins. */
function isNewLine(text: string, at: number, first: Word): boolean {
  if (!beginsLine(text, at) || !text.slice(first.span.end, at).includes('\n')) return false;
  return columnOf(text, at) <= indentOf(text, first.span.start);
}

function beginsLine(text: string, at: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, at), at));
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function indentOf(text: string, at: number): number {
  const start = lineStart(text, at);
  return /^[ \t]*/.exec(text.slice(start, at))?.[0].length ?? 0;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline;
}

/** Where `{{ … }}`, `{% … %}` or `{# … #}`, `{* … *}` that begins here ends; undefined for a brace of nginx's. */
function templateEnd(text: string, start: number): number | undefined {
  const close = { '{': '}}', '%': '%}', '#': '#}', '*': '*}' }[text.charAt(start + 1)];
  if (close === undefined) return undefined;
  const at = text.indexOf(close, start + 2);
  return at === -1 || at > lineEnd(text, start) + 400 ? undefined : at + close.length;
}
