import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DictOperation, DictScalar } from '../services.js';
import { DictStore } from './store.js';

type Step = [operation: DictOperation, args: DictScalar[], answer: DictScalar[]];

/** Steps on a fresh dictionary of 1 MiB; `['', [ms], []]` lets time pass. */
function check(name: string, steps: (Step | ['wait', number])[], capacity = 1024 * 1024): void {
  test(name, () => {
    let now = 1_000_000;
    const store = new DictStore('dogs', capacity, () => now);
    for (const step of steps) {
      if (step[0] === 'wait') {
        now += step[1];
        continue;
      }
      const [operation, args, answer] = step;
      assert.deepEqual(store.execute(operation, args), answer, `${operation}(${args.join(', ')})`);
    }
  });
}

const stored = [true, undefined, false];

// The expectations are those of the lua-nginx-module manual, ngx.shared.DICT.*.
suite('values', () => {
  check('every scalar type comes back', [
    ['set', ['s', 'text'], stored],
    ['set', ['n', 3.14], stored],
    ['set', ['b', false], stored],
    ['get', ['s'], ['text']],
    ['get', ['n'], [3.14]],
    ['get', ['b'], [false]],
    ['get', ['nobody'], [undefined]],
  ]);
  check('flags come back when they are not 0', [
    ['set', ['k', 'v', 0, 7], stored],
    ['get', ['k'], ['v', 7]],
    ['set', ['k', 'w'], stored],
    ['get', ['k'], ['w']],
  ]);
  check('a nil value deletes', [
    ['set', ['k', 'v'], stored],
    ['set', ['k', undefined], stored],
    ['get', ['k'], [undefined]],
    ['delete', ['k'], stored],
  ]);
  check('keys are checked', [
    ['get', [undefined], [undefined, 'nil key']],
    ['set', ['', 1], [undefined, 'empty key']],
    ['incr', ['x'.repeat(65536), 1], [undefined, 'key too long']],
  ]);
  check('add, replace and their safe kin', [
    ['replace', ['k', 1], [false, 'not found', false]],
    ['add', ['k', 1], stored],
    ['add', ['k', 2], [false, 'exists', false]],
    ['safe_add', ['k', 2], [false, 'exists', false]],
    ['replace', ['k', 3], stored],
    ['safe_set', ['k', 'four'], stored],
    ['get', ['k'], ['four']],
    ['add', ['k', undefined], [false, 'attempt to add or replace nil values', false]],
  ]);
});

suite('expiry', () => {
  check('an entry ends with its time, to the millisecond', [
    ['set', ['k', 'v', 0.001], stored],
    ['get', ['k'], ['v']],
    ['wait', 1],
    ['get', ['k'], [undefined]],
    ['add', ['k', 'w'], stored],
  ]);
  check('get_stale sees an expired value as long as nobody removed it', [
    ['set', ['k', 'v', 1, 5], stored],
    ['get_stale', ['k'], ['v', 5, false]],
    ['wait', 1500],
    ['get_stale', ['k'], ['v', 5, true]],
    ['get_stale', ['nobody'], [undefined]],
  ]);
  check('ttl and expire', [
    ['ttl', ['k'], [undefined, 'not found']],
    ['expire', ['k', 1], [undefined, 'not found']],
    ['set', ['k', 'v'], stored],
    ['ttl', ['k'], [0]],
    ['expire', ['k', 1.5], [true]],
    ['ttl', ['k'], [1.5]],
    ['wait', 500],
    ['ttl', ['k'], [1]],
    ['expire', ['k', 0], [true]],
    ['ttl', ['k'], [0]],
    ['set', ['long', true, 2 ** 31], stored],
    ['ttl', ['long'], [2147483648]],
  ]);
  check('flush_all marks, flush_expired removes', [
    ['flush_expired', [], [0]],
    ...['a', 'b', 'c', 'd', 'e'].map((key): Step => ['set', [key, 1], stored]),
    ['flush_all', [], []],
    ['get_keys', [0], []],
    ['get_stale', ['e'], [1, undefined, true]],
    // flush_all itself drops up to three.
    ['flush_expired', [1], [1]],
    ['flush_expired', [], [1]],
  ]);
});

suite('incr', () => {
  check('needs a number that is there, or init', [
    ['incr', ['n', 1], [undefined, 'not found']],
    ['incr', ['n', 1, 10], [11, undefined, false]],
    ['incr', ['n', 2], [13]],
    ['incr', ['n', 0.5, 10], [13.5, undefined, false]],
    ['set', ['s', 'text'], stored],
    ['incr', ['s', 1], [undefined, 'not a number']],
  ]);
  check('init_ttl counts for a new entry only', [
    ['incr', ['n', 1, 0, 1], [1, undefined, false]],
    ['incr', ['n', 1, 0, 100], [2, undefined, false]],
    ['ttl', ['n'], [1]],
    ['wait', 1000],
    ['incr', ['n', 1], [undefined, 'not found']],
    ['incr', ['n', 1, 5], [6, undefined, false]],
    ['ttl', ['n'], [0]],
  ]);
});

