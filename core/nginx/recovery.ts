/**
 * Guesses for texts that nginx rejects: where a person would say that the unclosed thing ends. They decide
 * only how the rest of the file is read, never whether or where an error is reported.
 */

/** An unclosed quoted word ends with its line, before the `;` there if the line has one. */
export function guessWordEnd(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  let end = newline === -1 ? text.length : newline;
  while (end > start + 1 && /[\s{]/.test(text.charAt(end - 1))) end -= 1;
  if (end > start + 1 && text.charAt(end - 1) === ';') end -= 1;
  return end;
}

/**
 * An unclosed Lua block ends at the first line that begins with `}` and is indented like the line of its
 * directive. Returns the offset of that brace.
 */
export function guessLuaEnd(text: string, directive: number, body: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', directive - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, directive))?.[0] ?? '';
  const at = text.indexOf(`\n${indent}}`, body);
  return at === -1 ? undefined : at + 1 + indent.length;
}
