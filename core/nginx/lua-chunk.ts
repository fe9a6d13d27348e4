import { luaDirective } from './lua-directives.js';
import type { ConfNode, Span, Word } from './tree.js';
import { decode } from './word.js';

/** Lua code inside a configuration file. All offsets are UTF-16 code units. */
export interface LuaChunk {
  readonly kind: 'block' | 'string';
  /** What Lua gets to read: for a string, with nginx's escapes decoded. */
  readonly text: string;
  /** Where the code stands in the configuration: without the braces or quotes around it. */
  readonly hostSpan: Span;
  /** From an offset in `text` to one in the configuration; an escape's character maps to its backslash. */
  readonly toHost: (offset: number) => number;
  /** The way back; undefined outside `hostSpan` (its end belongs to it: a cursor can stand there). */
  readonly fromHost: (offset: number) => number | undefined;
}

/**
 * The Lua code of a `*_by_lua_block { … }` or of a known `*_by_lua '…'` directive; undefined for all others,
 * also for those that name a file, and where the argument is missing.
 */
export function luaChunkOf(node: ConfNode): LuaChunk | undefined {
  if (node.form === 'lua') return blockChunk(node.lua.text, node.lua.span);
  if (node.kind === 'entry') return undefined;
  const known = luaDirective(node.name.value);
  if (known?.source !== 'string' || known.argument === undefined) return undefined;
  const word = node.args[known.argument];
  return word && stringChunk(word);
}

function blockChunk(text: string, hostSpan: Span): LuaChunk {
  return {
    kind: 'block',
    text,
    hostSpan,
    toHost: (offset) => hostSpan.start + offset,
    fromHost: (offset) => (contains(hostSpan, offset) ? offset - hostSpan.start : undefined),
  };
}

/** The code in a quoted (or bare) argument. nginx decodes its escapes before Lua sees it. */
export function stringChunk(word: Word): LuaChunk {
  const open = word.quote === undefined ? 0 : 1;
  const close = word.quote === undefined || word.unclosed === true ? 0 : 1;
  const inner = word.raw.slice(open, word.raw.length - close);
  const { value, escapes } = decode(inner);
  const start = word.span.start + open;
  const hostSpan = { start, end: start + inner.length };
  return {
    kind: 'string',
    text: value,
    hostSpan,
    toHost: (offset) => start + offset + countBelow(escapes, (_, at) => at < offset),
    fromHost: (offset) => {
      if (!contains(hostSpan, offset)) return undefined;
      const within = offset - start;
      // In the source the i-th escape starts i characters later than in the text: so many were dropped before.
      const begun = countBelow(escapes, (index, at) => at + index < within);
      // Between the backslash and its character is still that character.
      const last = escapes[begun - 1];
      const inside = last !== undefined && last + begun === within;
      return inside ? last : within - begun;
    },
  };
}

function contains(span: Span, offset: number): boolean {
  return offset >= span.start && offset <= span.end;
}

/** How many of the ascending `values` pass `below`, which holds for a leading part of them. */
function countBelow(values: readonly number[], below: (index: number, value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(middle, values[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
