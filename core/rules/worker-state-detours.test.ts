import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

suite('fires, where the value takes a detour', () => {
  /** Modules whose `set` and `get` run in a location each; marks stand below the line. */
  const rows: Record<string, string> = {
    'inside a table that cjson encodes': `
local cjson = require "cjson"
local n = 0
      ^ warning worker-state/diverges
return { set = function() n = n + 1 end, get = function() return cjson.encode({ count = { n } }) end }`,
    'a whole table that cjson encodes': `
local state = { n = 0 }
                ^ warning worker-state/diverges
return { set = function() state.n = state.n + 1 end, get = function() return require("cjson").encode({ state }) end }`,
    'in a header': `
local n = 0
      ^ warning worker-state/diverges
return { set = function() n = n + 1 ngx.header["X-N"] = { n } end, get = function() end }`,
    'in the body that a filter changes': `
local n = 0
      ^ warning worker-state/diverges
return { set = function() n = n + 1 ngx.arg[1] = ngx.arg[1] .. n end, get = function() end }`,
    'a table that only the module itself names': `
return {
  n = 0,
  ^ warning worker-state/diverges
  set = function() local m = require "m" m.n = m.n + 1 end,
  get = function() return require("m").n end,
}`,
    'a table that only a closure holds': `
local function counter(state) return function() state.n = state.n + 1 return state.n end end
local next_id = counter({ n = 0 })
                          ^ warning worker-state/diverges
return { set = function() end, get = function() return next_id() end }`,
    "a field of a library's table": `
return { set = function() ngx.hits = (ngx.hits or 0) + 1 end, get = function() return ngx.hits end }
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/diverges`,
    "a timer's argument": `
local state = { n = 0 }
                ^ warning worker-state/diverges
local function tick(premature, s) s.n = s.n + 1 end
return { set = function() ngx.timer.at(0, tick, state) end, get = function() return state.n end }`,
    "xpcall's arguments": `
local state = { n = 0 }
                ^ warning worker-state/diverges
local function step(s) s.n = s.n + 1 end
return { set = function() xpcall(step, debug.traceback, state) end, get = function() return state.n end }`,
    'a return in a nested branch decides what is said': `
local n = 0
      ^ warning worker-state/diverges
return {
  set = function() n = n + 1 end,
  get = function() if ngx.var.arg_k then if n > 3 then return end end ngx.say("ok") end,
}`,
    'the right side of and': `
local n = 0
      ^ warning worker-state/diverges
return { set = function() n = n + 1 end, get = function() return n > 3 and ngx.exit(503) end }`,
    'a callback of a string method': `
local n = 0
      ^ warning worker-state/diverges
return { set = function(s) s:gsub("%a", function() n = n + 1 end) end, get = function() return n end }`,
    '__index counts': `
local n = 0
      ^ warning worker-state/diverges
local lazy = setmetatable({}, { __index = function() n = n + 1 return n end })
return { set = function() end, get = function() return lazy.x end }`,
  };
  for (const [name, lua] of Object.entries(rows)) {
    test(name, () => module(lua));
  }
});

test('two servers with a module of one name: each has its own', () => {
  const counter = 'local n = 0\nreturn { hit = function() n = n + 1 return n end }';
  const { findings } = check({
    'a/conf/nginx.conf': conf({ '/': say('require("m").hit()') }),
    'a/lua/m.lua': 'return { hit = function() return 1 end }',
    'b/conf/nginx.conf': conf({ '/': say('require("m").hit()') }, 'worker_processes 1;'),
    'b/lua/m.lua': counter,
  });
  assert.deepEqual(
    findings.map(({ severity, place }) => [severity, place.file]),
    [['information', 'b/lua/m.lua']],
  );
});

test('two servers with one module: what the first keeps as a memo the second changes for a request', () => {
  const lua = `local limit
local _M = {}
function _M.get() limit = limit or #ngx.config.prefix() return limit end
function _M.set(value) limit = value end
return _M`;
  const get = say('require("m").get()');
  const alone = check({ 'a/conf/nginx.conf': conf({ '/': get }), 'a/lua/m.lua': lua });
  assert.deepEqual(alone.findings, []);
  const { findings } = check({
    'a/nginx.conf': conf({ '/': get }),
    'b/nginx.conf': conf({ '/': get, '/set': run('require("m").set(tonumber(ngx.var.arg_v))') }),
    'lua/m.lua': lua,
  });
  assert.deepEqual(
    findings.map(({ severity, place }) => [severity, place.file]),
    [['warning', 'lua/m.lua']],
  );
});

test('lua_code_cache off in one location says nothing of the others', () => {
  const { findings } = check(
    {
      'conf/nginx.conf': conf({
        '/hit': say('require("m").hit()'),
        '/dev': `lua_code_cache off; ${say('require("m").hit()')}`,
      }),
      'lua/m.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }',
    },
    { levels: { 'conf/code-cache-off': 'off' } },
  );
  assert.equal(findings.length, 1);
  assert.doesNotMatch(findings[0]?.message ?? '', /dev/);
});

suite('the words follow what the code does', () => {
  const rows: [lua: string, says: RegExp][] = [
    ['n = n + 1', /each worker counts its own requests\..*:incr\("n", 1, 0\)/],
    ['n = n - 5', /each worker keeps a count of its own\..*:incr\("n", -5, 0\)/],
    ['n = n + #ngx.var.uri', /each worker changes a value of its own\..*:set\("n", value\)/],
  ];
  for (const [write, says] of rows) {
    test(write, () => {
      const { findings } = check({
        'conf/nginx.conf': conf({ '/': say('require("m").hit()') }),
        'lua/m.lua': `local n = 0\nreturn { hit = function() ${write} return n end }`,
      });
      assert.match(findings[0]?.message ?? '', says);
    });
  }
  test('a dict whose name is no Lua name', () => {
    const { findings } = check({
      'conf/nginx.conf': conf(
        { '/': say('require("m").hit()') },
        'worker_processes 2;',
        'lua_shared_dict my-dict 1m;',
      ),
      'lua/m.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }',
    });
    assert.match(findings[0]?.message ?? '', /ngx\.shared\["my-dict"\]:incr\("n", 1, 0\)/);
  });
});
