import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';

suite('lua/syntax', () => {
  test('the line of a file, with the words of the engine', () => {
    const { findings } = check({ 'lua/m.lua': 'local a = 1\n  local = 2\n' });
    assert.deepEqual(
      findings.map(({ code, message, place }) => [code, message, place.range.start]),
      [['lua/syntax', "'<name>' expected near '='", { line: 1, character: 2 }]],
    );
  });
  test('the line of a block in its configuration', () =>
    checkMarked({
      'nginx.conf': `events {}
http { server { location / { content_by_lua_block {
    ngx.say("a"
    ngx.say("b")
    ^^^^^^^^^^^^ error lua/syntax
} } } }`,
    }));
  test('what the grammar takes and LuaJIT does not: a keyword as a name', () => {
    const { findings } = check({ 'lua/m.lua': 'ngx.\nlocal x = 1\n' });
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['lua/syntax'],
    );
  });
  const fine: Record<string, string> = {
    'a line for the shell': '#!/usr/bin/env resty\nreturn 1\n',
    'a byte-order mark': '\ufeffreturn 1\n',
    'characters beyond ASCII': 'return "é 😀" -- ü\n',
    "LuaJIT's own syntax": 'goto done\ndo local a = 42LL + 0x10ULL end\n::done::\nreturn "\\x41\\z  b"\n',
    nothing: '',
  };
  for (const [name, text] of Object.entries(fine)) {
    test(`${name} is fine`, () => assert.deepEqual(check({ 'lua/m.lua': text }).findings, []));
  }
});
