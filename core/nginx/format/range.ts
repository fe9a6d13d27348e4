import { formatParts, type FormatResult, type Part } from './document.js';
import type { FormatOptions } from './options.js';
import type { Piece } from './pieces.js';
import type { Span } from '../tree.js';
import { smallEdit, type FormatEdit } from './verify.js';

/** What is laid out as a whole: a simple statement, a block's head up to its `{`, a `}`, a comment. */
type Unit = Span;

/**
 * Lays out the lines that a range touches, and those of the statements on them; for a block that is its head alone.
 * Lines outside stay as they are, also where the whole document would be laid out otherwise.
 * @param range UTF-16 offsets
 */
export function formatRange(text: string, range: Span, options: FormatOptions = {}): FormatResult {
  return formatParts(text, options, (parts, pieces) => {
    const lines = widened(text, range, unitsOf(pieces));
    return parts.flatMap((part) => editWithin(text, part, lines) ?? []);
  });
}

function unitsOf(pieces: readonly Piece[]): Unit[] {
  const units: Unit[] = [];
  let start: number | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'comment' && start !== undefined) continue;
    start ??= piece.start;
    if (piece.kind === 'word') continue;
    units.push({ start, end: piece.end });
    start = undefined;
  }
  return units;
}

/** From the start of the first line to the end of the last, without its line end. */
function widened(text: string, range: Span, units: readonly Unit[]): Span {
  let { start, end } = range;
  // The start of a line is where the line before was selected up to.
  if (end > start && text[end - 1] === '\n') end -= 1;
  let lines = linesOf(text, { start, end });
  for (;;) {
    ({ start, end } = lines);
    // A unit that ends where the range starts, or the other way round, shares no line with it.
    const touched = units.filter((unit) => unit.start <= lines.end && unit.end >= lines.start);
    start = Math.min(start, touched[0]?.start ?? start);
    end = Math.max(end, touched.at(-1)?.end ?? end);
    const wider = linesOf(text, { start, end });
    if (wider.start === lines.start && wider.end === lines.end) return lines;
    lines = wider;
  }
}

function linesOf(text: string, { start, end }: Span): Span {
  const from = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const to = newline === -1 ? text.length : newline;
  return { start: from, end: to > from && text[to - 1] === '\r' ? to - 1 : to };
}

function editWithin(text: string, { start, end, wanted }: Part, lines: Span): FormatEdit | undefined {
  if (end < lines.start || start > lines.end) return undefined;
  const startsBefore = start < lines.start;
  const endsBehind = end > lines.end;
  if (!startsBefore && !endsBehind) return smallEdit(text, start, end, wanted);
  const breaks = wanted.lastIndexOf('\n');
  if (breaks === -1) return undefined;
  // White space that holds the whole range: lines with nothing on them.
  if (startsBefore && endsBehind) return undefined;
  if (startsBefore) return smallEdit(text, lines.start, end, wanted.slice(breaks + 1));
  return smallEdit(text, start, lines.end, '');
}
