import type { Layout } from './options.js';
import type { Braces, Piece } from './pieces.js';

/** What goes in front of a piece. */
export interface Gap {
  /** Line ends; 0: it follows on the same line. */
  breaks: number;
  /** The level of indentation, where there is a break. */
  depth: number;
  /** Blanks; behind a break: those behind the indentation. */
  spaces: number;
  /** Stands inside a statement: behind its name, before its `;` or `{`. */
  readonly inside: boolean;
  /** The writer said `format off`: as it was. */
  readonly frozen: boolean;
}

const off = /^#\s*openresty-lens:\s*format\s+off\b/;
const on = /^#\s*openresty-lens:\s*format\s+on\b/;

/**
 * Where lines begin, by these rules: a statement and a closing brace have a line of their own, but for blocks that
 * stay on one line; an opening brace stands behind its directive; arguments and comments stay on the line, or on the
 * line of their own, that they were on.
 */
export function gapsOf(text: string, pieces: readonly Piece[], braces: Braces, layout: Layout): Gap[] {
  const gaps: Gap[] = [];
  const oneLine: boolean[] = [];
  let inside = false;
  let frozen = false;
  let wrapped = false;
  let before: Piece | undefined;
  for (const piece of pieces) {
    const { kind } = piece;
    if (kind === 'comment' && frozen && on.test(text.slice(piece.start, piece.end))) {
      gaps.push({ ...frozenGap(piece, oneLine.length, inside) });
      frozen = false;
      before = piece;
      continue;
    }
    const isLua = braces.lua.has(piece.start);
    if (kind === '}' && !isLua) {
      const wasOneLine = oneLine.pop() ?? false;
      if (frozen) gaps.push(frozenGap(piece, oneLine.length, inside));
      else gaps.push(closeGap(piece, before, wasOneLine, oneLine.length, layout));
    } else if (frozen) {
      gaps.push(frozenGap(piece, oneLine.length, inside));
    } else {
      const gap = gapBefore(piece, before, { layout, inside, wrapped, oneLine, isLua });
      gaps.push(gap);
      wrapped = inside && (wrapped || (kind === 'word' && gap.breaks > 0));
    }
    if (kind === '{' && !isLua) oneLine.push(braces.oneLine.has(piece.start));
    if (kind === 'word') inside = true;
    else if (kind !== 'comment') inside = false;
    if (!inside) wrapped = false;
    if (kind === 'comment' && off.test(text.slice(piece.start, piece.end))) frozen = true;
    before = piece;
  }
  return gaps;
}

interface State {
  readonly layout: Layout;
  readonly inside: boolean;
  /** The statement has arguments on a line behind its first. */
  readonly wrapped: boolean;
  readonly oneLine: readonly boolean[];
  readonly isLua: boolean;
}

function gapBefore(piece: Piece, before: Piece | undefined, state: State): Gap {
  const { layout, inside, wrapped, oneLine, isLua } = state;
  const depth = oneLine.length;
  const same = (spaces: number): Gap => ({ breaks: 0, depth, spaces, inside, frozen: false });
  const broken = (): Gap => ({ breaks: breaksOf(piece, layout), depth, spaces: 0, inside, frozen: false });
  const { kind, newlines } = piece;
  if (before === undefined) return same(0);
  if (kind === 'lua' || (kind === '}' && isLua)) return same(0);
  if (before.kind === 'comment') return broken();
  if (kind === 'comment') return newlines === 0 ? same(1) : broken();
  if (kind === ';') return newlines > 0 && wrapped ? { ...broken(), breaks: 1 } : same(0);
  if (kind === '{') return same(1);
  // A `)` right behind a closing quote is a word of its own.
  if (inside) return newlines > 0 ? broken() : same(piece.gap === '' ? 0 : 1);
  return before.kind === '{' && oneLine.at(-1) === true ? same(1) : broken();
}

function closeGap(
  piece: Piece,
  before: Piece | undefined,
  oneLine: boolean,
  depth: number,
  layout: Layout,
): Gap {
  const isEmpty = before?.kind === '{';
  const breaks = isEmpty ? 1 : breaksOf(piece, layout);
  const spaces = oneLine && !isEmpty ? 1 : 0;
  return { breaks: oneLine ? 0 : breaks, depth, spaces, inside: false, frozen: false };
}

function breaksOf({ newlines }: Piece, { blankLines }: Layout): number {
  return Math.max(1, Math.min(newlines, blankLines + 1));
}

function frozenGap({ newlines }: Piece, depth: number, inside: boolean): Gap {
  return { breaks: newlines, depth, spaces: 0, inside, frozen: true };
}
