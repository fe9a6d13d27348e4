import { parseConf } from '../parser.js';
import type { ConfTree } from '../tree.js';
import type { FormatOptions } from './options.js';

/** A part of the text, in UTF-16 offsets, and what comes in its place. */
export interface FormatEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits in ascending order, none over another */
export function applyEdits(text: string, edits: readonly FormatEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * What nginx reads, and the comments, each a line: all but white space, and as much of Lua as is to stay: everything
 * (true), everything but the kind of its line ends, or nothing (false).
 */
export function significantTokens(tree: ConfTree, lua: boolean | 'but for line ends'): string {
  return tree.tokens
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, raw }) => {
      if (kind === 'comment') return `comment ${raw.trimEnd()}`;
      if (kind !== 'lua' || lua === true) return `${kind} ${raw}`;
      return lua === false ? 'lua' : `lua ${raw.replaceAll('\r\n', '\n')}`;
    })
    .join('\n');
}

/**
 * Whether nginx reads the same from the text with the edits. Not a matter of course even where only white space
 * changes: nginx reads through a buffer of 4,096 bytes, and a long bracket in Lua has to lie in it as a whole.
 */
export function readsTheSame(
  tree: ConfTree,
  edits: readonly FormatEdit[],
  { byteLength, formatLua, eol }: FormatOptions,
): boolean {
  const after = parseConf(applyEdits(tree.text, edits), {
    content: tree.content,
    ...(byteLength && { byteLength }),
  });
  const lua = formatLua !== undefined ? false : eol === undefined ? true : 'but for line ends';
  return after.errors.length === 0 && significantTokens(tree, lua) === significantTokens(after, lua);
}

/** An edit that leaves out what stays at both its ends; undefined where nothing is left. */
export function smallEdit(text: string, start: number, end: number, wanted: string): FormatEdit | undefined {
  const old = text.slice(start, end);
  if (old === wanted) return undefined;
  const most = Math.min(old.length, wanted.length);
  let head = 0;
  while (head < most && old[head] === wanted[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === wanted.at(-1 - tail)) tail += 1;
  // LSP counts CRLF as one line end: no edit may part it.
  if (head > 0 && old[head - 1] === '\r') head -= 1;
  if (tail > 0 && old.at(-tail) === '\n') tail -= 1;
  return { start: start + head, end: end - tail, text: wanted.slice(head, wanted.length - tail) };
}
