import path from 'node:path';
import type { Colors } from 'picocolors/types.js';
import type { Finding, Place, Severity } from '../../contract/index.js';
import { severities } from '../../contract/index.js';
import { countBySeverity } from '../../core/rules/index.js';

export interface PrettyOptions {
  readonly colors: Colors;
  /** Absolute. */
  readonly root: string;
  /** Paths are shown relative to here, so that a terminal can open them. */
  readonly from: string;
  readonly read: (file: string) => string | undefined;
}

/** Findings as a person reads them: place and code, the sentence, the line, and what explains it. */
export function toPretty(findings: readonly Finding[], options: PrettyOptions): string {
  const blocks = findings.map((finding) => pretty(finding, options));
  return [...blocks, summary(findings, options.colors)].join('\n');
}

function pretty(finding: Finding, options: PrettyOptions): string {
  const { colors } = options;
  const paint = { error: colors.red, warning: colors.yellow, information: colors.blue, hint: colors.dim }[
    finding.severity
  ];
  const lines = [
    `${colors.bold(where(finding.place, options))}  ${paint(finding.severity)}  ${colors.dim(finding.code)}`,
    ...wrap(finding.message, 100).map((line) => `  ${line}`),
    ...excerpt(finding.place, options, paint),
  ];
  // The declaration is the excerpt itself where it is the finding's own place.
  const related = finding.related.filter(
    ({ place }) => JSON.stringify(place) !== JSON.stringify(finding.place),
  );
  const width = Math.max(0, ...related.map(({ message }) => message.length));
  for (const { message, place } of related) {
    const source = lineOf(place, options)?.trim();
    lines.push(
      `    ${message.padEnd(width)}  ${where(place, options)}${source === undefined ? '' : colors.dim(`  ${source}`)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function where({ file, range }: Place, { root, from }: PrettyOptions): string {
  const shown = path.relative(from, path.resolve(root, file)) || file;
  return `${shown}:${range.start.line + 1}:${range.start.character + 1}`;
}

function excerpt(place: Place, options: PrettyOptions, paint: (text: string) => string): string[] {
  const line = lineOf(place, options);
  if (line === undefined) return [];
  const { start, end } = place.range;
  const number = String(start.line + 1);
  const length = start.line === end.line ? Math.max(1, end.character - start.character) : 1;
  // A tab stays a tab, so that the marks stand under what they mark.
  const before = line.slice(0, start.character).replace(/[^\t]/g, ' ');
  const { dim } = options.colors;
  return [
    `    ${dim(`${number} │`)} ${line}`,
    `    ${dim(`${' '.repeat(number.length)} │`)} ${before}${paint('^'.repeat(length))}`,
  ];
}

function lineOf({ file, range }: Place, { read }: PrettyOptions): string | undefined {
  return read(file)?.split(/\r?\n/)[range.start.line];
}

function summary(findings: readonly Finding[], colors: Colors): string {
  if (findings.length === 0) return `${colors.green('No findings.')}\n`;
  const counts = countBySeverity(findings);
  const parts = severities
    .filter((severity: Severity) => counts[severity] > 0)
    .map(
      (severity) =>
        `${counts[severity]} ${severity}${counts[severity] === 1 || severity === 'information' ? '' : 's'}`,
    );
  return `${parts.join(', ')}\n`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // Code keeps to one line: a space between parentheses or back quotes is no place to break.
  for (const word of text.split(/ (?![^()]*\))(?=(?:[^`]*`[^`]*`)*[^`]*$)/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
