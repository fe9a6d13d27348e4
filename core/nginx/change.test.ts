import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changeBetween } from './change.js';
import { Random } from './testing/random.js';

suite('the change between two texts', () => {
  test('what was put in, taken out and replaced', () => {
    assert.deepEqual(changeBetween('ab', 'axb'), { start: 1, end: 1, growth: 1 });
    assert.deepEqual(changeBetween('axb', 'ab'), { start: 1, end: 2, growth: -1 });
    assert.deepEqual(changeBetween('abc', 'axc'), { start: 1, end: 2, growth: 0 });
    assert.deepEqual(changeBetween('', 'abc'), { start: 0, end: 0, growth: 3 });
    assert.deepEqual(changeBetween('abc', ''), { start: 0, end: 3, growth: -3 });
  });

  test('of several that would do: no more than there is', () => {
    assert.deepEqual(changeBetween('aa', 'aaa'), { start: 2, end: 2, growth: 1 });
    assert.deepEqual(changeBetween('aaa', 'aa'), { start: 2, end: 3, growth: -1 });
    assert.deepEqual(changeBetween('abc', 'abc'), { start: 3, end: 3, growth: 0 });
  });

  test('in texts of any length, the least that makes one of the other', () => {
    const random = new Random(5);
    for (let round = 0; round < 300; round += 1) {
      const letters = (length: number): string =>
        Array.from({ length }, () => random.pick(['a', 'b', '\n'])).join('');
      const before = letters(random.between(0, 5000));
      const at = random.between(0, before.length);
      const after =
        before.slice(0, at) + letters(random.between(0, 3)) + before.slice(at + random.between(0, 3));
      const { start, end, growth } = changeBetween(before, after);
      const put = after.slice(start, end + growth);
      assert.equal(before.slice(0, start) + put + before.slice(end), after);
      const taken = before.slice(start, end);
      assert.ok(
        taken === '' || put === '' || (!put.startsWith(taken.charAt(0)) && taken.at(-1) !== put.at(-1)),
      );
    }
  });
});
