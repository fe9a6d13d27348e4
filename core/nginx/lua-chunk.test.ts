import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { luaChunkOf, parseConf, type LuaChunk } from './index.js';

function chunk(text: string): LuaChunk {
  const [node] = parseConf(text).children;
  const found = node && luaChunkOf(node);
  assert.ok(found);
  return found;
}

describe('luaChunkOf', () => {
  it('gives a block verbatim', () => {
    const text = 'content_by_lua_block { return "\\n" }';
    const { kind, text: lua, toHost, fromHost } = chunk(text);
    assert.deepEqual([kind, lua], ['block', ' return "\\n" ']);
    assert.equal(text.slice(toHost(1), toHost(7)), 'return');
    assert.equal(fromHost(toHost(3)), 3);
    assert.equal(fromHost(0), undefined);
    assert.equal(fromHost(text.length), undefined);
  });
  it('decodes a string and maps offsets both ways', () => {
    const text = String.raw`content_by_lua 'a\n\'b\\n\.c';`;
    const lua = chunk(text);
    assert.equal(lua.text, "a\n'b\\n\\.c");
    // Under each character of the chunk: where it starts in the configuration.
    //            content_by_lua 'a\n\'b\\n\.c';
    const starts = '                01 2 34 5678';
    const expected = Array.from(starts).flatMap((mark, at) => (mark === ' ' ? [] : [at]));
    assert.deepEqual(
      Array.from({ length: lua.text.length }, (_, offset) => lua.toHost(offset)),
      expected,
    );
    assert.equal(lua.toHost(lua.text.length), text.length - 2);
    for (let offset = 0; offset <= lua.text.length; offset += 1) {
      assert.equal(lua.fromHost(lua.toHost(offset)), offset);
    }
    assert.equal(lua.fromHost(text.indexOf('\\n') + 1), 1, 'inside an escape is at its character');
    assert.equal(lua.fromHost(text.indexOf("'")), undefined, 'the quote is not part of the code');
  });
  it('takes the second argument of set_by_lua', () => {
    assert.equal(chunk(`set_by_lua $x 'return 1' $y;`).text, 'return 1');
  });
  it('takes a bare word', () => assert.equal(chunk(`content_by_lua ngx.say(1);`).text, 'ngx.say(1)'));
  it('takes what there is of an unclosed string', () =>
    assert.equal(chunk(`content_by_lua "ngx.`).text, 'ngx.'));
  it('finds none in files and other directives', () => {
    for (const text of [
      'content_by_lua_file a.lua;',
      'return 200 "a";',
      'set_by_lua $x;',
      'map a b { c d; }',
    ]) {
      const [node] = parseConf(text).children;
      assert.equal(node && luaChunkOf(node), undefined);
    }
  });
});
