import type { Gap } from './gaps.js';
import type { Layout } from './options.js';
import type { Piece } from './pieces.js';

/** A line of the result that is a simple statement, a comment, or ends in a comment. */
interface Line {
  readonly depth: number;
  /** It may share columns with the line before, also over a blank line: a table in parts is one. */
  readonly follows: boolean;
  /** There is no blank line between the line before and this one. */
  readonly isNext: boolean;
  /** The words of a simple statement that stands on this line; empty for any other line. */
  readonly words: readonly number[];
  readonly comment: number | undefined;
  /** The line is the comment. */
  readonly onlyComment: boolean;
  readonly first: number;
  readonly last: number;
}

/** Sets `spaces` of the gaps before arguments and before comments behind statements, so that they stand in columns. */
export function alignColumns(text: string, pieces: readonly Piece[], gaps: Gap[], layout: Layout): void {
  const lines = linesOf(text, pieces, gaps);
  const most = Math.max(0, ...lines.map(({ words }) => words.length).filter((count) => count < 50));
  for (let index = 1; index < most; index += 1) {
    const shares = (line: Line, next: Line): boolean => {
      const [one, other] = [line.words[index], next.words[index]];
      if (one === undefined || other === undefined) return false;
      if (layout.align && next.isNext && (index === 1 || (index === 2 && sameName(text, pieces, line, next))))
        return true;
      return pieces[one]?.column === pieces[other]?.column;
    };
    for (const run of runs(lines, shares)) {
      setColumn(
        run.flatMap((line) => line.words[index] ?? []),
        (piece) => columnBefore(piece, pieces, gaps, layout),
        gaps,
      );
    }
  }
  const shares = (line: Line, next: Line): boolean =>
    next.isNext &&
    line.comment !== undefined &&
    next.comment !== undefined &&
    pieces[line.comment]?.column === pieces[next.comment]?.column;
  for (const run of runs(lines, shares)) {
    // Comments with lines of their own are no column, unless they go on with one behind a statement.
    const from = run.findIndex(({ onlyComment }) => !onlyComment);
    if (from === -1) continue;
    setColumn(
      run.slice(from).flatMap(({ comment }) => comment ?? []),
      (piece) => columnBefore(piece, pieces, gaps, layout),
      gaps,
    );
  }
}

function sameName(text: string, pieces: readonly Piece[], one: Line, other: Line): boolean {
  const name = ({ first }: Line): string => text.slice(pieces[first]?.start, pieces[first]?.end);
  return name(one) === name(other);
}

function setColumn(members: readonly number[], columnBefore: (piece: number) => number, gaps: Gap[]): void {
  const ends = members.map(columnBefore);
  const target = ends.reduce((most, end) => Math.max(most, end), 0) + 1;
  for (const [index, member] of members.entries()) {
    const gap = gaps[member];
    if (gap) gap.spaces = target - (ends[index] ?? 0);
  }
}

/** Where the piece before ends on its line, or where the line's indentation does. */
function columnBefore(piece: number, pieces: readonly Piece[], gaps: readonly Gap[], layout: Layout): number {
  let width = 0;
  for (let index = piece; index >= 0; index -= 1) {
    const gap = gaps[index];
    const here = pieces[index];
    if (!gap || !here) break;
    if (index !== piece) width += here.end - here.start + gap.spaces;
    if (gap.breaks > 0 || index === 0) return width + gap.depth * layout.tabSize;
  }
  return width;
}

/** Runs of neighbouring lines of one depth of which each shares something with the next. */
function* runs(lines: readonly Line[], shares: (line: Line, next: Line) => boolean): Generator<Line[]> {
  let run: Line[] = [];
  for (const line of lines) {
    const before = run.at(-1);
    if (before && line.follows && line.depth === before.depth && shares(before, line)) {
      run.push(line);
      continue;
    }
    if (run.length > 1) yield run;
    run = [line];
  }
  if (run.length > 1) yield run;
}

/** The lines of the result that may have columns; a line that may not only parts its neighbours. */
function linesOf(text: string, pieces: readonly Piece[], gaps: readonly Gap[]): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let index = 1; index <= pieces.length; index += 1) {
    const gap = gaps[index];
    if (gap?.breaks === 0) continue;
    lines.push(lineOf(text, pieces, gaps, start, index - 1));
    start = index;
  }
  return lines;
}

function lineOf(
  text: string,
  pieces: readonly Piece[],
  gaps: readonly Gap[],
  first: number,
  last: number,
): Line {
  const gap = gaps[first];
  const members = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const kinds = members.map((index) => pieces[index]?.kind);
  const isPlain = members.every((index) => {
    const piece = pieces[index];
    return piece && gaps[index]?.frozen === false && !text.slice(piece.start, piece.end).includes('\n');
  });
  const hasComment = kinds.at(-1) === 'comment';
  const statement = kinds.slice(0, hasComment ? -1 : undefined);
  const isSimple =
    isPlain &&
    gap?.inside === false &&
    statement.at(-1) === ';' &&
    statement.slice(0, -1).every((kind) => kind === 'word');
  return {
    depth: gap?.depth ?? 0,
    follows: isPlain,
    isNext: gap?.breaks === 1,
    words: isSimple ? members.slice(0, statement.length - 1) : [],
    comment: isPlain && hasComment && gap?.inside === false ? last : undefined,
    onlyComment: hasComment && first === last,
    first,
    last,
  };
}
