import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changeBetween, withChange, type Change } from './change.js';
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

  test('several in a row are as few as they can be, and lead to the same text', () => {
    const random = new Random(11);
    for (let round = 0; round < 500; round += 1) {
      const first = 'abcdefghijklmnopqrstuvwxyz';
      let text = first;
      let changes: readonly Change[] = [];
      for (let edit = 0; edit < 4; edit += 1) {
        const at = random.between(0, text.length);
        const next =
          text.slice(0, at) + 'XYZ'.slice(random.between(0, 3)) + text.slice(at + random.between(0, 2));
        changes = withChange(changes, changeBetween(text, next));
        text = next;
      }
      // What lies between the changes is the same in both texts.
      let [old, now] = [0, 0];
      for (const { start, end, growth } of changes) {
        assert.ok(start >= old && end >= start);
        assert.equal(text.slice(now, now + start - old), first.slice(old, start));
        now += end - old + growth;
        old = end;
      }
      assert.equal(text.slice(now), first.slice(old));
    }
  });

  test('two far apart stay two', () => {
    const one = withChange([], changeBetween('abcdef', 'aXbcdef'));
    assert.deepEqual(withChange(one, changeBetween('aXbcdef', 'aXbcdeYf')), [
      { start: 1, end: 1, growth: 1 },
      { start: 5, end: 5, growth: 1 },
    ]);
  });
});
