import assert from 'node:assert/strict';
import { standardCatalogue } from '../../core/nginx/index.js';
import { suite, test } from 'node:test';
import { parser, reference, testProject } from '../testing/project.js';
import { hoverAt } from './hover.js';

/** The text under the cursor, and what the hover says. */
function hover(marked: Readonly<Record<string, string>>): { on: string; says: string } | undefined {
  const { document, cursor, result } = testProject(marked);
  const found = hoverAt(document, cursor, {
    parser,
    facts: result.facts,
    catalogue: standardCatalogue(),
    reference: () => reference,
  });
  return (
    found && {
      on: document.parsed.text.slice(found.span.start, found.span.end),
      says: found.markdown,
    }
  );
}

const inConf = (text: string): Record<string, string> => ({ 'conf/nginx.conf': text });
const inLua = (text: string): Record<string, string> => ({ 'lua/m.lua': text });
const http = (inner: string): Record<string, string> => inConf(`http { server { ${inner} } }`);

suite('hover in a configuration', () => {
  test('a directive of a name that several modules have: the one that fits the blocks around', () => {
    const found = http('lis|ten 80;');
    assert.match(hover(found)?.says ?? '', /Of http/);
    assert.match(hover(inConf('stream { server { lis|ten 80; } }'))?.says ?? '', /Of stream/);
    assert.equal(hover(found)?.on, 'listen');
  });

  test('a directive of OpenResty’s', () => {
    const found = hover(http('location / { content_by_|lua_block { ngx.say(1) } }'));
    assert.equal(found?.on, 'content_by_lua_block');
    assert.match(found.says, /context: location, if in location/);
  });

  test('variables in words and in quotes, those named after an argument too', () => {
    assert.deepEqual(hover(http('return 200 "$ho|st";'))?.on, '$host');
    assert.match(hover(http('return 200 ${ho|st};'))?.says ?? '', /The host/);
    assert.match(hover(http('return 200 $arg_us|er;'))?.says ?? '', /An argument/);
  });

  test('nothing for what nobody knows, and for a key of a map', () => {
    assert.equal(hover(http('no_such_thi|ng on;')), undefined);
    assert.equal(hover(inConf('http { map $a $b { lis|ten 1; } }')), undefined);
  });
});

suite('hover in Lua', () => {
  const cases: [string, string, string, RegExp][] = [
    ['a call', 'ngx.s|ay(1)', 'say', /ok, err = ngx\.say\(/],
    ['a part of its path', 'ng|x.say(1)', 'ngx', /API/],
    [
      'a method of a dictionary of whatever name',
      'ngx.shared.hits:in|cr("a", 1, 0)',
      'incr',
      /DICT:incr\(|dict:incr\(/,
    ],
    [
      'the same behind a local',
      'local d = ngx.shared.hits\nd:in|cr("a", 1)',
      'incr',
      /DICT:incr\(|dict:incr\(/,
    ],
    ['a variable of nginx', 'local u = ngx.var.us|er', 'user', /ngx\.var\./],
    ['a local that is another name', 'local say = ngx.say\ns|ay(1)', 'say', /ok, err = ngx\.say\(/],
    ['the name of a module', 'local c = require "resty.lru|cache"', '"resty.lrucache"', /one worker/],
    [
      'a method of what a module makes',
      'local lru = require("resty.lrucache")\nlocal c = lru.new(9)\nreturn c:g|et("k")',
      'get',
      /cache:get\(key\)/,
    ],
  ];
  for (const [name, lua, on, says] of cases) {
    test(name, () => {
      const found = hover(inLua(lua));
      assert.equal(found?.on, on);
      assert.match(found.says, says);
    });
  }

  test('in a block and in a string of a configuration', () => {
    assert.equal(hover(http('location / { content_by_lua_block { ngx.s|ay(1) } }'))?.on, 'say');
    assert.equal(hover(http("location / { content_by_lua 'ngx.s|ay(\\'x\\')'; }"))?.on, 'say');
  });

  test('a module of the project: its file, how it lives, who runs it', () => {
    const found = hover({
      'conf/nginx.conf': `http { lua_package_path "$prefix/lua/?.lua"; server { location /a { content_by_lua_block { require "|m".f() } } } }`,
      'lua/m.lua': 'return { f = function() end }',
    });
    assert.match(found?.says ?? '', /lua\/m\.lua/);
    assert.match(found?.says ?? '', /once in each worker/);
    assert.match(found?.says ?? '', /content_by_lua of location \/a/);
  });

  test('a local that hides a name of the API is not the API', () => {
    assert.equal(hover(inLua('local ngx = {}\nngx.s|ay(1)')), undefined);
    assert.equal(hover(inLua('local function f(ngx) ngx.s|ay(1) end')), undefined);
  });

  test('half-typed text and rings of locals do no harm', () => {
    for (const text of [
      'ngx.|',
      'local a = b|',
      'ngx.shared.x:|',
      '|',
      'local a = a\nreturn a|.b',
      'require(|',
    ])
      assert.doesNotThrow(() => hover(inLua(text)));
  });
});
