import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hasVariables, scriptParts } from './script.js';

/** `[name]` for a variable, the rest as it stands. */
const drawn = (value: string): string =>
  scriptParts(value)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.name}]`))
    .join('|');

suite('the parts of a value (ngx_http_script_compile)', () => {
  const cases: readonly (readonly [value: string, parts: string, why: string])[] = [
    ['', '', 'nothing'],
    ['plain', 'plain', 'no variable'],
    ['$uri', '[uri]', 'a name alone'],
    ['a$uri', 'a|[uri]', 'text before'],
    ['$uri/b', '[uri]|/b', 'a name ends before what is no letter, digit or underscore'],
    ['$uri.html', '[uri]|.html', 'a dot ends it'],
    ['$uri-x', '[uri]|-x', 'a dash ends it'],
    ['$arg_a1_B', '[arg_a1_b]', 'names are compared in lower case'],
    ['$URI', '[uri]', 'upper case is the same name'],
    ['${uri}s', '[uri]|s', 'braces end it'],
    ['a${b}${c}d', 'a|[b]|[c]|d', 'one behind the other'],
    ['$a$b', '[a]|[b]', 'a $ ends a name'],
    ['$1', '[1]', 'a capture'],
    ['$12', '[1]|2', 'a capture is one digit'],
    ['$1abc', '[1]|abc', 'and no letter'],
    ['$9$0', '[9]|[0]', '0 is no capture: it begins a name'],
    ['$0a', '[0a]', 'as do letters'],
    ['$_', '[_]', 'and the underscore'],
    ['$', '$', 'nginx refuses it; text here'],
    ['100$', '100$', 'also at the end'],
    ['$-', '$-', 'a $ before what begins no name'],
    ['${uri', '${uri', 'a brace left open: nginx refuses it'],
    ['${}', '${}', 'no name at all'],
    ['$é', '$é', 'names are of ASCII'],
    ['$uriß', '[uri]|ß', 'here too'],
    ['\\$uri', '\\|[uri]', 'a backslash protects nothing'],
    ['$uri\n$args', '[uri]|\n|[args]', 'over lines'],
  ];
  for (const [value, parts, why] of cases)
    test(`${JSON.stringify(value)}: ${why}`, () => assert.equal(drawn(value), parts));

  test('the parts joined are the value', () => {
    for (const [value] of cases) {
      const joined = scriptParts(value).map((part) => (part.kind === 'text' ? part.text : part.source));
      assert.equal(joined.join(''), value);
    }
  });

  test('whether there is a variable', () => {
    assert.equal(hasVariables('a$b'), true);
    assert.equal(hasVariables('$1'), true);
    assert.equal(hasVariables('100$'), false);
    assert.equal(hasVariables(''), false);
  });

  test('a name of a million letters', () => {
    const name = 'a'.repeat(1_000_000);
    assert.equal(scriptParts(`$${name}`).length, 1);
    assert.equal(scriptParts('${'.repeat(100_000)).length, 1);
  });
});
