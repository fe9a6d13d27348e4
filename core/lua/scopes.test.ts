import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resolveScopes, type Name } from './index.js';
import { testParser } from './testing/parser.js';

const parser = await testParser();

/**
 * Reads a chunk in which `‹x›` marks names, and checks that all marked names mean the same variable, declared
 * at the first mark; with `‹x!›` a name must mean something else.
 */
function sameVariable(marked: string): void {
  const marks: { offset: number; same: boolean }[] = [];
  let text = '';
  for (const part of marked.split(/(‹\w+!?›)/)) {
    const mark = /^‹(\w+)(!?)›$/.exec(part);
    if (mark) marks.push({ offset: text.length, same: mark[2] === '' });
    text += mark?.[1] ?? part;
  }
  const syntax = parser.parse(text);
  assert.deepEqual(syntax.errors, []);
  const scopes = resolveScopes(syntax);
  const declared = scopes.variables.find(({ declaration }) => declaration.start === marks[0]?.offset);
  assert.ok(declared, 'the first mark declares a variable');
  const names = collectNames(syntax);
  for (const { offset, same } of marks.slice(1)) {
    const name = names.find((candidate) => candidate.start === offset && candidate.end > offset);
    assert.ok(name, `a name at ${offset}`);
    const means = scopes.variableOf(name);
    if (same) assert.equal(means, declared, `‹${name.name}› at ${offset}`);
    else assert.notEqual(means, declared, `‹${name.name}!› at ${offset}`);
  }
}

function collectNames(value: unknown, names: Name[] = []): Name[] {
  if (typeof value !== 'object' || value === null) return names;
  if ('kind' in value && value.kind === 'name') names.push(value as Name);
  for (const child of Object.values(value)) collectNames(child, names);
  return names;
}

suite("Lua's rules of visibility (5.1 manual, 2.6)", () => {
  const rows: Record<string, string> = {
    'an upvalue': 'local ‹n› = 0 local function f() ‹n› = ‹n› + 1 end',
    'the value of a local is the outer one': 'local ‹x› = 1 do local x = ‹x› f(x) end',
    'an inner local shadows': 'local ‹x› = 1 do local ‹x!› = 2 f(‹x!›) end f(‹x›)',
    'a parameter shadows': 'local ‹acc› = {} function f(acc) ‹acc!›[1] = 1 end g(‹acc›)',
    'a second local of the same name': 'local x = 1 local ‹x› = 2 f(‹x›)',
    'a local function sees itself': 'local function ‹f›() return ‹f›() end',
    'a local with a function value does not': 'local ‹f› = function() return ‹f!›() end',
    'a loop variable': 'for ‹i› = 1, 3 do f(‹i›) end f(‹i!›)',
    'the bounds are outside of the loop': 'local ‹i› = 1 for i = ‹i›, 3 do f(‹i!›) end',
    'an iterator is outside of the loop': 'local ‹t› = {} for t in pairs(‹t›) do f(‹t!›) end',
    "until sees the body's locals": 'repeat local ‹x› = f() until ‹x›',
    'a branch ends its locals': 'if a then local ‹x› = 1 f(‹x›) else f(‹x!›) end',
    'a field is no variable': 'local ‹x› = 1 t.x = 2 f(‹x›)',
  };
  for (const [name, marked] of Object.entries(rows)) {
    test(name, () => sameVariable(marked));
  }
});

test('what no local declares is a global', () => {
  const scopes = resolveScopes(parser.parse('local a = b\nfunction c() d = a end'));
  assert.deepEqual(
    scopes.globals.map(({ name }) => name),
    ['b', 'c', 'd'],
  );
});

test('captures name the functions that use an upvalue, also through nested ones', () => {
  const text = 'local n\nlocal function f() return function() return n end end\nlocal function g() n = 1 end';
  const syntax = parser.parse(text);
  const scopes = resolveScopes(syntax);
  const n = scopes.variables.find(({ name }) => name === 'n');
  assert.deepEqual(
    n?.capturedBy.map((fn) => text.slice(fn.start, fn.end)),
    ['function() return n end', 'local function g() n = 1 end'],
  );
});

test('self is the first parameter of a method', () => {
  const scopes = resolveScopes(parser.parse('function C:m(x) self.x = x end'));
  assert.deepEqual(
    scopes.variables.map(({ name, role }) => [name, role]),
    [
      ['self', 'self'],
      ['x', 'parameter'],
    ],
  );
});
