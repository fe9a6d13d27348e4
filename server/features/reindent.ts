import { multilineTokens, type ConfTree, type Span, type Token } from '../../core/nginx/index.js';

/** What becomes of the white space that a line begins with. */
export type Indent = (before: string) => string;

export function indentedBy(more: string): Indent {
  return (before) => more + before;
}

/** Lines that are indented otherwise keep what they have more, or nothing. */
export function outdentedBy(less: string): Indent {
  return (before) => (before.startsWith(less) ? before.slice(less.length) : before.trimStart());
}

/**
 * A part of a configuration whose lines, but for the first, are indented anew: Lua too; what is inside of quotes or long
 * brackets stays, since it is part of a value.
 * @param span from the start of a token to the end of one
 */
export function reindented({ tokens }: ConfTree, span: Span, indent: Indent): string {
  return tokens
    .filter((token) => token.span.start >= span.start && token.span.end <= span.end)
    .map((token) => indentedToken(token, indent))
    .join('');
}

function indentedToken({ kind, raw }: Token, indent: Indent): string {
  if (kind === 'space') return withIndent(raw, indent, () => false);
  if (kind !== 'lua') return raw;
  const fixed = multilineTokens(raw);
  return withIndent(raw, indent, (at) => fixed.some(({ start, end }) => start < at && at < end));
}

function withIndent(text: string, indent: Indent, isFixed: (lineStart: number) => boolean): string {
  return text.replace(
    /\n([ \t]*)(?=(\r?\n)?)/g,
    (line, before: string, isEmpty: string | undefined, at: number) =>
      isFixed(at + 1) || isEmpty !== undefined ? line : `\n${indent(before)}`,
  );
}

/** The white space that the line of an offset begins with, where nothing else stands before the offset. */
export function indentAt(text: string, offset: number): string {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(before) ? before : '';
}

/** The line ends of a text. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
