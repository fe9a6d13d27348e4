import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lineFor, rehearse } from './rehearsal.js';

/** What `rehearse` did, with a moment passing whenever it waits for one. */
function run(count: number, isIdle: () => boolean, once: (index: number) => void): string[] {
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  rehearse(
    (index) => {
      said.push(`${index}`);
      once(index);
    },
    {
      count,
      isIdle,
      onFailure: (error) => said.push(String(error)),
      later: (step) => waiting.push(step),
    },
  );
  for (let step = waiting.pop(); step; step = waiting.pop()) step();
  return said;
}

const nothing = (): void => undefined;

suite('rehearsals', () => {
  test('each once, one moment after the other', () => {
    assert.deepEqual(
      run(3, () => true, nothing),
      ['0', '1', '2'],
    );
  });

  test('while somebody types they wait', () => {
    let moments = 0;
    const asked: number[] = [];
    run(
      2,
      () => ++moments % 3 === 0,
      () => asked.push(moments),
    );
    assert.deepEqual(asked, [3, 6]);
  });

  test('a failure is told and ends them', () => {
    const said = run(
      5,
      () => true,
      (index) => {
        if (index === 1) throw new Error('no');
      },
    );
    assert.deepEqual(said, ['0', '1', 'Error: no']);
  });

  test('one that would keep somebody waiting is the last', () => {
    const asked: number[] = [];
    const waiting: (() => void)[] = [];
    let clock = 0;
    rehearse(
      (index) => {
        asked.push(index);
        clock += index === 1 ? 101 : 99;
      },
      {
        count: 5,
        isIdle: () => true,
        onFailure: (error) => assert.ifError(error),
        later: (step) => waiting.push(step),
        now: () => clock,
      },
    );
    for (let step = waiting.pop(); step; step = waiting.pop()) step();
    assert.deepEqual(asked, [0, 1]);
  });

  test('lines all over a text, each once', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}\n`);
    const text = lines.join('');
    const found = Array.from({ length: 40 }, (_, index) => lineFor(text, index, 40));
    assert.ok(found.every((start) => start === 0 || text.charAt(start - 1) === '\n'));
    assert.ok(new Set(found).size > 35, 'nearly all of the lines');
    assert.ok(Math.abs((found[0] ?? 0) - (found[1] ?? 0)) > 10, 'far apart');
  });

  test('a text of one line has its beginning', () => {
    assert.equal(lineFor('user nobody;', 5, 40), 0);
    assert.equal(lineFor('', 5, 40), 0);
  });
});
