import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';

suite('a library, that no configuration here runs', () => {
  test('however many functions it exports, each one is taken to run', () => {
    const names = Array.from({ length: 40 }, (_, index) => `count_${index}`);
    const { findings } = check({
      'lib/m.lua': [
        'local _M = {}',
        'local say = ngx.say',
        ...names.map((name) => `local ${name} = 0`),
        ...names.map((name) => `function _M.${name}() ${name} = ${name} + 1 return ${name} end`),
        'return _M',
      ].join('\n'),
    });
    assert.deepEqual(
      findings.map(({ place, severity }) => [place.range.start.line, severity]),
      names.map((_, index) => [index + 2, 'warning']),
    );
  });

  test('what an exported function makes is used by whoever called it', () => {
    checkMarked({
      'lib/m.lua': `
local seen = 0
      ^^^^ warning worker-state/diverges
local function new()
  local self = {}
  function self.path() seen = seen + 1 return ngx.var.uri .. seen end
  return self
end
return { new = new }`,
    });
  });

  test('the handlers of a long list of routes', () => {
    const routes = Array.from({ length: 30 }, (_, index) => `{ uri = "/r${index}", handler = M.h${index} }`);
    const { findings } = check({
      'lib/m.lua': [
        'local M = {}',
        ...routes.map(
          (_, index) =>
            `local n${index} = 0 function M.h${index}() n${index} = n${index} + 1 ngx.say(n${index}) end`,
        ),
        `return { ${routes.join(', ')}, version = 1 }`,
      ].join('\n'),
    });
    assert.equal(findings.length, 30);
  });

  test('what is made for one caller stays with it', () => {
    checkMarked({
      'lib/m.lua': `
local function new()
  local seen = 0
  return { path = function() seen = seen + 1 return ngx.var.uri .. seen end }
end
return { new = new }`,
    });
  });
});

test('a function among the arguments of a library that only computes is not called by it', () => {
  const program = (library: string): string => `
local encode = require("${library}").encode
local last = 0
local M = {}
function M.again() last = last * 2 + 1 end
function M.show(value) ngx.say(encode({ again = M.again, of = value })) ngx.say(encode(M.again)) end
function M.last() return last end
return { show = M.show, last = M.last }`;
  assert.deepEqual(check({ 'lib/m.lua': program('cjson') }).findings, []);
  assert.deepEqual(
    check({ 'lib/m.lua': program('some.scheduler') }).findings.map(({ code }) => code),
    ['worker-state/diverges'],
  );
});
