import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { rules } from './index.js';
import { check } from './testing/marked.js';

suite('every rule fires on its bad example and is silent on its good one', () => {
  for (const { code, severity, offByDefault, bad, good } of rules) {
    const options = offByDefault ? { levels: { [code]: severity } } : {};
    test(`${code} bad`, () => assert.deepEqual(codes(check(bad, options)), [code]));
    test(`${code} good`, () => assert.deepEqual(codes(check(good, options)), []));
    if (offByDefault) test(`${code} is off`, () => assert.deepEqual(codes(check(bad)), []));
  }
});

test('codes are unique', () => {
  assert.equal(new Set(rules.map(({ code }) => code)).size, rules.length);
});

function codes({ findings }: ReturnType<typeof check>): string[] {
  return findings.map(({ code }) => code);
}
