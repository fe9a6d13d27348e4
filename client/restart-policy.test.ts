import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCrash } from './restart-policy.js';

test('five crashes within three minutes are answered with a new start, the sixth is not', () => {
  let crashes: readonly number[] = [];
  const answers = [0, 10, 20, 30, 40, 50].map((second) => {
    const judged = judgeCrash(crashes, second * 1000);
    crashes = judged.crashes;
    return judged.restart;
  });
  assert.deepEqual(answers, [true, true, true, true, true, false]);
});

test('a crash now and then is always answered', () => {
  let crashes: readonly number[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    const judged = judgeCrash(crashes, minute * 60_000);
    crashes = judged.crashes;
    assert.equal(judged.restart, true);
  }
});
