import assert from 'node:assert/strict';
import { loadConfiguration } from '../../include.js';
import { LineIndex } from '../../lines.js';
import { validateConfiguration, type ValidateOptions } from '../index.js';

/**
 * Validates a configuration whose text is marked: below a line, `^^^ message` (with nothing else on that line) says that
 * nginx would say this about the characters above the marks, with its level in front where that is not `emerg`
 * (`^^^ [warn] message`). Every fault must be marked and every mark must be found; they may be in any order.
 * @param files others that the configuration includes, by path
 */
export function faultsMarked(
  marked: string,
  files: Readonly<Record<string, string>> = {},
  options: ValidateOptions = {},
): void {
  const expected: string[] = [];
  const lines: string[] = [];
  for (const line of marked.split('\n')) {
    const mark = /^(\s*)(\^+) (.+)$/.exec(line);
    if (mark === null) lines.push(line);
    else {
      const start = mark[1]?.length ?? 0;
      expected.push(`${lines.length}:${start}-${start + (mark[2]?.length ?? 0)} ${mark[3] ?? ''}`);
    }
  }
  const texts: Readonly<Record<string, string>> = { ...files, 'conf/nginx.conf': lines.join('\n') };
  const loaded = loadConfiguration('conf/nginx.conf', { read: (path) => texts[path] });
  const found = validateConfiguration(loaded, options).map(({ file, span, level, message }) => {
    const index = new LineIndex(file.tree.text);
    const [start, end] = [index.positionAt(span.start), index.positionAt(span.end)];
    const columns = `${start.line + 1}:${start.character}-${start.line === end.line ? end.character : '…'}`;
    const where = file.path === 'conf/nginx.conf' ? columns : `${file.path}:${columns}`;
    return `${where} ${level === 'emerg' ? '' : `[${level}] `}${message}`;
  });
  assert.deepEqual(found.sort(), expected.sort());
}

/** The same for what stands in a server; the surroundings are right. */
export function serverMarked(marked: string, options: ValidateOptions = {}): void {
  faultsMarked(`events {}\nhttp {\nserver {\n${marked}\n}\n}\n`, {}, options);
}
