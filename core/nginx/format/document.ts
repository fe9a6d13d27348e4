import { parseConf } from '../parser.js';
import type { ConfTree } from '../tree.js';
import { alignColumns } from './columns.js';
import { indentContinuations } from './continuation.js';
import { gapsOf, type Gap } from './gaps.js';
import { formatLuaBody } from './lua-body.js';
import { indentation, layoutOf, type FormatOptions, type Layout } from './options.js';
import { bracesOf, piecesOf, type Piece } from './pieces.js';
import { looksLikeTemplate, templateTag } from './template-tags.js';
import { readsTheSame, smallEdit, type FormatEdit } from './verify.js';

/** Why a text stays as it is. */
export interface FormatRefusal {
  readonly kind: 'refused';
  /**
   * `syntax`: nginx's reader refuses it; `template`: something fills it in first; `buffer`: the result would no longer
   * fit nginx's buffer.
   */
  readonly why: 'syntax' | 'template' | 'buffer';
  readonly message: string;
  /** UTF-16 offset. */
  readonly at: number;
}

export type FormatResult =
  { readonly kind: 'formatted'; readonly edits: readonly FormatEdit[] } | FormatRefusal;

/** What stands between two pieces, or is a Lua body: the text from `start` to `end` is to become `wanted`. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly wanted: string;
  readonly frozen: boolean;
}

/**
 * Lays out a whole configuration file: only white space changes (and Lua, where `formatLua` is given), so that nginx
 * reads the same tokens and doing it twice changes nothing. A text that nginx's reader refuses stays as it is.
 */
export function formatDocument(text: string, options: FormatOptions = {}): FormatResult {
  return formatParts(text, options, (parts) =>
    parts.flatMap(({ start, end, wanted }) => smallEdit(text, start, end, wanted) ?? []),
  );
}

/** @param choose makes edits of the parts of the whole text */
export function formatParts(
  text: string,
  options: FormatOptions,
  choose: (parts: readonly Part[], pieces: readonly Piece[]) => FormatEdit[],
): FormatResult {
  const tree = parse(text, options);
  const refusal = refusalOf(tree);
  if (refusal) return refusal;
  const layout = layoutOf(text, options);
  const pieces = piecesOf(tree, layout.tabSize);
  const { formatLua, ...withoutLua } = options;
  for (const tried of formatLua ? [options, withoutLua] : [withoutLua]) {
    const edits = choose(partsOf(tree, pieces, layout, tried), pieces);
    if (edits.length === 0 || readsTheSame(tree, edits, tried)) return { kind: 'formatted', edits };
  }
  const message = 'the result would not fit the buffer that nginx reads through';
  return { kind: 'refused', why: 'buffer', message, at: 0 };
}

export function parse(text: string, { byteLength }: FormatOptions): ConfTree {
  return parseConf(text, byteLength ? { byteLength } : {});
}

function refusalOf(tree: ConfTree): FormatRefusal | undefined {
  const [error] = tree.errors;
  if (error) {
    const template = looksLikeTemplate(tree.text);
    const message = template
      ? `a template, which nginx cannot read as it stands: ${error.message}`
      : error.message;
    return { kind: 'refused', why: template ? 'template' : 'syntax', message, at: error.span.start };
  }
  if (tree.text.startsWith('\ufeff')) {
    const message = 'a byte-order mark, which nginx takes for a part of the first word';
    return { kind: 'refused', why: 'syntax', message, at: 0 };
  }
  const tag = templateTag(tree);
  if (tag !== undefined) return { kind: 'refused', why: 'template', message: "a template's tag", at: tag };
  return undefined;
}

function partsOf(tree: ConfTree, pieces: readonly Piece[], layout: Layout, options: FormatOptions): Part[] {
  const { text } = tree;
  const gaps = gapsOf(text, pieces, bracesOf(tree), layout);
  alignColumns(text, pieces, gaps, layout);
  indentContinuations(text, pieces, gaps, layout);
  const parts: Part[] = [];
  for (const [index, piece] of pieces.entries()) {
    const gap = gaps[index];
    if (!gap) continue;
    const wanted = gap.frozen ? piece.gap : rendered(gap, layout);
    parts.push({ start: piece.start - piece.gap.length, end: piece.start, wanted, frozen: gap.frozen });
    if (piece.kind !== 'lua' || gap.frozen) continue;
    const { start, end } = piece;
    const body = luaBody(text.slice(start, end), gap.depth, layout, options);
    if (body !== undefined) parts.push({ start, end, wanted: body, frozen: false });
  }
  const start = pieces.at(-1)?.end ?? 0;
  const frozen = gaps.at(-1)?.frozen ?? false;
  const { finalNewline = text.endsWith('\n') } = options;
  const wanted = finalNewline && pieces.length > 0 ? layout.eol : '';
  parts.push({ start, end: text.length, wanted: frozen ? text.slice(start) : wanted, frozen });
  return parts;
}

/** @returns undefined where it stays as it is */
function luaBody(
  body: string,
  depth: number,
  layout: Layout,
  { formatLua, eol }: FormatOptions,
): string | undefined {
  const formatted = formatLua && formatLuaBody(body, depth, layout, formatLua);
  return formatted ?? (eol && body.replace(/\r?\n/g, eol));
}

function rendered({ breaks, depth, spaces }: Gap, layout: Layout): string {
  if (breaks === 0) return ' '.repeat(spaces);
  return layout.eol.repeat(breaks) + indentation(layout, depth, spaces);
}
