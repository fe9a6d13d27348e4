import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver';
import {
  LineIndex,
  luaChunkOf,
  walk,
  type ConfNode,
  type ConfTree,
  type Span,
} from '../../core/nginx/index.js';
import type { FeatureDocument } from './place.js';

/**
 * What can be folded away in a configuration: blocks, Lua, comments, regions and arguments over several lines. Null for
 * Lua files: an editor folds these by their indentation.
 */
export function foldingRangesOf({ language, parsed }: FeatureDocument): FoldingRange[] | null {
  if (language === 'lua') return null;
  const { conf } = parsed;
  const lines = new LineIndex(conf.text);
  const nodes = [...walk(conf.children)];
  const all = [
    ...nodes.flatMap((node) => foldNode(node, lines)),
    ...nodes.flatMap((node) => foldLua(node, conf.text, lines)),
    ...foldComments(conf, lines),
  ];
  // Of those that begin on one line an editor shows one: the longest.
  const longest = new Map<number, FoldingRange>();
  for (const range of all.filter(({ startLine, endLine }) => endLine > startLine)) {
    const known = longest.get(range.startLine);
    if (!known || known.endLine < range.endLine) longest.set(range.startLine, range);
  }
  return [...longest.values()].sort((a, b) => a.startLine - b.startLine);
}

function foldNode(node: ConfNode, lines: LineIndex): FoldingRange[] {
  const startLine = lines.positionAt(node.span.start).line;
  const endLine = lines.positionAt(node.span.end).line;
  const close = node.form === 'block' ? node.block.close : node.form === 'lua' ? node.close : undefined;
  // The line of the closing brace stays to be seen.
  return [{ startLine, endLine: close ? endLine - 1 : endLine }];
}

/** The folds of a text that is indented: each line with the deeper ones below it. */
function foldLua(node: ConfNode, text: string, lines: LineIndex): FoldingRange[] {
  const chunk = luaChunkOf(node);
  if (!chunk) return [];
  const first = lines.positionAt(chunk.hostSpan.start).line + 1;
  const last = lines.positionAt(chunk.hostSpan.end).line - 1;
  const folds: FoldingRange[] = [];
  const open: { line: number; indent: number }[] = [];
  let filled = first;
  const closeTo = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      folds.push({ startLine: top.line, endLine: filled });
    }
  };
  for (let line = first; line <= last; line += 1) {
    const indent = indentOf(text, lines.lineSpan(line));
    if (indent === undefined) continue;
    closeTo(indent);
    open.push({ line, indent });
    filled = line;
  }
  closeTo(0);
  return folds;
}

/** The column of the first character; undefined for an empty line. Tabs go to multiples of 4, as in most settings. */
function indentOf(text: string, { start, end }: Span): number | undefined {
  let column = 0;
  for (let at = start; at < end; at += 1) {
    const character = text.charAt(at);
    if (character === '\t') column += 4 - (column % 4);
    else if (character === ' ') column += 1;
    else return column;
  }
  return undefined;
}

function foldComments({ text, comments }: ConfTree, lines: LineIndex): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const regions: number[] = [];
  let run: { start: number; end: number } | undefined;
  const endRun = (): void => {
    if (run) folds.push({ startLine: run.start, endLine: run.end, kind: FoldingRangeKind.Comment });
    run = undefined;
  };
  for (const { raw, span } of comments) {
    const { line } = lines.positionAt(span.start);
    if (/^#\s*#?region\b/.test(raw)) {
      endRun();
      regions.push(line);
    } else if (/^#\s*#?endregion\b/.test(raw)) {
      endRun();
      const startLine = regions.pop();
      if (startLine !== undefined) folds.push({ startLine, endLine: line, kind: FoldingRangeKind.Region });
    } else if (text.slice(lines.lineSpan(line).start, span.start).trim() !== '') {
      endRun();
    } else if (run?.end === line - 1) {
      run.end = line;
    } else {
      endRun();
      run = { start: line, end: line };
    }
  }
  endRun();
  return folds;
}
