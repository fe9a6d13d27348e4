import type { Span } from '../../lua/index.js';

/**
 * A statement with the line that it alone stands on. Of the empty lines around it one goes too, so that no gap of two
 * is left.
 */
export function wholeLines({ start, end }: Span, text: string): Span {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const rest = text.slice(end, lineEnd);
  if (!/^\s*$/.test(text.slice(lineStart, start)) || !/^[ \t;]*\r?\n?$/.test(rest)) return { start, end };
  const next = /^[ \t]*\r?\n/.exec(text.slice(lineEnd))?.[0] ?? '';
  const isAfterGap = lineStart === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  return { start: lineStart, end: isAfterGap ? lineEnd + next.length : lineEnd };
}
