import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parser, testProject, textAt } from '../testing/project.js';
import { definitionsAt } from './definition.js';

/** What the cursor leads to: `file:line text`, lines from 1. */
function targets(marked: Readonly<Record<string, string>>, locals = true): string[] {
  const { document, cursor, result, texts } = testProject(marked);
  const read = (file: string): string | undefined => texts[file];
  return definitionsAt(document, cursor, { parser, facts: result.facts, read, locals }).map(
    ({ target: { file, range } }) =>
      `${file}:${range.start.line + 1} ${textAt(texts[file] ?? '', range)}`.trim(),
  );
}

const conf = `events {}
http {
    lua_package_path "$prefix/lua/?.lua;;";
    lua_shared_dict hits 1m;
    server {
        location /a { content_by_lua_block { local m = require "m" m.a() } }
        location /b { content_by_lua_block { require("m").b() } }
    }
}
`;
const lua = `local M = {}
local n = 0
function M.a()
    n = n + 1
    return ngx.shared.hits:incr("n", 1, 0)
end
function M.b() return n end
return M
`;
const program = (changes: Readonly<Record<string, string>>): Record<string, string> => ({
  'conf/nginx.conf': conf,
  'lua/m.lua': lua,
  ...changes,
});
const inConf = (from: string, to: string): Record<string, string> =>
  program({ 'conf/nginx.conf': conf.replace(from, to) });
const inLua = (from: string, to: string): Record<string, string> =>
  program({ 'lua/m.lua': lua.replace(from, to) });

suite('from the configuration to Lua', () => {
  test('require "m" leads to the module', () => {
    assert.deepEqual(targets(inConf('"m"', '"|m"')), ['lua/m.lua:1']);
  });
  test('a function of a module leads to where the module sets it', () => {
    assert.deepEqual(targets(inConf('m.a()', 'm.|a()')), ['lua/m.lua:3 a']);
    assert.deepEqual(targets(inConf('("m").b', '("m").|b')), ['lua/m.lua:7 b']);
  });
  test('a *_by_lua_file and an include lead to their files', () => {
    const files = program({
      'conf/nginx.conf': 'events {}\nhttp { server { location / { content_by_lua_file lua/pa|ge.lua; } } }\n',
      'lua/page.lua': 'ngx.say(1)',
    });
    assert.deepEqual(targets(files), ['lua/page.lua:1']);
    const include = { 'conf/nginx.conf': 'events {}\ninclude ht|tp.conf;\n', 'conf/http.conf': 'http {}\n' };
    assert.deepEqual(targets(include), ['conf/http.conf:1']);
  });
});

suite('from Lua back to the configuration', () => {
  const handlerA = 'conf/nginx.conf:6 content_by_lua_block';
  const handlerB = 'conf/nginx.conf:7 content_by_lua_block';
  test('a function’s name leads to the handlers that get to it, and to no other', () => {
    assert.deepEqual(targets(inLua('M.a()', 'M.|a()')), [handlerA]);
    assert.deepEqual(targets(inLua('M.b()', 'M.|b()')), [handlerB]);
  });
  test('the module’s table, and what it returns, lead to all of them', () => {
    assert.deepEqual(targets(inLua('local M', 'local |M')), [handlerA, handlerB]);
    assert.deepEqual(targets(inLua('return M', 'return |M')), [handlerA, handlerB]);
  });
  test('a shared dictionary leads to its declaration', () => {
    assert.deepEqual(targets(inLua('shared.hits', 'shared.hi|ts')), [
      'conf/nginx.conf:4 lua_shared_dict hits 1m',
    ]);
  });
});

suite('inside of Lua', () => {
  test('a local leads to its declaration, unless another server answers for Lua', () => {
    assert.deepEqual(targets(inLua('return n end', 'return |n end')), ['lua/m.lua:2 n']);
    assert.deepEqual(targets(inLua('return n end', 'return |n end'), false), []);
  });
  test('names of nobody lead nowhere', () => {
    assert.deepEqual(targets(inLua('"n"', '"|n"')), []);
    assert.deepEqual(targets(inConf('"m"', '"|no.such.module"')), []);
    assert.deepEqual(targets(inConf('events', 'ev|ents')), []);
  });
});
