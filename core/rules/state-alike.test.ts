import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** A module whose `init` every worker runs when it starts. */
function started(lua: string): void {
  checkMarked({
    'conf/nginx.conf': conf(
      { '/set': run('require("m").set(ngx.var.arg_v)'), '/get': say('require("m").get()') },
      'worker_processes 4;',
      'init_worker_by_lua_block { require("m").init() }',
    ),
    'lua/m.lua': lua,
  });
}

/** What is the same in every worker, or concerns none but the worker itself; beside what looks like it and is a fault. */
suite('broadcast: what an event brings to every worker', () => {
  const program = (set: string, mark = '') => `
local events = require("resty.worker.events")
local apps = {}
${mark}local function update(data) apps = data end
return {
  init = function() events.register(update, "apps", "new") end,
  set = function(v) ${set} end,
  get = function() return apps.a end,
}`;

  test('handed to all by the worker that has it', () =>
    started(program('events.post("apps", "new", { a = v })')));

  test('not what one worker keeps for itself', () =>
    started(program('update({ a = v })', '      ^^^^ warning worker-state/diverges\n')));

  test('nor what is added to what the worker has', () =>
    started(`
local events = require("resty.worker.events")
local apps = {}
      ^^^^ warning worker-state/diverges
return {
  init = function() events.register(function(data) apps[#apps + 1] = data end, "apps", "new") end,
  set = function(v) events.post("apps", "new", v) apps[#apps + 1] = "sent" end,
  get = function() return table.concat(apps) end,
}`));
});

suite('made: a thing that a function makes when it is missing', () => {
  const program = (kept: string, mark = '', more = '') => `
local picker
${mark}local function make(nodes, who)
  local at = 0
  local o = { nodes = nodes, take = function(self) self.last = ngx.var.uri at = at % #nodes + 1 return nodes[at]${kept} end }
  ${more}
  return o
end
local function get(who)
  if not picker then picker = make({ "a", "b" }, who) end
  return picker:take()
end
return { set = function(v) ngx.say(get(v)) end, get = function() return get("") end }`;
  const marked = '      ^^^^^^ warning request-state/leaks\n';

  test('of nothing that a request brings', () => module(program('').replace(', who) end', ', "") end')));
  test('not of what it is handed by the first request', () => module(program(' .. who', marked)));
  test('nor with what it reads there itself', () =>
    module(program(' .. self.user', marked, 'o.user = ngx.var.arg_v').replace(', who) end', ', "") end')));
});

suite('options: a table of constants', () => {
  const program = (item: string, use: string, marks: readonly [string, string] = ['', '']) => `
local kdf
local OPTS
${marks[0]}local function derive(v)
  if not kdf then
    kdf = require("resty.openssl.kdf")
    OPTS = { mode = kdf.HKDEF_MODE_EXTRACT_ONLY, key = ${item} }
${marks[1]}  end
  ${use}
end
return { set = function(v) ngx.say(derive(v)) end, get = function() return 1 end }`;
  const derives = 'OPTS.key = v local key = kdf.new("HKDF"):derive(32, OPTS) OPTS.key = "" return key';

  test('made when it is first needed, filled for each call', () => module(program('""', derives)));
  test('not with something of the first request', () =>
    module(
      program('v', 'return kdf.new("HKDF"):derive(32, OPTS)', [
        '      ^^^^ warning worker-state/diverges\n',
        '',
      ]),
    ));
  test('nor what is put in before a wait', () =>
    module(
      program('""', 'OPTS.key = v ngx.sleep(0.1) return OPTS.key', [
        '',
        '                                                 ^^^ warning request-state/race\n',
      ]),
    ));
});

suite('exclusive: who comes while the work goes on leaves at once', () => {
  const program = (enter: string, leave: string, mark = '') => `
local function work(timer)
  timer.began = ngx.now()
  ngx.sleep(1)
  ngx.shared.times:set("spent", ngx.now() - timer.began)
end
local function run(premature, timer)
  ${enter}
  local ok = pcall(work, timer)
  ${leave}
  return ok
end
local function new()
  local timer = { running = false, began = 0 }
${mark}  ngx.timer.every(1, run, timer)
end
return { init = new, set = function() end, get = function() return 1 end }`;
  const marked = '                                   ^^^^^ warning request-state/race\n';
  const enters = 'if timer.running then return end timer.running = true';

  test('by a flag that is up for as long', () => started(program(enters, 'timer.running = false')));
  test('not without a look at the flag', () =>
    started(program('timer.running = true', 'timer.running = false', marked)));
  test('nor with a wait between the look and the flag', () =>
    started(
      program(
        enters.replace(' timer.running = true', ' ngx.sleep(1) timer.running = true'),
        'timer.running = false',
        marked,
      ),
    ));
  test('nor where the flag is another thing’s', () =>
    started(
      program(
        'local one = { } if one.running then return end one.running = true',
        'one.running = false',
        marked,
      ),
    ));
});

