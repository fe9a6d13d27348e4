/** The 1-based line of an offset, as Lua counts: each of LF, CR, CRLF and LFCR ends one line. */
export function luaLineAt(text: string, offset: number): number {
  return [...text.slice(0, offset).matchAll(/\r\n|\n\r|\n|\r/g)].length + 1;
}
