import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  DOUBLE_QUOTE,
  EQUALS,
  LF,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE_QUOTE,
} from './characters.js';
import type { ReadBuffer } from './read-buffer.js';
import type { ConfError } from './tree.js';

type TokenKind = 'open' | 'close' | 'longBracket' | 'skipped';

interface LuaToken {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** The end of `[=*[` or `]=*]` at `start`, or undefined if there is none wholly before `end`. */
function bracketEnd(text: string, start: number, end: number, bracket: number): number | undefined {
  if (start >= end || text.charCodeAt(start) !== bracket) return undefined;
  let at = start + 1;
  while (at < end && text.charCodeAt(at) === EQUALS) at += 1;
  return at < end && text.charCodeAt(at) === bracket ? at + 1 : undefined;
}

/** The end of the one-line string at `start`, or undefined if it does not close on its line before `end`. */
function stringEnd(text: string, start: number, end: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === LF) return undefined;
    if (code === BACKSLASH) {
      at += 1;
      if (at < end && text.charCodeAt(at) === LF) return undefined;
    }
  }
  return undefined;
}

function lineEnd(text: string, start: number, end: number): number {
  const at = text.indexOf('\n', start);
  return at === -1 || at > end ? end : at;
}

function tokenAt(text: string, at: number, end: number): LuaToken | undefined {
  switch (text.charCodeAt(at)) {
    case OPEN_BRACE:
      return { kind: 'open', start: at, end: at + 1 };
    case CLOSE_BRACE:
      return { kind: 'close', start: at, end: at + 1 };
    case OPEN_BRACKET: {
      const opened = bracketEnd(text, at, end, OPEN_BRACKET);
      return opened === undefined ? undefined : { kind: 'longBracket', start: at, end: opened };
    }
    case CLOSE_BRACKET: {
      const closed = bracketEnd(text, at, end, CLOSE_BRACKET);
      return closed === undefined ? undefined : { kind: 'skipped', start: at, end: closed };
    }
    case MINUS: {
      if (at + 1 >= end || text.charCodeAt(at + 1) !== MINUS) return undefined;
      const opened = bracketEnd(text, at + 2, end, OPEN_BRACKET);
      if (opened !== undefined) return { kind: 'longBracket', start: at, end: opened };
      return { kind: 'skipped', start: at, end: lineEnd(text, at, end) };
    }
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE: {
      const closed = stringEnd(text, at, end);
      return closed === undefined ? undefined : { kind: 'skipped', start: at, end: closed };
    }
    default:
      return undefined;
  }
}

/**
 * The leftmost token of lua-nginx-module's lexer in `from`..`end`. No two kinds start alike but for the
 * comments, where the long one wins, so the first character that starts one decides.
 */
function nextToken(text: string, from: number, end: number): LuaToken | undefined {
  for (let at = from; at < end; at += 1) {
    const token = tokenAt(text, at, end);
    if (token !== undefined) return token;
  }
  return undefined;
}

export interface LuaBlockEnd {
  /** The offset of the closing brace, or undefined if the text ends first. */
  readonly close: number | undefined;
  readonly errors: readonly ConfError[];
}

function step(text: string, from: number, buffer: ReadBuffer): LuaToken | 'exhausted' | 'overflow' {
  buffer.keepFrom(from);
  let at = from;
  for (;;) {
    const end = buffer.luaWindow(at);
    if (typeof end !== 'number') return end;
    const token = nextToken(text, at, end);
    if (token !== undefined) return token;
    const next = buffer.luaWindowBehind(at);
    if (typeof next !== 'number') return next;
    at = next;
  }
}

/** `]==]` for a token `[==[` or `--[==[`. */
function closerOf(text: string, token: LuaToken): string {
  return text.slice(token.start, token.end).replace('--', '').replaceAll('[', ']');
}

function missingCloser(token: LuaToken, closer: string): ConfError {
  const span = { start: token.start, end: token.end };
  return {
    message: `Lua code block missing the closing long bracket "${closer}", the inlined Lua code may be too long`,
    span,
    opened: span,
  };
}

/**
 * Finds the brace that closes the Lua block whose `{` is at `open`, as ngx_http_lua_conf_lua_block_parse
 * does: braces are counted; strings on one line, comments and long brackets are skipped. Where nginx would
 * stop, the scan goes on as if the fault were not there.
 */
export function scanLuaBlock(text: string, open: number, buffer: ReadBuffer): LuaBlockEnd {
  const errors: ConfError[] = [];
  // What once was not found up to the end of the text need not be looked for again.
  const missing = new Set<string>();
  let depth = 1;
  let lastOpen = open;
  let at = open + 1;

  const skipLongBracket = (token: LuaToken): number => {
    const closer = closerOf(text, token);
    const found = missing.has(closer) ? -1 : text.indexOf(closer, token.end);
    if (found === -1) missing.add(closer);
    const end = found === -1 ? token.end : found + closer.length;
    if (found !== -1 && end <= buffer.heldEnd(token.end)) return end;
    errors.push(missingCloser(token, closer));
    buffer.jumpTo(end);
    return end;
  };

  for (;;) {
    const token = step(text, at, buffer);
    if (token === 'exhausted') {
      // nginx names the line of the brace that was opened last, not the end of the file.
      const span = { start: lastOpen, end: lastOpen + 1 };
      const message = 'unexpected end of file, expecting terminating characters for lua code block';
      return {
        close: undefined,
        errors: [...errors, { message, span, opened: { start: open, end: open + 1 } }],
      };
    }
    if (token === 'overflow') {
      const message = 'too long lua code block, probably missing terminating characters';
      errors.push({ message, span: { start: at, end: at + 1 } });
      buffer.jumpTo(at);
      at = buffer.heldEnd(at);
      continue;
    }
    at = token.kind === 'longBracket' ? skipLongBracket(token) : token.end;
    if (token.kind === 'open') {
      depth += 1;
      lastOpen = token.start;
    } else if (token.kind === 'close') {
      depth -= 1;
      if (depth === 0) return { close: token.start, errors };
    }
  }
}
