import assert from 'node:assert/strict';
import { LineIndex } from '../lines.js';
import { parseConf, type ParseOptions } from '../parser.js';
import type { ConfError, ConfTree } from '../tree.js';

const MARK = /^\s*\^+ \S/;

function withoutIndent(marked: string): string[] {
  const lines = marked.replace(/^\n/, '').replace(/\n *$/, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent));
}

function markOf(text: string, error: ConfError, lines: LineIndex): string {
  const { line, character } = lines.positionAt(error.span.start);
  const end = Math.min(error.span.end, lines.lineSpan(line).end);
  const width = Math.max(1, end - error.span.start);
  return `${' '.repeat(character)}${'^'.repeat(width)} ${error.message}`;
}

function draw(tree: ConfTree): string {
  const lines = new LineIndex(tree.text);
  return tree.text
    .split('\n')
    .flatMap((text, line) => [
      text,
      ...tree.errors
        .filter((error) => lines.positionAt(error.span.start).line === line)
        .map((error) => markOf(text, error, lines)),
    ])
    .join('\n');
}

/**
 * Parses a text in which `^^^ message` under a line says which error the line has there, and asserts that
 * these and no others are found. The text ends with its last line, without an LF behind.
 */
export function assertMarked(marked: string, options?: ParseOptions): ConfTree {
  const lines = withoutIndent(marked);
  const tree = parseConf(lines.filter((line) => !MARK.test(line)).join('\n'), options);
  assert.equal(draw(tree), lines.join('\n'));
  return tree;
}
