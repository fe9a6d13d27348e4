import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resolveScopes } from '../lua/index.js';
import { testParser } from '../lua/testing/parser.js';
import { parseConf } from '../nginx/index.js';
import { drawNames, withoutIndent } from '../nginx/names/testing/marked-names.js';
import { mayComputeNames, mayUseNames, namesOfLua } from './lua-names.js';
import { LuaNamesReader, namesOfConfiguration } from './names.js';

const parser = await testParser();

function lua(text: string): ReturnType<typeof namesOfLua> {
  const syntax = parser.parse(text);
  return namesOfLua({ syntax, scopes: resolveScopes(syntax) });
}

/** Asserts that a chunk uses the names that are marked below its lines, and no others. */
function assertLua(marked: string): void {
  const lines = withoutIndent(marked);
  const text = lines.filter((line) => !/^\s*\^+ use /.test(line)).join('\n');
  const found = [...lua(text).occurrences].sort((a, b) => a.span.start - b.span.start);
  assert.equal(drawNames(text, found), lines.join('\n'));
  assert.equal(mayUseNames(text) || found.length === 0, true);
}

suite('names in Lua', () => {
  test('variables, read and written', () => {
    assertLua(`
      ngx.var.a = ngx.var["b"] .. ngx.var['c']
              ^ use variable (write)
                           ^ use variable
                                           ^ use variable
      ngx.say(ngx.var[1], ngx.var.arg_x, ngx.ctx.d)
                                  ^^^^^ use variable
    `);
  });
  test('locals that stand for the tables, as long as they do', () => {
    assertLua(`
      local ngx, var = ngx, ngx.var
      var.a, x = 1, 2
          ^ use variable (write)
      local function f() return var.b end
                                    ^ use variable
      local function g(var) return var.c end
    `);
    assertLua(`
      local var = ngx.var
      var = other
      return var.a
    `);
  });
  test('shared dictionaries, and libraries that take their names', () => {
    assertLua(`
      local d = ngx.shared.one:get("k")
                           ^^^ use dict
      local lock = require("resty.lock")
      lock:new("two")
                ^^^ use dict
      require("resty.limit.conn").new("three", 1, 2, 3)
                                       ^^^^^ use dict
      require("resty.mlcache").new("name", "four", {})
                                            ^^^^ use dict
      other:new("five")
    `);
  });
  test('named locations', () => {
    assertLua(`
      ngx.exec("@a", args)
                 ^ use location
      ngx.exec("/b")
      ngx.say("@c")
    `);
  });
  test('long strings and escapes', () => {
    assertLua(`
      ngx.say(ngx.var[ [[a]] ], ngx.shared[ [=[b]=] ])
                         ^ use variable
                                               ^ use dict
      ngx.say(ngx.var["\\97"])
    `);
  });
  test('what is half typed', () => {
    assertLua(`
      ngx.say(ngx.var.a
                      ^ use variable
    `);
    for (const text of [
      'ngx.var.',
      'ngx.var[',
      'ngx.var["a',
      'ngx.exec(',
      'local x = ngx.shared.',
      'ngx.var = ',
    ])
      lua(text);
  });
  test('URIs of requests', () => {
    const text =
      'ngx.location.capture("/a?b=1") ngx.location.capture_multi({ { "/c" }, { "/d", {} } }) ngx.exec("/e")';
    assert.deepEqual(
      lua(text).uris.map(({ uri, span }) => [uri, text.slice(span.start, span.end)]),
      ['/a', '/c', '/d', '/e'].map((uri) => [uri, uri]),
    );
  });
  test('literals that variables get', () => {
    const text = 'ngx.var.pool = "blue" ngx.var.other = f()';
    assert.deepEqual(
      lua(text).values.map(({ variable, value, span }) => [
        variable,
        value,
        text.slice(span.start, span.end),
      ]),
      [['pool', 'blue', 'blue']],
    );
  });
  test('names that are put together', () => {
    const found = lua('local x = ngx.var["a_" .. i .. "_b"] .. ngx.shared[name]:get("k") .. ngx.var[(n)]');
    assert.deepEqual(
      found.computed.map(({ kind, pattern }) => [kind, pattern]),
      [
        ['variable', 'a_*_b'],
        ['dict', '*'],
        ['variable', '*'],
      ],
    );
    assert.deepEqual(
      found.strings.map(({ value }) => value),
      ['a_', '_b', 'k'],
    );
  });
  test('which texts may put names together', () => {
    const computing = [
      'ngx.var[name]',
      'ngx.var["a" .. i]',
      'local v = ngx.var\nreturn v[name]',
      'for k in f(ngx.shared) do x[k] = 1 end',
      'ngx.shared[ name ]',
    ];
    const plain = [
      'ngx.var.a',
      'ngx.var["a"]',
      'local v = ngx.var\nreturn v.a, t[name]',
      'ngx.var[1]',
      'x[y]',
    ];
    assert.deepEqual(
      computing.filter((text) => !mayComputeNames(text)),
      [],
    );
    assert.deepEqual(plain.filter(mayComputeNames), []);
  });
});

suite('Lua in a configuration', () => {
  test('in a block and in a string with escapes, of the family and the server around it', () => {
    const text = String.raw`stream { server { content_by_lua_block { ngx.say(ngx.var.a) } } }
http {
  server { access_by_lua '
    ngx.exec(\'@b\', "\"\n" .. ngx.var["c"])'; }
}`;
    const { occurrences } = namesOfConfiguration(parseConf(text), new LuaNamesReader(parser));
    assert.deepEqual(
      occurrences.map(({ kind, span, family, server }) => [
        kind,
        text.slice(span.start, span.end),
        family,
        server === undefined ? undefined : text.slice(server, server + 6),
      ]),
      [
        ['variable', 'a', 'stream', undefined],
        ['location', 'b', 'http', 'server'],
        ['variable', 'c', 'http', undefined],
      ],
    );
  });
});
