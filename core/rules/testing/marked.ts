import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { testParser } from '../../lua/testing/parser.js';
import { buildProject, memoryFiles } from '../../openresty/index.js';
import { loadLuaEngine } from '../../../lua-engine/index.js';
import { checkProject, type CheckOptions, type CheckResult, type Example } from '../index.js';

const parser = await testParser();
const engine = loadLuaEngine(readFileSync('lua-engine/built/lua.wasm'));

/** Checks a project that is given as texts. */
export function check(texts: Example, options: CheckOptions = {}): CheckResult {
  const result = checkProject(
    buildProject(memoryFiles(texts), { parser }),
    (text, name) => engine.compile(Buffer.from(text, 'utf8'), name),
    options,
  );
  assert.deepEqual(result.failures, []);
  return result;
}

/**
 * Checks a project whose texts are marked: below a line, `^^^^ severity code` (with nothing else on that
 * line) says that a finding of this severity and code stands on the characters above the marks. Every finding
 * must be marked and every mark must be found.
 */
export function checkMarked(marked: Example, options: CheckOptions = {}): void {
  const expected: string[] = [];
  const texts: Record<string, string> = {};
  for (const [file, text] of Object.entries(marked)) {
    const lines: string[] = [];
    for (const line of text.split('\n')) {
      const mark = /^(\s*)(\^+) (\w+) (\S+)$/.exec(line);
      if (!mark) lines.push(line);
      else {
        const start = mark[1]?.length ?? 0;
        const end = start + (mark[2]?.length ?? 0);
        expected.push(`${file}:${lines.length}:${start + 1}-${end + 1} ${mark[3]} ${mark[4]}`);
      }
    }
    texts[file] = lines.join('\n');
  }
  const result = check(texts, options);
  const found = result.findings.map(({ place: { file, range }, severity, code }) => {
    const { start, end } = range;
    return `${file}:${start.line + 1}:${start.character + 1}-${end.character + 1} ${severity} ${code}`;
  });
  assert.deepEqual(found.sort(), expected.sort());
}
