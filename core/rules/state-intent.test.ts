import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** Each pattern that is no fault, beside what looks like it and is one. */
suite('memo: computed when missing, the same everywhere', () => {
  test('keyed by its argument', () =>
    module(`
local cache = {}
local function slug(t) return (t:lower():gsub("%W", "-")) end
return { set = function(v)
  local s = cache[v]
  if not s then s = slug(v) cache[v] = s end
  return s
end, get = function() return next(cache) end }`));

  test('with "or"', () =>
    module(`
local parsed
local function parse() return { a = 1 } end
return { set = function() end, get = function() parsed = parsed or parse() return parsed.a end }`));

  test('guarded by the caller', () =>
    module(`
local routes
local function build() routes = { tostring(8) } end
return { set = function() end, get = function() if not routes then build() end return routes[1] end }`));

  test('not with the request in the value: the first one decides for all', () =>
    module(`
local host
      ^^^^ warning request-state/leaks
return { set = function() end, get = function() host = host or ngx.var.host return host end }`));

  test('not a constant: that is memory of what was seen', () =>
    module(`
local seen = {}
      ^^^^ warning worker-state/diverges
return { set = function(v) if seen[v] then return ngx.exit(403) end seen[v] = true end, get = function() return 1 end }`));

  test('not a random value: each worker has another', () =>
    module(`
local secret
      ^^^^^^ warning worker-state/seeded-late
return { set = function() end, get = function() if not secret then secret = math.random() end return secret end }`));
});

suite('latch: what a worker has under way itself', () => {
  test('first time', () =>
    module(`
local started = false
return { set = function() if started then return end started = true ngx.timer.at(0, print) end, get = function() return started end }`));

  test('not a flag that an endpoint sets', () =>
    module(`
local closed = false
      ^^^^^^ warning worker-state/diverges
return { set = function() closed = true end, get = function() return closed end }`));
});

suite('version: rebuilt when the original changed', () => {
  test('a version in a shared dictionary', () =>
    module(`
local rules, built
return { set = function() end, get = function()
  local version = ngx.shared.conf:get("version")
  if version ~= built then
    rules = ngx.shared.conf:get("rules")
    built = version
  end
  return rules
end }`));

  test('not a version that the worker counts itself', () =>
    module(`
local edition = 0
      ^^^^^^^ warning worker-state/diverges
return { set = function() edition = edition + 1 end, get = function() return edition end }`));
});

suite('derived: from what is the same for all', () => {
  test('a copy of a shared dictionary, by a timer', () =>
    checkMarked({
      'conf/nginx.conf': conf(
        { '/get': say('require("m").get()') },
        'worker_processes 4;',
        'lua_shared_dict flags 1m; init_worker_by_lua_block { ngx.timer.every(1, require("m").copy) }',
      ),
      'lua/m.lua': `local copy = {}
return { copy = function() copy = { on = ngx.shared.flags:get("on") } end, get = function() return copy.on end }`,
    }));

  test('not by a timer in one worker only', () =>
    checkMarked({
      'conf/nginx.conf': conf(
        { '/get': say('require("m").get()') },
        'worker_processes 4;',
        'init_worker_by_lua_block { if ngx.worker.id() == 0 then ngx.timer.every(1, require("m").probe) end }',
      ),
      'lua/m.lua': `local state = {}
      ^^^^^ warning worker-state/diverges
return { probe = function() state = { on = io.open("/run/flag") } end, get = function() return state.on end }`,
    }));
});

suite('ring: a position that only picks', () => {
  test('round robin', () =>
    module(`
local peers, i = { "a", "b" }, 0
return { set = function() end, get = function() i = i % #peers + 1 return peers[i] end }`));

  test('not when the position itself is shown', () =>
    module(`
local i = 0
      ^ warning worker-state/diverges
return { set = function() end, get = function() i = i % 100 + 1 return i end }`));
});

