import type { SelectionRange } from 'vscode-languageserver';
import { nodesAt, type LuaParser } from '../../core/lua/index.js';
import { LineIndex, type ConfNode, type ConfTree, type Span, type Word } from '../../core/nginx/index.js';
import { directivesAt, hostSpan, luaAt, type FeatureDocument } from './place.js';

/** What a selection around an offset grows to, step by step; the innermost range is the answer's own. */
export function selectionRangeAt(
  document: FeatureDocument,
  offset: number,
  parser: LuaParser,
): SelectionRange {
  const { text } = document.parsed;
  const lines = new LineIndex(text);
  const spans =
    document.language === 'lua'
      ? luaSpans(document, offset, parser)
      : [...confSpans(document.parsed.conf, offset), ...luaSpans(document, offset, parser)];
  const word = wordAt(text, offset);
  let range: SelectionRange = { range: rangeOf({ start: 0, end: text.length }, lines) };
  let around: Span = { start: 0, end: text.length };
  for (const span of [...spans, ...(word ? [word] : [])]) {
    if (!isInside(span, around)) continue;
    around = span;
    range = { range: rangeOf(span, lines), parent: range };
  }
  return range;
}

/** Whether a selection grows from one to the other: it lies in it and is not the same. */
function isInside(inner: Span, outer: Span): boolean {
  const fits = inner.start >= outer.start && inner.end <= outer.end;
  return fits && inner.end - inner.start < outer.end - outer.start;
}

function rangeOf({ start, end }: Span, lines: LineIndex): SelectionRange['range'] {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

/** From the outermost: directive, what stands in its braces, …, all arguments, the argument, what its quotes hold. */
function confSpans(conf: ConfTree, offset: number): Span[] {
  return directivesAt(conf, offset).flatMap((node) => [
    node.span,
    ...bodySpans(node, offset, conf.text),
    ...argumentSpans(node, offset),
  ]);
}

function bodySpans(node: ConfNode, offset: number, text: string): Span[] {
  if (node.form !== 'block' && node.form !== 'lua') return [];
  const { open, close } = node.form === 'block' ? node.block : node;
  const inner = { start: open.end, end: close?.start ?? node.span.end };
  if (offset < inner.start || offset > inner.end) return [];
  return [{ start: open.start, end: close?.end ?? node.span.end }, inner, trimmed(inner, text)];
}

function argumentSpans({ name, args }: ConfNode, offset: number): Span[] {
  const word = [name, ...args].find(({ span }) => span.start <= offset && offset <= span.end);
  if (!word) return [];
  const [first] = args;
  const last = args.at(-1);
  const all = word !== name && first && last ? [{ start: first.span.start, end: last.span.end }] : [];
  return [...all, word.span, ...(word.quote === undefined ? [] : [insideQuotes(word)])];
}

function insideQuotes({ span, unclosed }: Word): Span {
  return { start: span.start + 1, end: Math.max(span.start + 1, span.end - (unclosed === true ? 0 : 1)) };
}

function luaSpans(document: FeatureDocument, offset: number, parser: LuaParser): Span[] {
  const region = luaAt(document, offset, parser);
  const at = region?.fromHost(offset);
  if (!region || at === undefined) return [];
  return nodesAt(region.chunk.syntax.main, at).map((node) => hostSpan(region, node));
}

/** Without the white space at both ends. */
function trimmed({ start, end }: Span, text: string): Span {
  const body = text.slice(start, end);
  const from = start + (body.length - body.trimStart().length);
  return { start: from, end: Math.max(from, start + body.trimEnd().length) };
}

/** The letters, digits and `_` around an offset; with the `$` of a variable. */
function wordAt(text: string, offset: number): Span | undefined {
  let start = offset;
  let end = offset;
  while (/\w/.test(text.charAt(start - 1))) start -= 1;
  while (/\w/.test(text.charAt(end))) end += 1;
  if (start === end) return undefined;
  return { start: text.charAt(start - 1) === '$' ? start - 1 : start, end };
}
