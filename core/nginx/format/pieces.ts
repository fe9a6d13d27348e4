import { blockOf, walk, type ConfTree, type Token } from '../tree.js';

/** A token that is no white space; a comment without the blanks (and the CR) behind it. */
export interface Piece {
  readonly kind: Exclude<Token['kind'], 'space'>;
  readonly start: number;
  readonly end: number;
  /** Line ends between the piece before and this one. */
  readonly newlines: number;
  /** White space, or nothing, between the piece before and this one. */
  readonly gap: string;
  /** Where it begins on its line, tabs counted as the columns they take. */
  readonly column: number;
}

export function piecesOf({ text, tokens }: ConfTree, tabSize: number): Piece[] {
  const pieces: Piece[] = [];
  const columnAt = columns(text, tabSize);
  let before = 0;
  for (const token of tokens) {
    if (token.kind === 'space') continue;
    const { start } = token.span;
    const end = token.kind === 'comment' ? start + token.raw.trimEnd().length : token.span.end;
    const gap = text.slice(before, start);
    pieces.push({ kind: token.kind, start, end, gap, newlines: lineEnds(gap), column: columnAt(start) });
    before = end;
  }
  return pieces;
}

export function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Offsets to columns, for offsets in ascending order. */
function columns(text: string, tabSize: number): (offset: number) => number {
  let at = 0;
  let column = 0;
  return (offset) => {
    for (; at < offset; at += 1) {
      const character = text.charAt(at);
      if (character === '\n') column = 0;
      else if (character === '\t') column += tabSize - (column % tabSize);
      else column += 1;
    }
    return column;
  };
}

/** What the tree says of the braces, by their offsets. */
export interface Braces {
  /** The `{` of the blocks that stay on one line: written so, without a comment, with at most one statement. */
  readonly oneLine: ReadonlySet<number>;
  /** Both braces of the blocks that hold Lua. */
  readonly lua: ReadonlySet<number>;
}

export function bracesOf(tree: ConfTree): Braces {
  const oneLine = new Set<number>();
  const lua = new Set<number>();
  for (const node of walk(tree.children)) {
    if (node.form === 'lua') {
      lua.add(node.open.start);
      if (node.close) lua.add(node.close.start);
    }
    const block = blockOf(node);
    if (!block?.close || block.comments.length > 0 || block.children.length > 1) continue;
    const [child] = block.children;
    if (child?.form === 'block') continue;
    if (!tree.text.slice(block.open.start, block.close.end).includes('\n')) oneLine.add(block.open.start);
  }
  return { oneLine, lua };
}
