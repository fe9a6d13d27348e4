import type { ConfNode, Span, Word } from '../../nginx/index.js';
import { wholeLines } from './whole-lines.js';

/** A change of one text; offsets are UTF-16, an insertion has an empty span. */
export interface ConfEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Takes a directive away, with its line where it alone stands on it. */
export function withoutNode({ span }: Pick<ConfNode, 'span'>, text: string): ConfEdit {
  const lines = wholeLines(span, text);
  if (lines.start < span.start || lines.end > span.end) return { span: lines, newText: '' };
  const before = /[ \t]*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
  const isAtLineStart = /(?:^|\n)[ \t]*$/.test(text.slice(0, span.start));
  const behind = isAtLineStart ? (/^[ \t]*/.exec(text.slice(span.end))?.[0].length ?? 0) : 0;
  return {
    span: { start: isAtLineStart ? span.start : span.start - before, end: span.end + behind },
    newText: '',
  };
}

/** Takes an argument away, with the white space before it. */
export function withoutWord({ span }: Pick<Word, 'span'>, text: string): ConfEdit {
  const before = /\s*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return { span: { start: span.start - before, end: span.end }, newText: '' };
}

/** Writes statements in front of one, each on a line of its own that is indented alike. */
export function before(
  { span }: Pick<ConfNode, 'span'>,
  statements: readonly string[],
  text: string,
): ConfEdit {
  const line = text.lastIndexOf('\n', span.start - 1) + 1;
  const indent = text.slice(line, span.start);
  const eol = text.slice(span.start).includes('\r\n') ? '\r\n' : '\n';
  const separator = /^[ \t]*$/.test(indent) ? eol + indent : ' ';
  const newText = statements.map((statement) => statement + separator).join('');
  return { span: { start: span.start, end: span.start }, newText };
}
