import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { includeTarget, parseConf, walk, type ConfNode } from './index.js';
import { assertMarked } from './testing/marked.js';

function outline(nodes: readonly ConfNode[]): string[] {
  return [...walk(nodes)].map((node) => [node.kind, node.form, node.name.value].join(' '));
}

describe('the tree', () => {
  const text = 'http { # c\n  server { listen 80; }\n}\ninit_by_lua_block { x }';
  const tree = parseConf(text);
  const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);

  it('is lossless', () => assert.equal(tree.tokens.map((token) => token.raw).join(''), text));
  it('says where everything stands', () => {
    const [http, lua] = tree.children;
    assert.ok(http?.form === 'block' && lua?.form === 'lua');
    const [server] = http.block.children;
    assert.ok(server?.form === 'block');
    assert.equal(at(server.span), 'server { listen 80; }');
    assert.equal(at(server.block.span), '{ listen 80; }');
    assert.deepEqual([at(server.block.open), server.block.close && at(server.block.close)], ['{', '}']);
    const [listen] = server.block.children;
    assert.ok(listen?.form === 'simple');
    assert.deepEqual([at(listen.span), at(listen.terminator)], ['listen 80;', ';']);
    assert.deepEqual([at(lua.lua.span), at(lua.span)], [' x ', 'init_by_lua_block { x }']);
  });
  it('walks the outer ones first', () => {
    assert.deepEqual(outline(tree.children), [
      'directive block http',
      'directive block server',
      'directive simple listen',
      'directive lua init_by_lua_block',
    ]);
  });
});

describe('rule 9', () => {
  it('gives `if` no lexing of its own', () => {
    const [node] = parseConf('if ($a = 1) { }').children;
    assert.deepEqual(
      node?.args.map((word) => word.value),
      ['($a', '=', '1)'],
    );
  });
  for (const name of ['types', 'map $a $b', 'geo $a', 'split_clients $a $b', 'charset_map a b']) {
    it(`reads entries in ${name}`, () => {
      assert.deepEqual(outline(parseConf(`${name} { server x; default y; }`).children).slice(1), [
        'entry simple server',
        'entry simple default',
      ]);
    });
  }
  it('takes no `{` among entries, and still reads what is behind', () => {
    const tree = assertMarked(`
      types {
        a b
        server { listen 80; }
               ^ unexpected "{"
        c d;
      }
      e f;
    `);
    assert.deepEqual(outline(tree.children), [
      'directive block types',
      'directive block a',
      'directive simple listen',
      'entry simple c',
      'directive simple e',
    ]);
  });
  it('takes no Lua among entries either', () => {
    assertMarked(`
      types { content_by_lua_block { } }
                                   ^ unexpected "{"
    `);
  });
  it('lets types, map and geo include, and split_clients not', () => {
    const target = (text: string): string | undefined => {
      const [node] = parseConf(text).children;
      const [inner] = node?.form === 'block' ? node.block.children : [];
      return inner && includeTarget(inner, node?.name.value)?.value;
    };
    assert.equal(target('types { include x; }'), 'x');
    assert.equal(target('map a b { include x; }'), 'x');
    assert.equal(target('geo a { include x; }'), 'x');
    assert.equal(target('split_clients a b { include x; }'), undefined);
    assert.equal(target('http { include x; }'), 'x');
    assert.equal(target('http { include x y; }'), undefined);
  });
});

describe('reading on after an error', () => {
  it('takes an unclosed quote to end with its line, where the next quote shows the fault', () => {
    const tree = assertMarked(`
      a {
        return 200 "abc;
        add_header "x" "y";
                    ^ unexpected "x"
      }
      b c;
    `);
    const names = [...walk(tree.children)].map(({ name, args }) => [
      name.value,
      ...args.map(({ value }) => value),
    ]);
    assert.deepEqual(names, [['a'], ['return', '200', 'abc'], ['add_header', 'x', 'y'], ['b', 'c']]);
  });
  it('takes an unclosed quote to end with its line, where nothing closes it', () => {
    const tree = assertMarked(`
      a 'b;
      c d;
      e { f; }
              ^ unexpected end of file, expecting ";" or "}"
    `);
    assert.deepEqual(outline(tree.children), [
      'directive simple a',
      'directive simple c',
      'directive block e',
      'directive simple f',
    ]);
  });
  it('keeps what a directive without its `;` already has', () => {
    const tree = assertMarked(`
      server {
        listen 80
      }
      ^ unexpected "}"
      a b;
    `);
    assert.deepEqual(outline(tree.children), [
      'directive block server',
      'directive unterminated listen',
      'directive simple a',
    ]);
  });
  it('gives the children of a block without a name to the block around', () => {
    const tree = parseConf('a { { b; } c; }');
    assert.deepEqual(outline(tree.children), [
      'directive block a',
      'directive simple b',
      'directive simple c',
    ]);
  });
  it('takes an unclosed Lua block to end at a brace that is indented like its directive', () => {
    const tree = assertMarked(`
      server {
        content_by_lua_block {
          local t = { {
                      ^ unexpected end of file, expecting terminating characters for lua code block
        }
        listen 80;
      }
    `);
    assert.deepEqual(outline(tree.children), [
      'directive block server',
      'directive lua content_by_lua_block',
      'directive simple listen',
    ]);
  });
});