suite('timetable: when the worker’s own timer works again', () => {
  const program = (get: string, mark = '') => `
local next_time
${mark}local function tick()
  local now = ngx.time()
  if not next_time then next_time = now + 60 return end
  if now >= next_time then
    ngx.shared.logs:set("rotated", now)
    next_time = next_time + 60
  end
end
return { init = function() ngx.timer.every(1, tick) end, set = function() end, get = function() ${get} end }`;
  const marked = '      ^^^^^^^^^ warning worker-state/diverges\n';

  test('asked by the timer only', () => started(program('return 1')));
  test('not what a request is told', () => started(program('return next_time', marked)));
  test('nor what decides over requests', () =>
    started(program('if ngx.time() > next_time then ngx.exit(503) end', marked)));
});

suite('cursor: how far a timer has come in a list', () => {
  const program = (get: string, mark = '') => `
local list = { "a", "b", "c" }
local at = {}
${mark}local function tick(premature, key)
  if not at[key] then at[key] = 1 end
  for i = at[key], #list do
    at[key] = i + 1
    ngx.shared.items:set(key, list[i])
  end
end
return { init = function() ngx.timer.every(1, tick, "x") end, set = function() end, get = function() return ${get} end }`;

  test('used by the timer only', () => started(program('1')));
  test('not what a request is told', () =>
    started(program('at.x', '      ^^ warning worker-state/diverges\n')));
});

suite('mirror: what the worker has seen of a shared count', () => {
  const program = (sync: string, get: string, mark = '') => `
local dict = ngx.shared.keys
local deleted = 0
${mark}local keys = require("table.new")(0, 1)
local function sync()
  local count = dict:get("deleted") or 0
  if deleted ~= count then keys = dict:get_keys() ${sync} end
end
return { set = function(v)
  dict:delete(v)
  deleted = deleted + 1
  dict:incr("deleted", 1, 0)
end, get = function() sync() return #keys${get} end }`;
  const marked = '      ^^^^^^^ warning worker-state/diverges\n';

  test('compared with it, and taken over', () => module(program('deleted = count', '')));
  test('not where it never comes up with it', () => module(program('', '', marked)));
  test('nor what is shown', () => module(program('deleted = count', ' + deleted', marked)));
});

suite('carried: the count of what was taken out', () => {
  const program = (taken: string, get: string, mark = '', others = '') => `
local parts = {}
${others}local total = 0
${mark}local function tick()
  for key, part in pairs(parts) do
    total = total + part.count
    ${taken}
  end
end
return { init = function() ngx.timer.every(60, tick) end, set = function(v)
  parts[v] = { count = #v }
end, get = function()
  local sum = total
  for _, part in pairs(parts) do sum = sum + part.count end
  ${get}
end }`;
  const marked = '      ^^^^^ warning worker-state/diverges\n';

  test('which only decides', () =>
    started(program('parts[key] = nil', 'if sum > 1000 then ngx.exit(503) end')));
  test('not what is shown', () => started(program('parts[key] = nil', 'return sum', marked)));
  test('nor what stays where it was', () =>
    started(program('parts.seen = nil', 'if sum > 1000 then ngx.exit(503) end', marked, marked)));
});

suite('running: how many timers the worker has going', () => {
  const program = (start: string, get: string, mark = '') => `
local going = {}
${mark}local function count(name, up)
  local n = going[name] or 0
  if up then n = n + 1 else n = n - 1 end
  going[name] = n
end
local function check(premature, name)
  local ok = ngx.timer.at(1, check, name)
  if not ok then count(name, false) end
end
return { set = function(v)
  ${start}
  count("a", true)
end, get = function() ${get} end }`;
  const marked = '      ^^^^^ warning worker-state/diverges\n';
  const starts = 'ngx.timer.at(0, check, "a")';
  const decides = 'if (going.a or 0) == 0 then ngx.exit(503) end';

  test('which only decides', () => module(program(starts, decides)));
  test('not what is shown', () => module(program(starts, 'return going.a', marked)));
  test('nor a count of requests', () => module(program('', decides, marked)));
});

suite('sentinel: a table that is only recognised', () => {
  const program = (more: string, mark = '') => `
local MISS = {}
${mark}local function fetch() return {} end
local function load(v) if v == "" then return MISS end return { name = v } end
return { set = function(v)
  local all = fetch()
  local one = fetch()
  one.data = load(v)
  all[1] = one
  ${more}
  for i = 1, #all do
    local each = all[i]
    if each.data == MISS then return ngx.say("none") end
    each.data = load(each.data.name)
    ngx.say(each.data.name)
  end
end, get = function() return 1 end }`;

  test('beside tables that are changed', () => module(program('')));
  test('not one that is changed itself', () =>
    module(
      program(
        'MISS.data = (MISS.data or "") .. v ngx.say(MISS.data)',
        '      ^^^^ warning worker-state/diverges\n',
      ),
    ));
});