suite('reset: emptied now and then', () => {
  test('a table of counts that another request empties still counts per worker', () =>
    module(`
local hits = {}
      ^^^^ warning worker-state/diverges
return { set = function(v)
  if v == "reset" then hits = {} return end
  hits[v] = (hits[v] or 0) + 1
end, get = function() return require("cjson").encode(hits) end }`));

  test('so it does where the reset is in a function of its own', () => {
    checkMarked({
      'conf/nginx.conf': conf({
        '/hit': run('require("m").hit(ngx.var.arg_v)'),
        '/reset': run('require("m").reset()'),
        '/get': say('require("m").get(ngx.var.arg_v)'),
      }),
      'lua/m.lua': `
local hits = {}
      ^^^^ warning worker-state/diverges
local _M = {}
function _M.hit(key) hits[key] = (hits[key] or 0) + 1 end
function _M.reset() hits = {} end
function _M.get(key) return hits[key] end
return _M`,
    });
  });
});

suite('batch: emptied by a timer of the same worker', () => {
  test('lines for a log', () =>
    module(`
local lines = {}
local function flush() local sent = lines lines = {} ngx.shared.log:rpush("lines", table.concat(sent)) end
return { set = function(v) lines[#lines + 1] = v ngx.timer.at(1, flush) end, get = function() return 1 end }`));

  test('the fill level of a buffer that has a limit', () =>
    module(`
local limit = 100
local lines, n = {}, 0
local function flush() ngx.shared.log:rpush("lines", table.concat(lines)) lines = {} n = 0 end
return { set = function(v)
  if n >= limit then ngx.log(ngx.WARN, "full") return end
  n = n + 1
  lines[n] = "line"
  ngx.timer.at(1, flush)
end, get = function() return 1 end }`));

  test('not a limit of requests, though a timer resets it', () =>
    module(`
local n = 0
      ^ warning worker-state/diverges
local function flush() n = 0 end
return { set = function(v)
  if n >= 100 then return ngx.exit(429) end
  n = n + 1
  ngx.timer.at(1, flush)
end, get = function() return 1 end }`));

  test('not a list that nobody empties', () =>
    module(`
local lines = {}
      ^^^^^ warning worker-state/diverges
return { set = function(v) lines[#lines + 1] = v end, get = function() return table.concat(lines) end }`));
});

suite('scratch: filled by each run before it reads', () => {
  test('with no wait in between', () =>
    module(`
local clear = require("table.clear")
local buf = {}
return { set = function() end, get = function()
  clear(buf)
  buf[1] = ngx.var.uri
  return table.concat(buf)
end }`));

  test('not across a wait', () =>
    module(`
local message = {}
      ^^^^^^^ warning request-state/race
local function deliver(m) ngx.sleep(1) return m.to end
return { set = function(v)
  message.to = v
  return ngx.say(deliver(message))
end, get = function() return 1 end }`));

  test('nor in a variable', () =>
    module(`
local user
      ^^^^ error request-state/leaks
local function profile() ngx.sleep(1) return user end
return { set = function() user = ngx.var.arg_user ngx.say(profile()) end, get = function() return 1 end }`));
});

suite('race: read, wait, write', () => {
  test('a sum', () =>
    module(`
local total = 0
      ^^^^^ warning request-state/race
return { set = function()
  local seen = total
  ngx.sleep(0.1)
  total = seen + 1
end, get = function() return total end }`));

  test('with no wait it is a count of the worker', () =>
    module(`
local total = 0
      ^^^^^ warning worker-state/diverges
return { set = function()
  local seen = total
  total = seen + 1
end, get = function() return total end }`));
});

suite('budget: decides when the worker does something of its own', () => {
  test('used up and filled again', () =>
    module(`
local left = 100
return { set = function()
  left = left - 1
  if left > 0 then return end
  left = 100
  ngx.sleep(0)
end, get = function() return 1 end }`));

  test('not a limit that refuses and is never filled again', () =>
    module(`
local used = 0
      ^^^^ warning worker-state/diverges
return { set = function() used = used + 1 if used > 100 then return ngx.exit(429) end end, get = function() return 1 end }`));
});