suite('lists', () => {
  check('push and pop at both ends', [
    ['lpush', ['l', 'b'], [1]],
    ['lpush', ['l', 'a'], [2]],
    ['rpush', ['l', 3], [3]],
    ['llen', ['l'], [3]],
    ['lpop', ['l'], ['a']],
    ['rpop', ['l'], [3]],
    ['rpop', ['l'], ['b']],
    ['llen', ['l'], [0]],
    ['lpop', ['l'], [undefined]],
  ]);
  check('lists and values do not mix', [
    ['lpush', ['l', 1], [1]],
    ['get', ['l'], [undefined, 'value is a list']],
    ['get_stale', ['l'], [undefined, 'value is a list']],
    ['incr', ['l', 1], [undefined, 'not a number']],
    ['set', ['v', 1], stored],
    ['rpush', ['v', 1], [undefined, 'value not a list']],
    ['lpop', ['v'], [undefined, 'value not a list']],
    ['llen', ['v'], [undefined, 'value not a list']],
    ['lpush', ['l', true], [undefined, 'bad value type']],
    ['set', ['l', 'now a value'], stored],
    ['get', ['l'], ['now a value']],
  ]);
  check('an expired list starts anew', [
    ['lpush', ['l', 1], [1]],
    ['expire', ['l', 1], [true]],
    ['wait', 1000],
    ['llen', ['l'], [0]],
    ['lpush', ['l', 2], [1]],
    ['ttl', ['l'], [0]],
  ]);
});

suite('keys', () => {
  check('get_keys gives the coldest first, 1024 unless told', [
    ...Array.from({ length: 1100 }, (_, n): Step => ['set', [`k${n}`, n], stored]),
    ['get', ['k0'], [0]],
    ['get_keys', [3], ['k1', 'k2', 'k3']],
  ]);
  test('0 is all of them', () => {
    const store = new DictStore('dogs', 1024 * 1024, () => 1);
    for (let n = 0; n < 1100; n += 1) store.execute('set', [`k${n}`, n]);
    assert.equal(store.execute('get_keys', []).length, 1024);
    assert.equal(store.execute('get_keys', [0]).length, 1100);
  });
});

suite('a full dictionary', () => {
  // Two pages: one holds the tree's head, the other is the text for the log; nothing is wholly free.
  const capacity = 16 * 1024;
  const value = 'v'.repeat(900);

  test('set throws the coldest out and says so; safe_set refuses', () => {
    const store = new DictStore('dogs', capacity, () => 1);
    let count = 0;
    while (store.execute('safe_set', [`k${count}`, value])[0] === true) count += 1;
    assert.equal(count, 4);
    assert.deepEqual(store.execute('safe_set', ['more', value]), [false, 'no memory', false]);
    assert.equal(store.execute('get', ['k0'])[0], value);
    assert.deepEqual(store.execute('set', ['more', value]), [true, undefined, true]);
    assert.deepEqual(store.execute('get', ['k1']), [undefined]);
    assert.equal(store.execute('get', ['k0'])[0], value);
  });
  test('a value that can never fit is refused after the coldest went', () => {
    const store = new DictStore('dogs', capacity, () => 1);
    store.execute('set', ['k', value]);
    assert.deepEqual(store.execute('set', ['huge', 'v'.repeat(capacity)]), [false, 'no memory', true]);
    assert.deepEqual(store.execute('get', ['k']), [undefined]);
  });
  test('lists never throw others out', () => {
    const store = new DictStore('dogs', capacity, () => 1);
    let count = 0;
    while (store.execute('rpush', ['l', value])[1] === undefined) count += 1;
    assert.deepEqual(store.execute('rpush', ['l', value]), [undefined, 'no memory']);
    assert.deepEqual(store.execute('llen', ['l']), [count]);
  });
  test('space comes back', () => {
    const store = new DictStore('dogs', 1024 * 1024, () => 1);
    const before = store.execute('free_space', []);
    store.execute('set', ['big', 'x'.repeat(100_000)]);
    store.execute('rpush', ['l', 'y'.repeat(5000)]);
    assert.ok(Number(store.execute('free_space', [])[0]) < Number(before[0]));
    store.execute('delete', ['big']);
    store.execute('rpop', ['l']);
    assert.deepEqual(store.execute('free_space', []), before);
    assert.deepEqual(store.execute('capacity', []), [1024 * 1024]);
  });
});
