import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** A sandbox as programs make it: an environment into which parts of `_G` are copied by name. */
const sandbox = `
local M = {}
local function export(names, env)
  names:gsub("%S+", function(id)
    local library, name = id:match("([^%.]+)%.([^%.]+)")
    if library then
      env[library] = env[library] or {}
      env[library][name] = _G[library][name]
    else
      env[id] = _G[id]
    end
  end)
  return env
end
M.env = export([[ print next ngx table.insert string.find ]], {})
M.env._G = M.env
function M.new(cache)
  local package = { loaded = cache or {} }
  local function load_module(name)
    local found = package.loaded[name]
    if found then return found end
    error(name)
  end
  return setmetatable({ env = setmetatable({ require = load_module }, { __index = M.env }) }, {
    __call = function(loader, ...) return loader.env.require(...) end,
  })
end
return M`;

suite("a sandbox's copy of _G leaves the library alone", () => {
  const project = (lua: string): Record<string, string> => ({
    'conf/nginx.conf': conf({
      '/set': run('require("m").set(ngx.var.arg_v)'),
      '/get': say('require("m").get()'),
    }),
    'lua/sandbox.lua': sandbox,
    'lua/m.lua': lua,
  });

  test("what a request keeps in ngx.ctx is the request's", () => {
    checkMarked(
      project(`
local sandbox = require("sandbox")
local function context()
  local ok, ctx = pcall(function() return ngx.ctx end)
  if not ok then ctx = {} end
  local own = ctx.own
  if not own then own = { policy = sandbox.new()("p") } ctx.own = own end
  return own
end
return {
  set = function(v) context().seen = v ngx.ctx.last = v end,
  get = function() return tostring(context().seen) .. tostring(ngx.ctx.last) end,
}`),
    );
  });

  test('a field that the source stores into ngx is found', () => {
    checkMarked(
      project(`
local sandbox = require("sandbox")
return {
  set = function() sandbox.new()("p") ngx.hits = (ngx.hits or 0) + 1 end,
                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/diverges
  get = function() return ngx.hits end,
}`),
    );
  });
});

test("a global of the program's own, by a name that is computed", () => {
  module(`
stats = { n = 0 }
return {
  set = function(v) local of = _G[v == "x" and "stats" or "other"] of.n = of.n + 1 end,
                                                                   ^^^^^^^^^^^^^^^ warning worker-state/diverges
  get = function() return stats.n end,
}`);
});

suite('a function of the library is no table', () => {
  /** \`each\` hands out what ipairs returns; the caller takes the first result for an object, as it may get one. */
  const program = (object: string): string => `
local object = ${object}
local chain = { {}, {} }
local function each(v) if v then return ipairs(chain) end return object end
return {
  set = function(v) local one = each(v) one.count = (one.count or 0) + 1 end,
  get = function() return each(nil).count end,
}`;

  test('what a request stores through a result that may be one goes nowhere', () => module(program('nil')));

  test('a table of the module that comes the same way is changed', () => {
    module(
      program('{}').replace(
        'local object = {}',
        'local object = {}\n      ^^^^^^ warning worker-state/diverges',
      ),
    );
  });
});

suite("a library's table among others that a helper is given", () => {
  const program = (call: string): string => `
local function mark(t, v) t.hits = (t.hits or 0) + 1 return t end
return { set = function(v) ${call} end, get = function() return mark({}).hits end }`;

  test('a helper for what requests make says nothing of ngx', () =>
    module(program('mark(v and ngx or {}) mark({ v })')));

  test('a helper that only ngx is given to changes it', () => {
    module(`
local function mark(t) t.hits = (t.hits or 0) + 1 end
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/diverges
return { set = function() local here = ngx mark(here) end, get = function() return ngx.hits end }`);
  });
});

suite('ngx.ctx of init_worker is not that of a request', () => {
  const files = (store: string, mark = ''): Record<string, string> => ({
    'conf/nginx.conf': conf(
      { '/': run('require("m").run()') },
      'worker_processes 4;',
      'init_worker_by_lua_block { require("m").run() }',
    ),
    'lua/m.lua': `
local kept = {}
local M = {}
local function context(store)
  local own = store.own
  if not own then
    own = { tries = 0 }
            ${mark}
    store.own = own
  end
  return own
end
function M.run()
  local own = context(${store})
  own.tries = own.tries + 1
  ngx.say(own.tries)
end
return M`,
  });

  test('so what init_worker puts there is gone', () => checkMarked(files('ngx.ctx')));

  test('where a module keeps it, requests go on with it', () =>
    checkMarked(files('kept', '^^^^^ warning worker-state/diverges')));
});
