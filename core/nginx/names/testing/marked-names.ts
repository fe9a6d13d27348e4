import assert from 'node:assert/strict';
import { LineIndex } from '../../lines.js';
import { parseConf } from '../../parser.js';
import { namesOfFile, type OuterBlocks } from '../file-names.js';
import type { NameOccurrence } from '../occurrence.js';

const MARK = /^\s*\^+ (?:declaration|use) /;

export function withoutIndent(marked: string): string[] {
  const lines = marked.replace(/^\n/, '').replace(/\n *$/, '').split('\n');
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent));
}

/** The text with a line of marks below for each name: `^^^ declaration variable`, of stream: `^^^ use upstream (stream)`. */
export function drawNames(text: string, occurrences: readonly NameOccurrence[]): string {
  const lines = new LineIndex(text);
  return text
    .split('\n')
    .flatMap((line, number) => [
      line,
      ...occurrences
        .map((one) => ({ one, at: lines.positionAt(one.span.start) }))
        .filter(({ at }) => at.line === number)
        .map(({ one: { span, role, kind, family, isWrite }, at }) => {
          const arrows = '^'.repeat(span.end - span.start);
          const details = [
            ...(family === 'stream' ? ['stream'] : []),
            ...(isWrite === true ? ['write'] : []),
          ];
          const more = details.length > 0 ? ` (${details.join(', ')})` : '';
          return `${' '.repeat(at.character)}${arrows} ${role} ${kind}${more}`;
        }),
    ])
    .join('\n');
}

/** Asserts that a configuration has the names that are marked, and no others. */
export function assertNames(marked: string, outer?: OuterBlocks): void {
  const lines = withoutIndent(marked);
  const text = lines.filter((line) => !MARK.test(line)).join('\n');
  const content = outer?.owner === undefined ? 'directives' : 'entries';
  const { occurrences } = namesOfFile(parseConf(text, { content }), outer);
  assert.equal(drawNames(text, occurrences), lines.join('\n'));
}
