import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { ruleLevels } from '../../contract/index.js';
import { rules } from './index.js';
import { check } from './testing/marked.js';
import { conf, say } from './testing/programs.js';

const counter = {
  'conf/nginx.conf': conf({ '/': say('require("m").hit()') }),
  'lua/m.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }\n',
};

suite('the level of a rule', () => {
  test('takes the place of the severities that it has itself', () => {
    for (const level of ['error', 'hint'] as const) {
      const { findings } = check(counter, { levels: { 'worker-state/diverges': level } });
      assert.deepEqual(
        findings.map(({ severity }) => severity),
        [level],
      );
    }
  });

  test('off: nothing is found, and the rule does not run', (t) => {
    const rule = rules.find(({ code }) => code === 'worker-state/diverges');
    assert.ok(rule);
    const { mock } = t.mock.method(rule, 'check');
    assert.deepEqual(check(counter, { levels: { [rule.code]: 'off' } }).findings, []);
    assert.equal(mock.callCount(), 0);
    assert.equal(check(counter).findings.length, 1);
    assert.equal(mock.callCount(), 1);
  });

  test('a rule that is off by default does not run unless it is asked for', (t) => {
    const rule = rules.find(({ offByDefault }) => offByDefault);
    assert.ok(rule);
    const { mock } = t.mock.method(rule, 'check');
    check(counter);
    assert.equal(mock.callCount(), 0);
    check(counter, { levels: { [rule.code]: 'warning' } });
    assert.equal(mock.callCount(), 1);
  });
});

test('the manifest offers every rule, with its line and whether it is on', () => {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { configuration: { properties: { 'openresty.rules': { properties: object } } } };
  };
  assert.deepEqual(
    contributes.configuration.properties['openresty.rules'].properties,
    Object.fromEntries(
      rules.map(({ code, summary, offByDefault }) => [
        code,
        {
          type: 'string',
          enum: [...ruleLevels],
          description: `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${offByDefault ? ' Off by default.' : ''}`,
        },
      ]),
    ),
  );
});
