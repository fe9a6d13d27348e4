import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testParser } from './testing/parser.js';
import { show } from './testing/show.js';
import { walkLua } from './walk.js';

const parser = await testParser();

suite('the compact syntax', () => {
  // Lua 5.1 manual, 2.4 and 2.5; LuaJIT's goto.
  const rows: [source: string, shown: string][] = [
    ['local a, b = 1, ...', '(local [a b] [1 ...])'],
    ['local a', '(local [a] [])'],
    ['local function f(x, ...) return x end', '(local-function f (function [x ...] (return [x])))'],
    ['function f() end', '(assign [f] [(function [] )])'],
    ['function a.b.c(x) end', '(assign [(index (index a "b") "c")] [(function [x] )])'],
    ['function a.b:c(x) end', '(assign [(index (index a "b") "c")] [(function [self x] )])'],
    ['a.b, c[1] = f, nil', '(assign [(index a "b") (index c 1)] [f nil])'],
    ['f "x" { y }', '(call (call f ["x"]) [{y}])'],
    ['f[[x]]', '(call f ["x"])'],
    ['f{}', '(call f [{}])'],
    ['o:m(1)(2)', '(call (method o m [1]) [2])'],
    ['("x"):rep(3)', '(method (paren "x") rep [3])'],
    ['return {1, x = 2, [y] = 3, ["z"] = 4; ...}', '(return [{1 "x"=2 y=3 "z"=4 ...}])'],
    ['return (f())', '(return [(paren (call f []))])'],
    ['return a or b and c', '(return [(or a (and b c))])'],
    ['return a .. b .. c', '(return [(.. a (.. b c))])'],
    ['return -x ^ 2, not a == b, #t', '(return [(- (^ x 2)) (== (not a) b) (# t)])'],
    [
      'if a then f() elseif b then g() else h() end',
      '(if (a (call f [])) (b (call g [])) (else (call h [])))',
    ],
    ['if a then end', '(if (a ))'],
    ['for i = 1, 10, 2 do f(i) end', '(for i [1 10 2] (call f [i]))'],
    ['for k, v in pairs(t) do f(k) end', '(for-in [k v] [(call pairs [t])] (call f [k]))'],
    ['while a do break end', '(while a (break))'],
    ['repeat local x = f() until x', '(repeat (local [x] [(call f [])]) x)'],
    ['do goto l ::l:: end', '(do (goto) (label))'],
    ['-- only a comment', ''],
    ['f() -- a comment\n-- another\ng()', '(call f []) (call g [])'],
    ['', ''],
  ];
  for (const [source, shown] of rows) {
    test(source || '(nothing)', () => {
      const { main, errors } = parser.parse(source);
      assert.equal(show(main.body), shown);
      assert.deepEqual(errors, []);
    });
  }
});

suite('literals have the value that LuaJIT gives them', () => {
  const strings: [string, string][] = [
    [String.raw`"a\n\t\\\"\'"`, 'a\n\t\\"\''],
    [String.raw`'\65\066\0'`, 'AB\0'],
    [String.raw`"\x41\u{20AC}"`, 'A\xe2\x82\xac'],
    ['"a\\z  \n  b"', 'ab'],
    ['"a\\\nb"', 'a\nb'],
    ['[[\nlong]]', 'long'],
    ['[==[a]]b]==]', 'a]]b'],
    [String.raw`[[\n]]`, '\\n'],
  ];
  for (const [source, value] of strings) {
    test(source, () =>
      assert.equal(show(parser.parse(`f(${source})`).main.body), `(call f [${JSON.stringify(value)}])`),
    );
  }
  const numbers: [string, number][] = [
    ['3', 3],
    ['0.5e2', 50],
    ['.5', 0.5],
    ['0x10', 16],
    ['0xA.8p1', 21],
    ['0xffffffffff', 1099511627775],
  ];
  for (const [source, value] of numbers) {
    test(source, () => assert.equal(show(parser.parse(`f(${source})`).main.body), `(call f [${value}])`));
  }
});

suite('broken text still has a tree, and says where it broke', () => {
  const broken = [
    'local x = ',
    'f(',
    'if a then',
    'function f(',
    'local 1',
    'x = = 1',
    '"open',
    'a.',
    ')',
    '\0\0',
  ];
  for (const source of broken) {
    test(JSON.stringify(source), () => {
      const { errors } = parser.parse(source);
      assert.notEqual(errors.length, 0);
      for (const { start, end } of errors) assert.ok(0 <= start && start <= end && end <= source.length);
    });
  }
  test('what stands around the error is read', () => {
    const { main } = parser.parse('local a = 1\nlocal = 2\nlocal function f() return a end\n');
    assert.match(
      show(main.body),
      /\(local \[a\] \[1\]\).*\(local-function f \(function \[\] \(return \[a\]\)\)\)/,
    );
  });
  test('nesting without end is an error, not a crash', () => {
    const { errors } = parser.parse(`return ${'('.repeat(50_000)}1${')'.repeat(50_000)}`);
    assert.notEqual(errors.length, 0);
  });
});

test('spans are UTF-16 offsets', () => {
  const { main } = parser.parse('local é = "😀" local y = 1');
  const [, second] = main.body.statements;
  assert.equal(second?.start, 15);
});

test('a function is called by the name that gets it', () => {
  const names = [
    ...walkLua(
      parser.parse(`
local function a() end
local b = function() end
local _, c = f(function() end), function() end
M.d = function() end
function M:e() end
return { f = function() end, ["g h"] = function() end, function() end, [i] = function() end }`).main,
    ),
  ].flatMap(({ node }) => ('kind' in node && node.kind === 'function' ? [node.label] : []));
  assert.deepEqual(names, [
    undefined,
    'a',
    'b',
    undefined,
    'c',
    'M.d',
    'M:e',
    'f',
    'g h',
    undefined,
    undefined,
  ]);
});
