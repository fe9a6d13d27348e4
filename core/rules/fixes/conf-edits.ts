import type { ConfNode, Span, Word } from '../../nginx/index.js';
import { wholeLines } from './whole-lines.js';

/** A change of one text; offsets are UTF-16, an insertion has an empty span. */
export interface ConfEdit {
  readonly span: Span;
  readonly newText: string;
}

/** White space, as nginx knows it. */
export const whiteSpace = ' \t\r\n';

/**
 * How many of such characters stand directly before an offset. Counted one by one: a regular expression that ends in
 * `$` would begin anew at each blank of the text, and an excerpt has many thousands.
 */
export function runBefore(text: string, end: number, characters = ' \t'): number {
  let start = end;
  while (start > 0 && characters.includes(text.charAt(start - 1))) start -= 1;
  return end - start;
}

/** Takes a directive away, with its line where it alone stands on it. */
export function withoutNode({ span }: Pick<ConfNode, 'span'>, text: string): ConfEdit {
  const lines = wholeLines(span, text);
  if (lines.start < span.start || lines.end > span.end) return { span: lines, newText: '' };
  const before = runBefore(text, span.start);
  const isAtLineStart = before === span.start || text.charAt(span.start - before - 1) === '\n';
  const behind = isAtLineStart ? (/^[ \t]*/.exec(text.slice(span.end))?.[0].length ?? 0) : 0;
  return {
    span: { start: isAtLineStart ? span.start : span.start - before, end: span.end + behind },
    newText: '',
  };
}

/** Takes an argument away, with the white space before it. */
export function withoutWord({ span }: Pick<Word, 'span'>, text: string): ConfEdit {
  const before = runBefore(text, span.start, whiteSpace);
  return { span: { start: span.start - before, end: span.end }, newText: '' };
}

type Placed = Pick<ConfNode, 'span'>;

/** Writes statements in front of one, each on a line of its own that is indented alike. */
export function before(node: Placed, statements: readonly string[], text: string): ConfEdit {
  const { start } = node.span;
  const newText = statements.map((statement) => statement + separator(node, text)).join('');
  return { span: { start, end: start }, newText };
}

/** Writes a statement behind one and its comment, on a line of its own that is indented alike. */
export function after(node: Placed, statement: string, text: string): ConfEdit {
  const comment = /^[ \t]*#[^\r\n]*/.exec(text.slice(node.span.end))?.[0] ?? '';
  const end = node.span.end + comment.length;
  return { span: { start: end, end }, newText: separator(node, text) + statement };
}

/** A line's end and the indentation of the line that the statement begins; a blank where it does not begin one. */
function separator({ span: { start } }: Placed, text: string): string {
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ \t]*$/.test(indent) ? (text.includes('\r\n') ? '\r\n' : '\n') + indent : ' ';
}
