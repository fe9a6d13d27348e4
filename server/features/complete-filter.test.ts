import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { shortList } from './complete-filter.js';

const names = ['listen', 'proxy_pass', 'proxy_set_header', 'access_log', 'root', 'expires'];

function listed(typed: string, most: number): { names: readonly string[]; isCut: boolean } {
  const { items, isCut } = shortList(
    names,
    () => typed,
    (name) => name,
    most,
  );
  return { names: items, isCut };
}

suite('the items that are sent', () => {
  test('all of them where they are few', () => {
    assert.deepEqual(listed('', 6), { names, isCut: false });
  });

  test('those that have the typed characters in their order, in whatever case', () => {
    assert.deepEqual(listed('pp', 6), { names: ['proxy_pass'], isCut: false });
    assert.deepEqual(listed('PSH', 6), { names: ['proxy_set_header'], isCut: false });
    assert.deepEqual(listed('tsil', 6), { names: [], isCut: false });
  });

  test('of too many the first ones, and the list says that there are more', () => {
    assert.deepEqual(listed('', 2), { names: ['listen', 'proxy_pass'], isCut: true });
  });

  test('of too many those that begin like what is typed, in the order of the list', () => {
    assert.deepEqual(listed('e', 2), { names: ['listen', 'expires'], isCut: true });
    assert.deepEqual(listed('r', 3), { names: ['proxy_pass', 'proxy_set_header', 'root'], isCut: true });
  });
});
