import { blockOf, walk, type ConfTree, type Span, type Token } from '../tree.js';
import { parse, type FormatResult } from './document.js';
import { indentation, layoutOf, type FormatOptions } from './options.js';
import { bracesOf } from './pieces.js';
import { formatRange } from './range.js';
import { smallEdit } from './verify.js';

const nothing: FormatResult = { kind: 'formatted', edits: [] };

/** The characters behind which an editor asks. */
export const typedCharacters = ['}', ';', '\n'] as const;

/**
 * What follows a typed character: `;` lays out its statement, `}` the block that it closes, a line end indents the new
 * line. While the text has faults elsewhere, the line alone is indented; nothing happens where a fault lies before it,
 * and inside quotes, comments and Lua.
 * @param offset behind the character
 */
export function formatOnType(
  text: string,
  offset: number,
  typed: string,
  options: FormatOptions = {},
): FormatResult {
  const tree = parse(text, options);
  if (typed === '\n') return indentLine(tree, offset, options);
  const at = offset - 1;
  const token = tokenAt(tree, at);
  if (token?.kind !== typed || token.span.start !== at) return nothing;
  if (tree.errors.length > 0) return indentLine(tree, at, options);
  return formatRange(text, typed === '}' ? blockClosedAt(tree, at) : { start: at, end: offset }, options);
}

function tokenAt({ tokens }: ConfTree, offset: number): Token | undefined {
  let low = 0;
  let high = tokens.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.span.start ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  const token = tokens[low];
  return token && token.span.start <= offset && offset < token.span.end ? token : undefined;
}

function blockClosedAt(tree: ConfTree, at: number): Span {
  for (const node of walk(tree.children)) {
    if (blockOf(node)?.close?.start === at) return node.span;
  }
  return { start: at, end: at + 1 };
}

/** Indents the line with `offset` by what is open in front of it. */
function indentLine(tree: ConfTree, offset: number, options: FormatOptions): FormatResult {
  const { text } = tree;
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  const isSound = tree.errors.every(({ span }) => span.start >= end);
  if (start === 0 || !isSound || !startsLine(tree, start, end)) return nothing;
  const layout = layoutOf(text, options);
  const lua = bracesOf(tree).lua;
  let depth = 0;
  let isInside = false;
  let before: Token | undefined;
  for (const token of tree.tokens) {
    if (token.span.start >= end) break;
    if (token.kind === 'space') continue;
    if (token.kind === '{' && !lua.has(token.span.start)) depth += 1;
    if (token.kind === '}' && !lua.has(token.span.start)) depth -= 1;
    if (token.kind !== 'comment') isInside = token.kind === 'word';
    before = token;
  }
  const next = tokenAt(tree, end);
  // A statement that goes on was put where it is by its writer, unless this line is new.
  if (isInside && next?.kind === 'word' && before?.kind === 'word') return nothing;
  if (next?.kind === '}') depth -= 1;
  else if (isInside && next?.kind !== '{' && next?.kind !== ';') depth += 1;
  const edit = smallEdit(text, start, end, indentation(layout, Math.max(0, depth)));
  return { kind: 'formatted', edits: edit ? [edit] : [] };
}

/** Whether the white space between these offsets is nginx's own, not part of a word, a comment or Lua. */
function startsLine(tree: ConfTree, start: number, end: number): boolean {
  const before = tokenAt(tree, start - 1);
  if (before?.kind !== 'space' && !(before?.kind === 'comment' && before.span.end <= start)) return false;
  const token = tokenAt(tree, start);
  return token === undefined || token.kind === 'space' || token.span.start === start || start === end;
}
