/** UTF-16 code units of the characters that mean something to nginx's or lua-nginx-module's lexer. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const SHARP = 0x23;
export const DOLLAR = 0x24;
export const SINGLE_QUOTE = 0x27;
export const CLOSE_PAREN = 0x29;
export const MINUS = 0x2d;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** Space, tab, CR and LF are nginx's white space; form feed, NBSP or a byte-order mark are not. */
export function isSpace(code: number): boolean {
  return code === SPACE || code === LF || code === TAB || code === CR;
}