suite('ensured: what is so outside, whoever saw to it', () => {
  const program = (known: string, mark = '') => `
local http = require("resty.http")
local made = {}
${mark}local function ensure(name)
  if made[name] then return true end
  local ok, err = http.new():request_uri("http://store/" .. name, { method = "PUT" })
  if not ok then
    ${known}
    return nil, err
  end
  made[name] = true
  return true
end
return { set = function(v) ngx.say(ensure(v) and "done" or "failed") end, get = function() return 1 end }`;

  test('found done, or done', () =>
    module(program('if err == "exists" then made[name] = true return true end')));
  test('not what each worker does for itself', () =>
    module(program('', '      ^^^^ warning worker-state/diverges\n')));
});

suite('member: a field of what a module makes', () => {
  const program = (declared: string, made: string, mark = '') => `
local methods = {}
function methods.of(self) return self.data or "none" end
local info = {}
${mark}function info.new(v) return setmetatable({ ${declared} }, { __index = methods }) end
local function open(v)
  local self = { info = info }
  ${made}
  return self
end
return { set = function(v)
  local self = open(v)
  self.info.data = v
  ngx.say(self.info.data)
end, get = function() return info.data end }`;
  const marked = '      ^^^^ warning request-state/leaks\n';
  const makes = 'self.info = info.new(v)';

  test('which has it from the beginning', () => module(program('data = false', makes)));
  test('not where the module is what is changed', () => module(program('data = false', '', marked)));
  test('nor where nothing that it makes has the field', () => module(program('name = v', makes, marked)));
});

suite('foreign: a table that is made after the module was loaded', () => {
  const base = `
local Base = {}
Base.__index = Base
function Base.new(self, o) o = o or {} return setmetatable(o, self) end
function Base.sync(self, backend) self.name = backend.name end
return Base`;
  const util = `
local function copy(one)
  if type(one) ~= "table" then return one end
  local made = {}
  for k, v in pairs(one) do made[copy(k)] = copy(v) end
  return made
end
return { copy = copy }`;
  const program = (use: string): void => {
    checkMarked({
      'conf/nginx.conf': conf(
        { '/get': say('require("m").get()') },
        'worker_processes 4;',
        'init_worker_by_lua_block { require("m").init() }',
      ),
      'lua/base.lua': base,
      'lua/util.lua': util,
      'lua/m.lua': `
local Base = require("base")
local util = require("util")
local Sticky = Base:new()
Sticky.__index = Sticky
local objects = {}
local function sync()
  local backend = util.copy({ name = ngx.shared.backends:get("name"), endpoints = { "a" } })
  ${use}
  objects[backend.name] = objects[backend.name] or Sticky:new(backend)
end
return { init = function() sync() ngx.timer.every(1, sync) end, get = function()
  for _, one in pairs(objects) do return one.endpoints[1] end
end }`,
    });
  };

  test('cannot be what a variable of the module holds', () =>
    program('backend.endpoints = { backend.endpoints[1] .. ":" .. backend.name }'));
  test('unlike what the same function made by then', () =>
    started(`
local function copy(one) local made = {} for k, v in pairs(one) do made[k] = v end return made end
local seen = copy({ rounds = 0 })
      ^^^^ warning worker-state/diverges
local function tick() local one = copy({ rounds = 1 }) one.rounds = 2 seen.rounds = seen.rounds + one.rounds end
return { init = function() ngx.timer.every(1, tick) end, set = function() end, get = function() return seen.rounds end }`));
});

suite('lent: a table that a function empties before each run of its own', () => {
  const program = (mark: string, begin: string, more = '') => `
local clear = require("table.clear")
local NOTES = {}
${mark}local function isTree(value, seen)
  if type(value) ~= "table" then return true end
  ${begin} elseif seen[value] then return false end
  seen[value] = true
  ${more}
  for _, child in pairs(value) do if not isTree(child, seen) then return false end end
  return true
end
return { set = function(v) ngx.say(isTree({ { v } })) end, get = function() return isTree({}) end }`;
  const fault = (code: string): string => `      ^^^^^ warning ${code}\n`;

  test('emptied', () => module(program('', 'if not seen then clear(NOTES) seen = NOTES')));

  test('not emptied', () => module(program(fault('worker-state/diverges'), 'if not seen then seen = NOTES')));

  test('emptied only now and then', () =>
    module(
      program(
        fault('worker-state/diverges'),
        'if not seen then if #value > 9 then clear(NOTES) end seen = NOTES',
      ),
    ));

  test('with a wait, where another request empties it', () =>
    module(
      program(fault('worker-state/diverges'), 'if not seen then clear(NOTES) seen = NOTES', 'ngx.sleep(0)'),
    ));
});
