import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** A library that no configuration runs: what it exports is taken to run in requests. */
function library(files: Readonly<Record<string, string>>): void {
  checkMarked(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`lib/${name}.lua`, text.trimStart()])),
  );
}

suite('a helper that makes an empty table makes one for each caller', () => {
  const helper = `
local ok, new_tab = pcall(require, "table.new")
if not ok then new_tab = function() return {} end end`;

  test('what a request makes by it is not what was kept', () =>
    module(`${helper}
local kept = new_tab(0, 1)
kept.list = new_tab(4, 0)
return { set = function(v)
  local ctx = new_tab(0, 4)
  ctx.user = ngx.var.remote_user
  ctx.n = (ctx.n or 0) + 1
  return ctx.user, ctx.n
end, get = function() return kept.list[1] end }`));

  test('not what is made by it at load', () =>
    module(`${helper}
local counts = new_tab(0, 4)
counts.n = 0
^^^^^^^^^^^^ warning worker-state/diverges
return { set = function() counts.n = counts.n + 1 end, get = function() return counts.n end }`));
});

suite('what is decoded is new', () => {
  test('a memo of parsed rules, though other calls decode what requests send', () =>
    module(`
local cjson = require "cjson"
local rules = {}
local function read() return cjson.decode(io.open("/etc/rules"):read("*a")) end
return { set = function()
  local sent = cjson.decode(ngx.req.get_body_data())
  return sent.name
end, get = function()
  if not rules.list then local all = read() rules.list = { all.first } end
  return rules.list[1]
end }`));

  test('not a memo of what a request sent', () =>
    module(`
local cjson = require "cjson"
local rules = {}
      ^^^^^ warning request-state/leaks
return { set = function()
  if not rules.list then local all = cjson.decode(ngx.req.get_body_data()) rules.list = { all.first } end
end, get = function() return rules.list[1] end }`));
});

suite('along: kept with the entries of a memo', () => {
  test('how many there are, and an index of what they hold', () =>
    library({
      rules: `
local M = {}
local loaded, count, tags = {}, 0, {}
local function index(set) for _, tag in ipairs(set) do table.insert(tags, tag) end end
local function read(name) return { name, tostring(ngx.config.prefix()) } end
M.index = index
function M.run(name)
  if not loaded[name] then
    local set = read(name)
    index(set)
    loaded[name] = set
    count = count + 1
  end
  if count == 0 then return ngx.exit(503) end
  return loaded[name][1], #tags
end
return M`,
    }));

  test('not what a request brings along', () =>
    library({
      rules: `
local M = {}
local loaded = {}
local last
      ^^^^ warning request-state/leaks
local function read(name) return { name } end
function M.run(name)
  if not loaded[name] then loaded[name] = read(name) last = ngx.var.arg_user end
  ngx.header.last = last
end
return M`,
    }));

  test('not a number that is shown', () =>
    library({
      rules: `
local M = {}
local loaded = {}
local count = 0
      ^^^^^ warning worker-state/diverges
local function read(name) return { name } end
function M.run(name)
  if not loaded[name] then
    loaded[name] = read(name)
    count = count + 1
  end
  ngx.say(count)
end
return M`,
    }));

  test('nor a number of requests', () =>
    library({
      rules: `
local M = {}
local loaded = {}
local count = 0
      ^^^^^ warning worker-state/diverges
local function read(name) return { name } end
function M.run(name)
  if not loaded[name] then loaded[name] = read(name) end
  count = count + 1
  if count > 100 then return ngx.exit(429) end
end
return M`,
    }));

  // `arms` is at fault as well, which is missed: the count decides what it keeps, and is no part of it.
  test('nor what is counted of users', () =>
    library({
      seats: `
local M = {}
local arms = {}
local taken = 0
      ^^^^^ warning worker-state/diverges
local function take() if taken >= 2 then return "a" end taken = taken + 1 return "b" end
function M.run()
  local user = ngx.var.arg_user
  local arm = arms[user]
  if not arm then arm = take() arms[user] = arm end
  ngx.say(arm)
end
return M`,
    }));

  test('a thing that is set up once, by what is outside', () =>
    library({
      client: `
local M = {}
local client = { required = false, started = false }
local function start(self) if io.open("/etc/required") then self.required = true end end
function M.run()
  if not client.started then start(client) client.started = true end
  if client.required then ngx.say("required") end
end
return M`,
    }));

  test('not one that each request sets up', () =>
    library({
      client: `
local M = {}
local client = { required = false, started = false }
                 ^^^^^^^^ warning worker-state/diverges
local function start(self) if io.open("/etc/required") then self.required = true end end
function M.run()
  start(client)
  if client.required then ngx.say("required") end
end
return M`,
    }));
});

