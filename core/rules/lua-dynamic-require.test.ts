import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';
import { conf, say } from './testing/programs.js';

const server = conf({ '/': say('require("m").get(ngx.var.arg_p)') });
const plugin = 'return { run = function(x) return x end }\n';
const plugins = { 'lua/plugins/a.lua': plugin, 'lua/plugins/b.lua': plugin };

/** The marked text of `lua/m.lua`, in a program that has the modules `plugins.a` and `plugins.b`. */
function module(lua: string): void {
  checkMarked({ 'conf/nginx.conf': server, 'lua/m.lua': lua, ...plugins });
}

function message(lua: string, files: Readonly<Record<string, string>> = plugins): string {
  const { findings } = check({ 'conf/nginx.conf': server, 'lua/m.lua': lua, ...files });
  return findings.map(({ severity, message: text }) => `${severity}: ${text}`).join('\n');
}

suite('a name that the text does not tell', () => {
  test('an argument of an exported function', () =>
    module(`
local M = {}
function M.get(p) return require("plugins." .. p).run(1) end
                         ^^^^^^^^^^^^^^^^^^^^^^^^ hint lua/dynamic-require
return M`));

  test('through pcall, xpcall and another name of require', () =>
    module(`
local load = require
local M = {}
function M.get(p)
  local _, one = pcall(require, p)
                 ^^^^^^^^^^^^^^^^^ information lua/dynamic-require
  local _, two = xpcall(load, print, p)
                 ^^^^^^^^^^^^^^^^^^^^^^ information lua/dynamic-require
  return one, two, load(p)
                   ^^^^^^^ information lua/dynamic-require
end
return M`));

  test('a constant for some callers only', () =>
    module(`
local function load(name) return require(name) end
                                 ^^^^^^^^^^^^^ hint lua/dynamic-require
local M = { a = load("plugins.a") }
function M.get(p) return load(p) end
return M`));

  test('a local function that gets elsewhere: who calls it there nobody tells', () =>
    module(`
local function load(name) return require(name) end
                                 ^^^^^^^^^^^^^ hint lua/dynamic-require
return { get = load("plugins.a").run, load = load }`));

  test('a variable that is given something else too', () =>
    module(`
local M = {}
function M.get(p)
  local name = "plugins.a"
  if p then name = p end
  return require(name).run(1)
         ^^^^^^^^^^^^^ hint lua/dynamic-require
end
return M`));

  test('a table that gets another name, under which it may be changed', () =>
    module(`
local names = { a = "plugins.a" }
local M = { names = names }
function M.get(p) return require(names.a).run(1) end
                         ^^^^^^^^^^^^^^^^ hint lua/dynamic-require
return M`));
});

suite('a name that the text tells', () => {
  const cases: [string, string][] = [
    ['a constant', 'require("plugins.a").run(p)'],
    ['joined', 'require("plugins" .. "." .. "a").run(p)'],
    ['one of two', 'require(p and "plugins.a" or "plugins.b").run(p)'],
    ['formatted', 'require(string.format("plugins.%s", "a")).run(p)'],
    ['of a constant table', 'require(({ x = "plugins.a", y = "plugins.b" })[p] or "plugins.a").run(p)'],
    ['of a table of the module', 'require(names[p]).run(p)'],
    ['joined with a variable', 'require(prefix .. "a").run(p)'],
    ['handed to a local function', 'load("a").run(p), load("b")'],
    ['a library', 'require("resty." .. "lock")'],
  ];
  for (const [name, expression] of cases) {
    const lua = `
local prefix = "plugins."
local names = { "plugins.a", "plugins.b" }
local function load(name) return require(prefix .. name) end
local M = { all = { load("a") } }
function M.get(p) return ${expression} end
return M`;
    test(name, () => module(lua));

    // Silence is a promise: a fault that is only reached through this call is found, and by a route.
    if (expression.includes('.run('))
      test(`${name}: is followed`, () => {
        const count = 'local n = 0\nreturn { run = function() n = n + 1 ngx.say(n) end }\n';
        assert.match(
          message(lua, { ...plugins, 'lua/plugins/a.lua': count }),
          /^warning: `n` lives once per worker/,
        );
      });
  }

  test('a loop over a constant list', () =>
    module(`
local all = {}
local list = { "a", "b" }
for _, name in ipairs(list) do all[name] = require("plugins." .. name) end
return { get = function(p) return all[p].run(1) end }`));

  test('the keys of a constant table', () =>
    module(`
local all = {}
for name in pairs({ ["plugins.a"] = true }) do all[name] = require(name) end
return { get = function(p) return all[p].run(1) end }`));

  test('in Lua that is not OpenResty’s', () => {
    const lua = 'return { get = function(p) return require(p) end }\n';
    assert.deepEqual(check({ 'lua/plugin.lua': lua }).findings, []);
    checkMarked({
      'lua/plugin.lua': `local var = ngx.var
return { get = function(p) return require(p).of(var.uri) end }
                                  ^^^^^^^^^^ information lua/dynamic-require
`,
    });
  });

  test('a function that is only called require', () =>
    module(`
local M = {}
function M.get(p, require) return require(p) end
return M`));
});

suite('what is assumed in its place', () => {
  test('every module whose name fits is followed', () => {
    assert.match(
      message('return { get = function(p) return require("plugins." .. p).run(1) end }\n'),
      /^hint: .* taken to be any of `plugins\.a` and `plugins\.b`, and each is followed/,
    );
  });

  test('of a format too', () => {
    assert.match(
      message('return { get = function(p) return require(string.format("plugins.%s", p)).run(1) end }\n'),
      /^hint: .* taken to be any of `plugins\.a` and `plugins\.b`, and each is followed/,
    );
  });

  test('nothing is followed', () => {
    assert.match(
      message('return { get = function(p) return require(p).run(1) end }\n'),
      /^information: .* not followed/,
    );
    assert.match(
      message('return { get = function(p) return require("plugins." .. p).run(1) end }\n', {}),
      /^information: .* not followed/,
    );
  });

  test('what one function was seen to hand on is followed, and said so', () => {
    assert.match(
      message(`local M = {}
function M.load(name) return require(name) end
function M.get(p) return M.load("plugins.a").run(p) end
return M
`),
      /^hint: .* nothing but `plugins\.a` was seen to come here, and that is followed/,
    );
  });
});
