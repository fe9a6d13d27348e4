import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  argumentFor,
  argumentForms,
  expectedArguments,
  matchArguments,
  standardCatalogue,
  type Context,
} from './index.js';

/** The names of what may come behind the words of a half-typed line. */
function behind(line: string, context: Context = 'location'): string[] {
  const [name = '', ...before] = line.split(' ').filter((word) => word !== '');
  const spec = standardCatalogue().directive(name, context);
  assert.ok(spec, name);
  return expectedArguments(argumentForms(spec) ?? [], before).map(({ argument }) => argument.name);
}

suite('what may come next', () => {
  const cases: [string, Context, string[]][] = [
    ['gzip', 'location', ['value']],
    ['gzip on', 'location', []],
    ['return', 'location', ['code', 'URL']],
    ['return 301', 'location', ['text']],
    ['return 301 /a', 'location', []],
    ['rewrite ^/a$ /b', 'location', ['flag']],
    ['error_page', 'location', ['code']],
    ['error_page 404', 'location', ['code', 'response', 'uri']],
    ['error_page 404 =200', 'location', ['uri']],
    ['listen', 'server', ['address']],
    ['listen 80 ssl', 'server', ['parameter']],
    ['access_log logs/a.log', 'http', ['format', 'parameter']],
    ['access_log logs/a.log main', 'http', ['parameter']],
    ['proxy_cache_valid 200 302', 'http', ['code', 'time']],
    ['location', 'server', ['modifier', 'uri', 'modifier', 'name']],
    ['location ~', 'server', ['regex']],
    ['geo', 'http', ['address', 'variable']],
    ['image_filter rotate', 'location', ['angle']],
    ['server 10.0.0.1 weight=5', 'upstream', ['parameter']],
  ];
  for (const [line, context, expected] of cases)
    test(line, () => assert.deepEqual(behind(line, context), expected));

  test('what no form allows is followed by its number of arguments', () => {
    assert.deepEqual(behind('gzip_comp_level nine'), []);
    assert.deepEqual(behind('rewrite a b c d'), []);
    assert.deepEqual(behind('set foo'), ['value']);
  });

  test('which argument each value is: all of them decide', () => {
    const names = (line: string, context: Context): (string | undefined)[] => {
      const [name = '', ...values] = line.split(' ');
      const spec = standardCatalogue().directive(name, context);
      return matchArguments((spec && argumentForms(spec)) ?? [], values).map((one) => one?.name);
    };
    assert.deepEqual(names('geo $a', 'http'), ['variable']);
    assert.deepEqual(names('geo $a $b', 'http'), ['address', 'variable']);
    assert.deepEqual(names('location @a', 'server'), ['name']);
    assert.deepEqual(names('location /a', 'server'), ['uri']);
    assert.deepEqual(names('try_files a b =404', 'server'), ['file', 'file', 'last']);
    assert.deepEqual(names('error_page 404 =200 /a', 'server'), ['code', 'response', 'uri']);
    assert.deepEqual(names('access_log a main gzip buffer=1k', 'http'), [
      'path',
      'format',
      'parameter',
      'parameter',
    ]);
    assert.deepEqual(names('proxy_pass a b c', 'location'), ['URL', undefined, undefined]);
  });

  test('the argument that a value is', () => {
    const spec = standardCatalogue().directive('proxy_cache_valid', 'http');
    const forms = (spec && argumentForms(spec)) ?? [];
    assert.equal(argumentFor(forms, [], '200')?.argument.name, 'code');
    assert.equal(argumentFor(forms, [], '10m')?.argument.name, 'time');
    assert.equal(argumentFor(forms, ['200'], '10m')?.argument.name, 'time');
  });
});
