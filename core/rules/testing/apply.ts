import type { Fix, TextEdit } from '../../../contract/index.js';
import { LineIndex } from '../../nginx/index.js';
import type { Example } from '../rule.js';

/** The texts after a fix. Throws when two of its edits overlap, which no editor would apply. */
export function applyFix(texts: Example, { edits }: Fix): Record<string, string> {
  const result: Record<string, string> = { ...texts };
  for (const file of new Set(edits.map((edit) => edit.file))) {
    result[file] = applyEdits(
      texts[file] ?? '',
      edits.filter((edit) => edit.file === file),
    );
  }
  return result;
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  const spans = edits
    .map(({ range, newText }) => ({
      start: lines.offsetAt(range.start),
      end: lines.offsetAt(range.end),
      newText,
    }))
    .sort((a, b) => a.start - b.start);
  let result = '';
  let at = 0;
  for (const { start, end, newText } of spans) {
    if (start < at) throw new Error(`two edits overlap at ${start}`);
    result += text.slice(at, start) + newText;
    at = end;
  }
  return result + text.slice(at);
}