suite('other patterns', () => {
  test('weak tables beside objects of the worker', () =>
    module(`
local made = setmetatable({}, { __mode = "k" })
return { set = function(v) local t = { v } made[t] = { v } end, get = function() return next(made) end }`));

  test('functions are no data', () =>
    module(`
local log = print
return { set = function() log = ngx.say end, get = function() return log("x") end }`));

  test('a sequence that leaves with the pid', () =>
    module(`
local seq = 0
return { set = function() end, get = function() seq = seq + 1 return ngx.worker.pid() .. "-" .. seq end }`));

  test('a connection in a module', () =>
    module(`
local redis = require("resty.redis")
local client
      ^^^^^^ error request-state/leaks
return { set = function() client = redis:new() client:connect("127.0.0.1", 6379) end, get = function() return client:get("x") end }`));

  test('a coroutine that is made at load keeps its variables', () =>
    module(`
local ids = coroutine.wrap(function()
  local n = 0
        ^ warning worker-state/diverges
  while true do n = n + 1 coroutine.yield(n) end
end)
return { set = function() end, get = function() return ids() end }`));
});

suite('comments', () => {
  test('with a reason silence one place', () =>
    module(`
-- openresty: per-worker the status page shows each worker by itself
local n = 0
return { set = function() n = n + 1 end, get = function() return n end }`));

  test('on the line of the write', () =>
    module(`
local n = 0
return { set = function()
  n = n + 1 -- openresty: per-worker a sample is enough
end, get = function() return n end }`));

  test('in brackets, on a line with other code', () =>
    module(`
local n = 0 --[[ openresty: per-worker a sample is enough ]] local m = 1
return { set = function() n = n + 1 end, get = function() return n, m end }`));

  test('in brackets without a reason', () =>
    module(`
local n = 0 --[[ openresty: per-worker ]] local m = 1
      ^ warning worker-state/diverges
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/silence
return { set = function() n = n + 1 end, get = function() return n, m end }`));

  test('without a reason they are a finding themselves', () =>
    module(`
local n = 0 -- openresty: per-worker
      ^ warning worker-state/diverges
            ^^^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/silence
return { set = function() n = n + 1 end, get = function() return n end }`));
});

suite('how handlers are found', () => {
  const counting = (file: string): Record<string, string> => ({
    [file]: `local n = 0
      ^ warning worker-state/diverges
return { access = function() n = n + 1 ngx.header.n = n end }`,
  });

  test('a module by a computed name', () =>
    checkMarked({
      'conf/nginx.conf': conf({ '/': run('require("core").run(ngx.var.arg_p)') }),
      'lua/core.lua': `return { run = function(name)
  require("plugins." .. name).access()
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint lua/dynamic-require
end }`,
      ...counting('lua/plugins/a.lua'),
    }));

  test('through pcall and a variable', () =>
    checkMarked({
      'conf/nginx.conf': conf({ '/': run('require("core").run(ngx.var.arg_p, "access")') }),
      'lua/core.lua': `return { run = function(name, phase)
  local path = "plugins." .. name .. ".handler"
  local ok, handler = pcall(require, path)
                      ^^^^^^^^^^^^^^^^^^^^ hint lua/dynamic-require
  if ok then handler[phase]() end
end }`,
      ...counting('lua/plugins/a/handler.lua'),
    }));

  test('a configuration that a program keeps in a string', () =>
    checkMarked({
      'gen/template.lua': `return [[
http {
{% if x then %}
  server { listen {* port *}; location / { access_by_lua_block { require("plugins.a").access() } } }
{% end %}
}
]]`,
      ...counting('lua/plugins/a.lua'),
    }));
});