suite('phase: only let through while the server starts', () => {
  const options = (demand: string, mark = ''): void =>
    library({
      options: `
local M = {}
local limit = 10
${mark}local get_phase = ngx.get_phase
function M.configure(n)
  ${demand}
  limit = limit + n
end
function M.run() ngx.say(limit) end
return M`,
    });
  const mark = '      ^^^^^ warning worker-state/diverges\n';

  test('by an assertion', () => options('assert(get_phase() == "init", "too late")'));
  test('by an error', () =>
    options(
      'local phase = get_phase() if phase ~= "init" and phase ~= "init_worker" then error("late") end',
    ));
  test('not in a phase of requests', () => options('assert(get_phase() == "access", "elsewhere")', mark));
  test('nor in one of several', () =>
    options('local phase = get_phase() assert(phase == "init" or phase == "content")', mark));
  test('nor in any other than the first', () => options('assert(get_phase() ~= "init")', mark));
});

suite('methods: functions under names that the source states', () => {
  test('in a loop over these', () =>
    module(`
local VERBS = { GET = true, PUT = true }
local Api = {}
function Api.build() for name in pairs(VERBS) do Api[name:lower()] = function() return Api end end end
return { set = function() Api.build() end, get = function() return Api.get ~= nil end }`));

  test('not under a name that is handed in', () =>
    module(`
local Api = {}
      ^^^ warning worker-state/diverges
function Api.build(name) Api[name] = function() return Api end end
return { set = function(v) Api.build(v) end, get = function() return Api.get ~= nil end }`));
});

suite('scratch: set whichever way an if went', () => {
  const page = (last: string, mark = ''): void =>
    module(`
local parts = { "<b>", "", "</b>", "" }
${mark}return { set = function(v)
  if v == "a" then parts[2] = "A" parts[4] = "1" else parts[2] = "B" parts[4] = "2" end
  if v == "c" then parts[3] = ngx.var.uri ${last}
  ngx.print(parts)
end, get = function() return 1 end }`);
  const mark = '      ^^^^^ warning worker-state/diverges\n';

  test('or the way leads out', () =>
    page('elseif v == "d" then parts[3] = "" else return ngx.exit(404) end'));
  test('not where some way leads past it', () =>
    page('elseif v == "d" then ngx.log(ngx.ERR, "d") else return ngx.exit(404) end', mark));
  test('nor where no other way is stated', () => page('end', mark));
});

suite('a counter stays one, beside all of that', () => {
  test('in a library with contexts', () =>
    checkMarked({
      'conf/nginx.conf': conf({ '/': run('require("waf").exec()'), '/n': say('require("waf").n') }),
      'lua/waf.lua': `local M = { n = 0, stats = { phases = { runs = 0 } } }
            ^ warning worker-state/diverges
                                        ^^^^ warning worker-state/diverges
local execs = 0
      ^^^^^ warning worker-state/diverges
local phases = M.stats.phases
local new_tab = function() return {} end
function M.exec()
  local ctx = ngx.ctx.waf or new_tab()
  ctx.opts = ctx.opts or {}
  execs = execs + 1
  M.n = M.n + 1
  phases.runs = phases.runs + 1
  ngx.ctx.waf = ctx
  ngx.say(execs, M.stats.phases.runs)
end
return M
`,
    }));
});
