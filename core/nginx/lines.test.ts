import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineIndex } from './index.js';

describe('LineIndex', () => {
  const text = 'ab\r\nc\rd\n\n\u{1f600}e';
  const lines = new LineIndex(text);
  it('lets only LF end a line', () => assert.equal(lines.lineCount, 4));
  it('finds each offset again', () => {
    for (let offset = 0; offset <= text.length; offset += 1) {
      // Between CR and LF there is no place on a line.
      if (offset !== 3) assert.equal(lines.offsetAt(lines.positionAt(offset)), offset);
    }
  });
  it('counts UTF-16 code units', () =>
    assert.deepEqual(lines.positionAt(text.length), { line: 3, character: 3 }));
  it('stays in the line and in the text', () => {
    assert.equal(lines.offsetAt({ line: 0, character: 99 }), 2);
    assert.equal(lines.offsetAt({ line: 1, character: 99 }), 7);
    assert.equal(lines.offsetAt({ line: 99, character: 0 }), text.length);
    assert.equal(lines.offsetAt({ line: -1, character: 5 }), 0);
    assert.deepEqual(lines.positionAt(-1), { line: 0, character: 0 });
    assert.deepEqual(lines.positionAt(999), lines.positionAt(text.length));
  });
  it('gives a line without its end', () => {
    assert.deepEqual(lines.lineSpan(0), { start: 0, end: 2 });
    assert.deepEqual(lines.lineSpan(2), { start: 8, end: 8 });
  });
});
