import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../contract/index.js';
import { LineIndex } from '../../core/nginx/index.js';
import { Shift } from './shift.js';

const file = 'a.lua';

/** A finding on the text between the brackets, and the text without them. */
function bracketed(marked: string): { text: string; finding: Finding } {
  const text = marked.replace(/[[\]]/g, '');
  const lines = new LineIndex(text);
  const start = marked.indexOf('[');
  const range = { start: lines.positionAt(start), end: lines.positionAt(marked.indexOf(']') - 1) };
  const edit = { file, range, newText: 'new' };
  const place = { file, range };
  return {
    text,
    finding: {
      code: 'worker-state/diverges',
      severity: 'warning',
      message: '',
      place,
      related: [{ message: 'here', place }],
      fixes: [{ title: 'mend', edits: [edit, { ...edit, file: 'nginx.conf' }] }],
    },
  };
}

suite('where a finding is after an edit', () => {
  const rows: [name: string, before: string, after: string][] = [
    ['a line above moves it', 'local [hits] = 0', '-- a\nlocal [hits] = 0'],
    ['lines below do not', 'local [hits] = 0\n', 'local [hits] = 0\n\nreturn hits\n'],
    ['a removed line above', 'x = 1\nlocal [hits] = 0', 'local [hits] = 0'],
    ['text before it on its line', 'local [hits] = 0', 'local a, [hits] = 0'],
    ['text right behind it', 'local [hits]', 'local [hits] = 0'],
    ['text right before it', '[hits] = 0', 'x.[hits] = 0'],
    ['CRLF', 'x = 1\r\nlocal [hits] = 0\r\n', 'x = 1\r\ny = 2\r\nlocal [hits] = 0\r\n'],
    [
      'characters outside the BMP',
      'x = "a"\nlocal [hits] = 0',
      'x = "\u{1f600}", [hits] = 0'.replace(', ', '\nlocal '),
    ],
  ];
  for (const [name, before, after] of rows) {
    test(name, () => {
      const [was, is] = [bracketed(before), bracketed(after)];
      const moved = new Shift(file, was.text, is.text).finding(was.finding);
      assert.ok(moved);
      assert.deepEqual(moved.place, is.finding.place);
      assert.deepEqual(moved.related, is.finding.related);
      assert.deepEqual(moved.fixes?.[0]?.edits[0], is.finding.fixes?.[0]?.edits[0]);
    });
  }

  test('what the edit replaced is nowhere; its nearest place is where the edit begins', () => {
    const { text, finding } = bracketed('local [hits] = 0');
    const shift = new Shift(file, text, 'local = 0');
    assert.equal(shift.finding(finding), undefined);
    assert.deepEqual(shift.nearest(finding).place.range.start, { line: 0, character: 6 });
  });

  test('a fix that the edit touched is not offered any more, the finding elsewhere stays', () => {
    const { text, finding } = bracketed('local [hits] = 0');
    const elsewhere = { ...finding, place: { ...finding.place, file: 'b.lua' } };
    const moved = new Shift(file, text, 'local = 0').finding(elsewhere);
    assert.ok(moved);
    assert.deepEqual(moved.place, elsewhere.place);
    assert.equal(moved.fixes, undefined);
  });
});
