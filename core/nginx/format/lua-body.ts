import { parseConf } from '../parser.js';
import { indentation, type FormatLua, type Layout } from './options.js';

const strings = /--\[(=*)\[|\[(=*)\[|--|["']/g;

/** Parts of a Lua chunk that go over several lines and mean what they say: long brackets, strings with `\` at a line's end. */
export function multilineTokens(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  strings.lastIndex = 0;
  for (let match = strings.exec(text); match; match = strings.exec(text)) {
    const end = tokenEnd(text, match);
    if (text.slice(match.index, end).includes('\n')) found.push({ start: match.index, end });
    strings.lastIndex = Math.max(end, strings.lastIndex);
  }
  return found;
}

function tokenEnd(text: string, match: RegExpExecArray): number {
  const [opened, ofComment, ofString] = match;
  const behind = match.index + opened.length;
  const level = ofComment ?? ofString;
  if (level !== undefined) {
    const close = `]${level}]`;
    const at = text.indexOf(close, behind);
    return at === -1 ? text.length : at + close.length;
  }
  if (opened === '--') {
    const newline = text.indexOf('\n', behind);
    return newline === -1 ? text.length : newline;
  }
  for (let at = behind; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (character === opened) return at + 1;
    else if (character === '\n') return at;
  }
  return text.length;
}

/**
 * The body of a Lua block laid out anew, one level deeper than its directive at `depth`; undefined where it stays: it
 * is empty, it holds a template's tag, it cannot be read, or nginx would find its end elsewhere.
 */
export function formatLuaBody(
  body: string,
  depth: number,
  layout: Layout,
  format: FormatLua,
): string | undefined {
  if (body.trim() === '' || /\{%|<%|\{\{[^{}]*\}\}/.test(body)) return undefined;
  const { tabSize, insertSpaces, eol, lineLength } = layout;
  const width = Math.max(60, lineLength - (depth + 1) * tabSize);
  const chunk = format(body, { tabSize, insertSpaces, eol, width })?.trim();
  if (chunk === undefined || chunk === '') return undefined;
  const stays = !body.includes('\n') && !chunk.includes('\n') && !chunk.includes('--');
  const result = stays
    ? ` ${chunk} `
    : `${eol}${indented(chunk, indentation(layout, depth + 1))}${eol}${indentation(layout, depth)}`;
  return endsThere(result) && keepsTokens(chunk, result) ? result : undefined;
}

/** Indents each line that does not begin inside a string or a comment. */
function indented(chunk: string, indent: string): string {
  const fixed = multilineTokens(chunk);
  let at = 0;
  let next = 0;
  return chunk
    .split('\n')
    .map((line) => {
      const start = at;
      at += line.length + 1;
      while ((fixed[next]?.end ?? Infinity) <= start) next += 1;
      const token = fixed[next];
      const isInside = token !== undefined && token.start < start && start < token.end;
      return isInside || line.trim() === '' ? line : indent + line;
    })
    .join('\n');
}

function endsThere(body: string): boolean {
  const { errors, children } = parseConf(`content_by_lua_block {${body}}`);
  const [node] = children;
  return errors.length === 0 && node?.form === 'lua' && node.lua.text === body;
}

function keepsTokens(chunk: string, body: string): boolean {
  const parts = (text: string): string =>
    JSON.stringify(multilineTokens(text).map(({ start, end }) => text.slice(start, end)));
  return parts(chunk) === parts(body);
}
