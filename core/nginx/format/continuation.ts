import type { Gap } from './gaps.js';
import type { Layout } from './options.js';
import type { Piece } from './pieces.js';

/**
 * Indents the lines of a statement behind its first: as a whole, so that they stay as they are to each other. They
 * stay below the argument that they stood below, else they go one level deeper than the statement.
 */
export function indentContinuations(
  text: string,
  pieces: readonly Piece[],
  gaps: Gap[],
  layout: Layout,
): void {
  for (let first = 0; first < pieces.length; first += 1) {
    if (pieces[first]?.kind !== 'word' || gaps[first]?.inside !== false) continue;
    let end = first + 1;
    while (gaps[end]?.inside === true) end += 1;
    indentStatement(text, pieces, gaps, layout, { first, end });
    first = end - 1;
  }
}

function indentStatement(
  text: string,
  pieces: readonly Piece[],
  gaps: Gap[],
  layout: Layout,
  { first, end }: { first: number; end: number },
): void {
  const lines: { gap: Gap; piece: Piece }[] = [];
  for (let index = first + 1; index < end; index += 1) {
    const [gap, piece] = [gaps[index], pieces[index]];
    const isItem = piece?.kind === 'word' || piece?.kind === 'comment';
    if (gap && piece && isItem && gap.breaks > 0 && !gap.frozen) lines.push({ gap, piece });
  }
  if (lines.length === 0) return;
  const words = lines.filter(({ piece }) => piece.kind === 'word');
  const base = Math.min(...(words.length > 0 ? words : lines).map(({ piece }) => piece.column));
  const depth = gaps[first]?.depth ?? 0;
  const deeper = (depth + 1) * layout.tabSize;
  const target = columnOfArgument(text, pieces, gaps, layout, { first, end, column: base }) ?? deeper;
  for (const { gap, piece } of lines) {
    const column = target + Math.max(0, piece.column - base);
    gap.depth = target === deeper ? depth + 1 : depth;
    gap.spaces = column - gap.depth * layout.tabSize;
  }
}

/** Where the argument of the first line goes that stood at `column`. */
function columnOfArgument(
  text: string,
  pieces: readonly Piece[],
  gaps: readonly Gap[],
  layout: Layout,
  { first, end, column }: { first: number; end: number; column: number },
): number | undefined {
  let at = (gaps[first]?.depth ?? 0) * layout.tabSize;
  for (let index = first; index < end; index += 1) {
    const [gap, piece] = [gaps[index], pieces[index]];
    if (!gap || !piece || (index > first && gap.breaks > 0)) return undefined;
    if (index > first) at += gap.spaces;
    if (index > first && piece.kind === 'word' && piece.column === column) return at;
    if (text.slice(piece.start, piece.end).includes('\n')) return undefined;
    at += piece.end - piece.start;
  }
  return undefined;
}
