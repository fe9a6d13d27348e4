import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testParser } from './testing/parser.js';
import { nodesAt, walkLua } from './index.js';

const parser = await testParser();

/** The texts of the nodes around the `|`, the innermost last. */
function around(marked: string): string[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return nodesAt(parser.parse(text).main, offset).map(({ start, end }) => text.slice(start, end));
}

test('the innermost node is the name that the cursor touches, on either side', () => {
  for (const marked of ['return |name', 'return na|me', 'return name|'])
    assert.equal(around(marked).at(-1), 'name');
  assert.equal(around('return a.b|.c').at(-1), 'b');
  assert.equal(around('f(x, "te|xt")').at(-1), '"text"');
});

test('the name of a function belongs to what is assigned, not to the function', () => {
  assert.deepEqual(around('function m.f|oo() end').slice(-2), ['m.foo', 'foo']);
  assert.equal(around('local function f|oo() end').at(-1), 'foo');
});

test('every node is met once, each below its parent', () => {
  const { main } = parser.parse(
    'local a = { 1, b = function(x) return x + a end }\nfor i = 1, 2 do print(i) end\n',
  );
  const nodes = [...walkLua(main)];
  assert.equal(new Set(nodes.map(({ node }) => node)).size, nodes.length);
  for (const { node, parent } of nodes) {
    if (parent) assert.ok(parent.node.start <= node.start && node.end <= parent.node.end);
  }
  const names = nodes.flatMap(({ node }) => ('kind' in node && node.kind === 'name' ? [node.name] : []));
  assert.deepEqual(names, ['a', 'x', 'x', 'a', 'i', 'print', 'i']);
});

test('a chain that nests deeper than a stack is walked all the same', () => {
  const { main } = parser.parse(`return ${Array.from({ length: 3000 }, () => 'a').join(' .. ')}`);
  assert.ok([...walkLua(main)].length > 3000);
});
