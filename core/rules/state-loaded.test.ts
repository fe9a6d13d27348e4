import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testParser } from '../lua/testing/parser.js';
import { buildProject, memoryFiles } from '../openresty/index.js';
import { analyseState, calledByName, modulesNamedByServers } from '../state/index.js';
import { check } from './testing/marked.js';

const parser = await testParser();

const server = `worker_processes 4;
events {}
http {
lua_package_path "$prefix/lua/?.lua;;";
init_by_lua_block { require("app").init() }
server { location / { access_by_lua_block { require("app").run(ngx.var.arg_name) } } }
}`;

/** A module that the server finds by a computed name, through a library that is not here: no route is followed to it. */
function severities(plugin: string): string[] {
  const { findings } = check({
    'conf/nginx.conf': server,
    'lua/app.lua': `return {
  init = function() end,
  run = function(name) return require("resty.loader").load("plugins.auth." .. name) end,
}`,
    'lua/plugins/auth/key.lua': plugin,
  });
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

suite('setters: whether a request is behind it, the callers decide', () => {
  test('a handler does not only note', () =>
    assert.deepEqual(
      severities('local n = 0 return { access = function() n = n + 1 ngx.header.n = n end }'),
      ['warning worker-state/diverges'],
    ));

  test('a function that notes what it is handed', () =>
    assert.deepEqual(
      severities(`local on = {}
return { enable = function(name) assert(type(name) == "string") on[name] = true end, is = function(name) return on[name] end }`),
      ['information worker-state/diverges'],
    ));

  test('not one that counts', () =>
    assert.deepEqual(
      severities('local n = 0 return { hit = function() n = n + 1 end, get = function() return n end }'),
      ['warning worker-state/diverges'],
    ));

  test('nor one that asks for what it notes', () =>
    assert.deepEqual(
      severities(
        'local last return { hit = function() last = ngx.var.uri end, get = function() return last end }',
      ),
      ['warning worker-state/diverges'],
    ));
});

suite('what the servers load, and who calls it there', () => {
  const files = {
    'conf/nginx.conf': server,
    'lua/app.lua': `local ids = require("ids")
local app = {}
local function prepare() ids.make() end
local shared = require("shared")
function app.init() prepare() require("setup")() end
function app.run() return ids.get(), app.other.new(), require("handler")() end
return app`,
    'lua/setup.lua': 'local ids = require("ids") local function set_up() ids.fill() end return set_up',
    'lua/handler.lua': 'local ids = require("ids") return function() return ids.next() end',
    'lua/shared.lua': 'local ids = require("ids") return { init = function() ids.new() end }',
    'lua/ids.lua': `local M = {}
function M.make() end
function M.get() end
function M.drop() end
function M.forget() end
M.fill = function() end
M.next = function() end
function M.new() end
return M`,
    'lua/command/reset.lua': 'local ids = require("ids") return function() ids.drop() end',
    'lua/other.lua': 'local M = {} function M.forget() end function M.all() M.forget() end return M',
  };
  const project = buildProject(memoryFiles(files), { parser });
  const loaded = modulesNamedByServers(project);
  const isCalled = calledByName(project, () => true);
  const isCalledByServer = calledByName(project, (unit) => loaded.has(unit));
  const ids = project.files.get('lua/ids.lua');
  const called = (name: string, is = isCalled): boolean | undefined => {
    const fn = ids?.scopes.functions.find(({ label }) => label === `M.${name}`);
    return ids && fn && is({ unit: ids, fn });
  };

  test('a module that nothing of the server names is not loaded', () =>
    assert.deepEqual(
      [...loaded]
        .map(({ file }) => file)
        .filter((file) => file.endsWith('.lua'))
        .sort(),
      ['lua/app.lua', 'lua/handler.lua', 'lua/ids.lua', 'lua/setup.lua', 'lua/shared.lua'],
    ));

  test('a call in a request', () => assert.equal(called('get'), true));
  test('a call of a module that is a function, in a request', () => assert.equal(called('next'), true));
  test('a call of a module that is a function, where the server starts', () =>
    assert.equal(called('fill'), false));
  test('a name that one caller says the module of, and another one does not', () =>
    assert.equal(called('new'), false));
  test('a call where the server starts', () => assert.equal(called('make'), false));
  test('a call of a command', () => {
    assert.equal(called('drop'), true);
    assert.equal(called('drop', isCalledByServer), false);
  });
  test('a call of another module’s function of this name', () => assert.equal(called('forget'), false));
});

suite('a server that is too large to be followed to its modules', () => {
  const confidence = (functions: string): string[] => {
    const texts = {
      'conf/nginx.conf': server,
      'lua/app.lua':
        'local m = require("m") return { init = function() end, run = function(v) m.set(v) end }',
      'lua/m.lua': `local n = 0 local M = {} ${functions} function M.get() return n end function M.use() M.get() end return M`,
    };
    const { cells, cut } = analyseState(buildProject(memoryFiles(texts), { parser }), { budget: 5 });
    assert.equal(cut, true);
    return cells.flatMap(({ verdict, confidence }) => (verdict?.kind === 'fault' ? [confidence] : []));
  };
  test('a count in one that its texts name', () =>
    assert.deepEqual(confidence('function M.set() n = n + 1 end'), ['loaded']));
  test('a plain value, of which the surroundings may tell more', () =>
    assert.deepEqual(confidence('function M.set() n = n * 2 + 1 end'), ['assumed']));
  test('a count that only the start of the server runs', () =>
    assert.deepEqual(confidence('function M.init() n = n + 1 end M.reset = function() n = n + 1 end'), [
      'assumed',
    ]));
});

suite('a server that runs files by their paths', () => {
  const found = (load: string, policy: string, path = 'lua/src/policies/echo/echo.lua'): string[] => {
    const { findings } = check({
      'conf/nginx.conf': server,
      'lua/app.lua': `return {
  init = function() end,
  run = function(name) local run = ${load} return run() end,
}`,
      [path]: policy,
    });
    return findings
      .filter(({ code }) => code !== 'lua/dynamic-require')
      .map(({ severity, code }) => `${severity} ${code}`);
  };
  const counter = 'local n = 0 return { access = function() n = n + 1 ngx.header.n = n end }';
  const byPath = 'loadfile(ngx.config.prefix() .. "/src/policies/" .. name .. "/echo.lua")';

  test('what lies in the folders that it names is loaded', () =>
    assert.deepEqual(found(byPath, counter), ['warning worker-state/diverges']));
  test('however the path is made', () =>
    assert.deepEqual(found('dofile(string.format("%s/src/policies/%s/echo.lua", dir, name))', counter), [
      'warning worker-state/diverges',
    ]));
  test('another folder is not', () =>
    assert.deepEqual(found(byPath, counter, 'lua/src/others/echo/echo.lua'), [
      'information worker-state/diverges',
    ]));
  test('nor where the server runs no files', () =>
    assert.deepEqual(found('open("/src/policies/" .. name)', counter), [
      'information worker-state/diverges',
    ]));

  test('a handler in a table that a library made', () =>
    assert.deepEqual(
      found(
        byPath,
        `local n = 0
local M = require("some.policy").new("echo")
function M:rewrite() n = n + 1 ngx.header.n = n end
return M`,
      ),
      ['warning worker-state/diverges'],
    ));

  test('a field of a table that a library made, where it is the module', () => {
    const policy = (self: string): string => `
local M = require("some.policy").new("echo")
M.n = 0
M.rewrite = function() local self = ${self} self.n = (self.n or 0) + 1 M.show(self.n) end
M.show = function(n) ngx.header.n = n end
return M`;
    const counting = policy('M').replaceAll('self.n', 'M.n');
    assert.deepEqual(found(byPath, counting), ['warning worker-state/diverges']);
    // What a request has the library make is its own.
    assert.deepEqual(found(byPath, policy('require("some.policy").new("request")')), []);
  });

  test('a class from another module that more modules than can be told apart are made of', () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    const { findings } = check({
      'conf/nginx.conf': server,
      'lua/app.lua': `return { init = function() end, run = function(name) return ${byPath} end }`,
      'lua/policy.lua': 'return { new = function(name) local policy = { name = name } return policy end }',
      ...Object.fromEntries(
        names.map((name) => [
          `lua/src/policies/${name}.lua`,
          `local n = 0
local M = require("policy").new("${name}")
function M:rewrite() n = n + 1 ngx.header.n = n end
return M`,
        ]),
      ),
    });
    assert.deepEqual(
      findings.map(({ place, severity }) => `${severity} ${place.file}`).sort(),
      names.map((name) => `warning lua/src/policies/${name}.lua`).sort(),
    );
  });
});
