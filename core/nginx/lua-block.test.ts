import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LUA_DIRECTIVES, luaDirective, parseConf, walk } from './index.js';
import { assertMarked } from './testing/marked.js';

/** The bodies of the Lua blocks of a text without errors. */
function bodies(text: string): string[] {
  const tree = parseConf(text);
  assert.deepEqual(tree.errors, []);
  return [...walk(tree.children)].flatMap((node) => (node.form === 'lua' ? [node.lua.text] : []));
}

/** A body that has to come out whole, with more configuration behind it. */
function assertBody(body: string): void {
  assert.deepEqual(bodies(`content_by_lua_block {${body}} a b; c { log_by_lua_block {x} }`), [body, 'x']);
}

describe('Lua rule 1', () => {
  it('starts the body right behind the brace and needs no `;`', () => assertBody('\n  ngx.say(1)\n'));
  it('leaves name and arguments to nginx', () => {
    const [node] = parseConf('set_by_lua_block "$x" # why\n {}').children;
    assert.deepEqual([node?.form, node?.args[0]?.value], ['lua', '$x']);
    assertMarked(`
      content_by_lua_block;
                          ^ directive "content_by_lua_block" has no opening "{"
    `);
  });
  it('reads an unknown directive of that name the same way', () => {
    assert.deepEqual(bodies('my_own_by_lua_block { "}" }'), [' "}" ']);
  });
});

describe('Lua rule 2', () => {
  it('counts braces', () => assertBody(' t = { { }, {} } '));
  it('skips strings on one line, with any escape', () => {
    assertBody(String.raw` a = "}" b = '}{' c = "\"}" d = '\'}' e = "\\" f = '\\' `);
  });
  it('skips comments', () => {
    assertBody(' -- }\n -- {\n --- "\n');
    assertBody(' --[[ } \n { ]] --[==[ ]] } ]==] ');
  });
  it('takes --[ and --[= for short comments', () => assertBody(' --[ }\n --[= [ }\n'));
  it('skips long strings up to the closer of their level', () =>
    assertBody(' s = [[}]] s = [==[ ]] ]=] } ]==] '));
  it('ignores a closer alone', () => assertBody(' a[b[1]] = ]==] {} '));
  it('prefers the long comment to the short one', () => assertBody('--[[\n}]]'));
  it('sees no quotes in comments and no comments in quotes', () =>
    assertBody(` -- it's\n s = "--" t = '[[' `));
});

describe('Lua rule 3', () => {
  it('needs the exact closer', () => {
    assertMarked(`
      a {
        content_by_lua_block { s = [=[ ]] }
                                   ^^^ Lua code block missing the closing long bracket "]=]", the inlined Lua code may be too long
      }
    `);
  });
  it('needs it within the buffer', () => {
    const text = (length: number): string => `content_by_lua_block {[[${'x'.repeat(length)}]]}`;
    assert.deepEqual(parseConf(text(4000)).errors, []);
    assert.match(parseConf(text(4100)).errors[0]?.message ?? '', /may be too long$/);
    assert.equal(parseConf(text(4100)).children[0]?.form, 'lua');
  });
});

describe('Lua rule 4', () => {
  it('ignores a quote that does not close on its line', () => {
    assert.deepEqual(bodies('a_by_lua_block { s = "}\nb c;'), [' s = "']);
    assert.deepEqual(bodies('a_by_lua_block { s = "\\\n}\nb c;'), [' s = "\\\n']);
  });
  it('counts braces in a string that goes on behind \\z', () => assertBody(' s = "a\\z\n {} " '));
});

describe('Lua rule 5', () => {
  it('never closes behind a comment on the same line', () => {
    assertMarked(
      `
      a {
        content_by_lua_block { -- x }
                             ^ unexpected end of file, expecting terminating characters for lua code block
        b c;
    `,
    );
  });
  it('names the brace that was opened last', () => {
    assertMarked(`
      content_by_lua_block {
        a = {}
            ^ unexpected end of file, expecting terminating characters for lua code block
        b
    `);
  });
});

describe('the table of Lua directives', () => {
  it('knows family, source and which argument', () => {
    assert.deepEqual(luaDirective('set_by_lua_file'), {
      name: 'set_by_lua_file',
      family: 'set',
      source: 'file',
      argument: 1,
    });
    assert.equal(luaDirective('access_by_lua_block')?.argument, undefined);
    assert.equal(luaDirective('balancer_by_lua'), undefined);
    assert.equal(luaDirective('rewrite_by_lua_no_postpone'), undefined);
  });
  it('has no two of one name', () => assert.equal(new Set(LUA_DIRECTIVES.keys()).size, LUA_DIRECTIVES.size));
});
