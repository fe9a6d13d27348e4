import assert from 'node:assert/strict';
import type { ProjectNames } from '../../core/openresty/index.js';
import { referencesAt, type FileSpan } from '../features/name-places.js';
import { renameAt, type RenameEdit } from '../features/rename.js';
import { NamesStore } from '../workspace/names-store.js';
import { parser, testProject } from './project.js';

export interface NamesTest {
  readonly file: string;
  readonly offset: number;
  readonly names: ProjectNames;
  /** Without the marks. */
  readonly texts: Readonly<Record<string, string>>;
  /** What stands between `«` and `»`. */
  readonly marked: readonly FileSpan[];
}

/** A project whose texts have `«»` around the places that are expected, and a `|` where the cursor is. */
export function namesTest(files: Readonly<Record<string, string>>): NamesTest {
  const marked: FileSpan[] = [];
  const withCursor: Record<string, string> = {};
  for (const [file, source] of Object.entries(files)) {
    let text = '';
    let opened = 0;
    let length = 0;
    for (const character of source) {
      if (character === '«') opened = length;
      else if (character === '»') marked.push({ file, span: { start: opened, end: length } });
      else {
        text += character;
        if (character !== '|') length += character.length;
      }
    }
    withCursor[file] = text;
  }
  const { texts, result, document, cursor } = testProject(withCursor);
  const file = document.file ?? '';
  const store = new NamesStore(parser, (one) => texts[one]);
  return { file, offset: cursor, names: store.names(result.facts, file), texts, marked };
}

/** Asserts that all marked places, and no others, are what the cursor is on, and that a rename reaches each of them. */
export function assertReferences(files: Readonly<Record<string, string>>, fresh = 'fresh_name'): void {
  const test = namesTest(files);
  const found = referencesAt(test.file, test.offset, test.names, { includeDeclaration: true });
  assert.deepEqual(shown(found, test), shown(test.marked, test));
  const edits = renameAt(test.file, test.offset, fresh, test.names);
  assert.ok(Array.isArray(edits), JSON.stringify(edits));
  for (const [file, source] of Object.entries(files)) {
    const expected = source.replace('|', '').replace(/«[^»]*»/g, fresh);
    assert.equal(edited(file, test.texts[file] ?? '', edits as readonly RenameEdit[]), expected);
  }
}

/** Why the name under the cursor does not get the new one. */
export function refusal(files: Readonly<Record<string, string>>, newName: string): string | undefined {
  const { file, offset, names } = namesTest(files);
  const result = renameAt(file, offset, newName, names);
  return result && 'refused' in result ? result.refused : undefined;
}

export function edited(file: string, text: string, edits: readonly RenameEdit[]): string {
  return edits
    .filter((edit) => edit.file === file)
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce(
      (before, { span, text: put }) => before.slice(0, span.start) + put + before.slice(span.end),
      text,
    );
}

export function shown(places: readonly FileSpan[], { texts }: NamesTest): string[] {
  return places
    .map(({ file, span: { start, end } }) => {
      const text = texts[file] ?? '';
      return `${file}:${text.slice(0, start).split('\n').length} ${text.slice(Math.max(0, start - 12), start)}«${text.slice(start, end)}»`;
    })
    .sort();
}
