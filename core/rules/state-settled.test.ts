import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** More patterns that are no fault, each beside what looks like it and is one. */
suite('hollow: an empty table that stands for nothing', () => {
  test('a loop over its own keys', () =>
    module(`
local NONE = {}
local function list(v) if type(v) ~= "table" then return NONE end return v end
return { set = function(v)
  local all = list(v)
  for i, one in ipairs(all) do all[i] = one:lower() end
end, get = function() return next(NONE) end }`));

  test('not a table that begins with something', () =>
    module(`
local NAMES = { "A", "B" }
      ^^^^^ warning worker-state/diverges
return { set = function(v)
  for i, one in ipairs(NAMES) do NAMES[i] = one .. i end
end, get = function() return NAMES[1] end }`));

  test('nor one that another line fills', () =>
    module(`
local names = {}
      ^^^^^ warning worker-state/diverges
return { set = function(v)
  names[#names + 1] = v
  for i, one in ipairs(names) do names[i] = one .. i end
end, get = function() return names[1] end }`));
});

suite('restored: put back before anybody else runs', () => {
  const program = (work: string, mark = '') => `
local texts = { missing = "is missing" }
${mark}local function work() ${work} return texts.missing end
return { set = function()
  local saved = texts.missing
  texts.missing = "when updating, " .. saved
  ngx.say(work())
  texts.missing = saved
end, get = function() return texts.missing end }`;

  test('around a call', () => module(program('')));

  test('not around a wait: another request meets it, or saves it as its own', () =>
    module(program('ngx.sleep(1)', '                ^^^^^^^ warning request-state/race\n')));

  test('not where a way out leaves it behind', () =>
    module(`
local texts = { missing = "is missing" }
                ^^^^^^^ warning worker-state/diverges
return { set = function(v)
  local saved = texts.missing
  texts.missing = "when updating, " .. saved
  if not v then return ngx.say(texts.missing) end
  texts.missing = saved
end, get = function() return texts.missing end }`));
});

suite('cleared: notes of one run', () => {
  test('cleared at the end', () =>
    module(`
local clear = require("table.clear")
local seen = {}
return { set = function(v)
  local out = {}
  for word in v:gmatch("%a+") do
    if not seen[word] then seen[word] = true out[#out + 1] = word end
  end
  clear(seen)
  ngx.say(table.concat(out))
end, get = function() return 1 end }`));

  test('not across a wait', () =>
    module(`
local clear = require("table.clear")
local seen = {}
      ^^^^ warning worker-state/diverges
return { set = function(v)
  for word in v:gmatch("%a+") do
    if not seen[word] then seen[word] = true ngx.sleep(0.1) ngx.say(word) end
  end
  clear(seen)
end, get = function() return 1 end }`));

  test('not where a way out leaves them', () =>
    module(`
local clear = require("table.clear")
local seen = {}
      ^^^^ warning worker-state/diverges
return { set = function(v)
  for word in v:gmatch("%a+") do
    if seen[word] then return ngx.say(word) end
    seen[word] = true
    if word == "end" then return end
  end
  clear(seen)
end, get = function() return 1 end }`));
});

suite('fresh: a table that the run is still at work on', () => {
  test('filled by a callback before it is kept', () =>
    module(`
local cache = {}
local function each(name, call) for part in name:gmatch("%a+") do call(part) end end
local function load(name)
  local info = cache[name]
  if info then return info end
  info = {}
  each(name, function(part)
    if not info[part] then info[part] = {} end
    table.insert(info[part], #part)
  end)
  cache[name] = info
  return info
end
return { set = function(v) ngx.say(load(v).a[1]) end, get = function() return 1 end }`));

  test('not one that came out of the cache', () =>
    module(`
local cache = {}
      ^^^^^ warning worker-state/diverges
return { set = function(v)
  local info = cache.all
  if not info then info = { list = {} } cache.all = info end
  table.insert(info.list, v)
end, get = function() return #cache.all.list end }`));

  test('not by a closure that is kept', () =>
    module(`
local function new()
  local info = { list = {} }
        ^^^^ warning worker-state/diverges
  return { info = info, add = function(v) table.insert(info.list, v) end }
end
local made = new()
return { set = function(v) made.add(v) end, get = function() return table.concat(made.info.list) end }`));
});

suite('setting: decided anew from what the function is handed', () => {
  const program = (decide: string, mark = '') => ({
    'conf/nginx.conf': conf(
      { '/get': say('require("m").get()'), '/put': run('require("m").put()') },
      'worker_processes 4;',
      'lua_shared_dict conf 1m;',
    ),
    'lua/m.lua': `
local enabled = false
${mark}local function configure(conf)
  enabled = false
  if conf then enabled = true end
end
return { put = function() configure(${decide}) end, get = function() return enabled and 1 or 2 end }`,
  });

  test('by a shared dictionary', () => checkMarked(program('ngx.shared.conf:get("on")')));

  test('not by a request', () =>
    checkMarked(program('ngx.var.arg_on', '      ^^^^^^^ warning worker-state/diverges\n')));
});

suite('renewed: what the other side gave in exchange', () => {
  test('a TLS session', () =>
    module(`
local session
return { set = function()
  local socket = ngx.socket.tcp()
  socket:connect("127.0.0.1", 443)
  local ok = socket:sslhandshake(session)
  session = ok
end, get = function() return 1 end }`));

  test('not what is counted from an answer', () =>
    module(`
local total = 0
      ^^^^^ warning request-state/race
return { set = function()
  local socket = ngx.socket.tcp()
  local seen = total
  local line = socket:receive()
  total = seen + #line
end, get = function() return total end }`));
});

suite('what libraries do with their arguments', () => {
  test('a size hint is not shown', () =>
    module(`
local buffer = require("string.buffer")
local hint = 64
return { set = function() end, get = function()
  local text = buffer.new(hint)
  text:put(ngx.var.uri)
  if hint < #text then hint = #text end
  return text:get()
end }`));

  test('what is put in is', () =>
    module(`
local buffer = require("string.buffer")
local longest = 64
      ^^^^^^^ warning request-state/leaks
return { set = function() end, get = function()
  local text = buffer.new()
  text:put(longest)
  if longest < #ngx.var.uri then longest = #ngx.var.uri end
  return text:get()
end }`));

  test('an identifier that is made of a name is a memo', () =>
    module(`
local uuid = require("resty.jit-uuid")
local factories = {}
return { set = function(v)
  local factory = factories.x
  if not factory then factory = uuid.factory_v5("fd02801f-0957-4a15-a55a-c8d9606f30b5") factories.x = factory end
  ngx.say(factory("name"))
end, get = function() return 1 end }`));

  test('one that is made of chance is not', () =>
    module(`
local uuid = require("resty.jit-uuid")
local ids = {}
      ^^^ warning worker-state/seeded-late
return { set = function(v)
  local id = ids.x
  if not id then id = uuid.generate_v4() ids.x = id end
  ngx.say(id)
end, get = function() return 1 end }`));
});

suite('a value that is passed on as it is', () => {
  test('goes back to where it came from', () =>
    module(`
local made = {}
local function find(k)
  if not made[k] then made[k] = { name = k } end
  return made[k]
end
local function keep(one) made[one.name] = one end
return { set = function() keep(find("a")) end, get = function() return made.a.name end }`));

  test('not one that is made of it', () =>
    module(`
local made = 1
      ^^^^ warning worker-state/diverges
local function keep(one) made = one end
return { set = function() keep(made * 2) end, get = function() return made end }`));

  test('a budget that a named constant fills again', () =>
    module(`
local MOST = 100
local left = MOST
return { set = function()
  left = left - 1
  if left > 0 then return end
  left = MOST
  ngx.sleep(0)
end, get = function() return 1 end }`));
});

suite('seeded: a memo that begins with some entries', () => {
  test('made of what was there at load', () =>
    module(`
local made = { root = function(k) return { name = k } end }
return { set = function()
  local one = made.leaf
  if not one then one = made.root("leaf") made.leaf = one end
  ngx.say(one.name)
end, get = function() return made.leaf.name end }`));

  test('not of what changes', () =>
    module(`
local made = { last = 1 }
               ^^^^ warning worker-state/diverges
return { set = function() made.last = made.last * 2 end, get = function() return made.last end }`));
});

suite('registry: the program’s own things, each once', () => {
  const program = (what: string, mark = '') => `
local known = {}
${mark}local function add(thing)
  if not known[thing] then
    known[thing] = true
    table.insert(known, { thing = thing })
  end
end
return { set = function() add(${what}) end, get = function() return #known end }`;

  test('of the program', () => module(program('"routes"')));
  test('not of what requests bring', () =>
    module(program('ngx.var.uri', '      ^^^^^ warning worker-state/diverges\n')));
});

suite('sequence: the number of a message', () => {
  test('sent over a connection that answers, and nowhere else', () =>
    module(`
local id = 0
local function ask(text)
  local socket = ngx.socket.tcp()
  socket:connect("127.0.0.1", 7000)
  id = id + 1
  socket:send(string.format("%d %s", id, text))
  return socket:receive()
end
return { set = function(v) ask(v) end, get = function() return ask("get") end }`));

  test('not a count that somebody else sends', () =>
    module(`
local hits = 0
      ^^^^ warning worker-state/diverges
return { set = function() hits = hits + 1 end, get = function()
  local socket = ngx.socket.tcp()
  socket:send("hits:" .. hits)
  return 1
end }`));

  test('nor one that is shown too', () =>
    module(`
local id = 1
      ^^ warning worker-state/diverges
return { set = function()
  id = id + 1
  local socket = ngx.socket.tcp()
  socket:send("id=" .. id)
  ngx.say(id)
end, get = function() return 1 end }`));
});

suite('mixed up: several runs lay out their own in one table', () => {
  const program = (wait: string, mark = '') => `
local parts = {}
${mark}local function send(fields)
  local n = 0
  for k, v in pairs(fields) do
    n = n + 1
    parts[n] = k .. "=" .. v
  end
  ${wait}
  return table.concat(parts, ";", 1, n)
end
return { set = function() ngx.say(send(ngx.req.get_uri_args())) end, get = function() return 1 end }`;

  test('across a wait', () => module(program('ngx.sleep(1)', '      ^^^^^ warning request-state/race\n')));
});

suite('latch: a mark that is taken back when the work is done', () => {
  const program = (mark: string, set: string): string => `
local state = { busy = false }
${mark}return { set = function(v) ${set} end, get = function() return state.busy end }`;
  const fault = '                ^^^^ warning worker-state/diverges\n';

  test('in the same run', () =>
    module(program('', 'state.busy = true pcall(ngx.sleep, 1) state.busy = false')));
  test('behind a branch that set it', () =>
    module(program('', 'if not state.busy then state.busy = true end ngx.sleep(1) state.busy = false')));
  test('not a switch, which one request sets and another one takes back', () =>
    module(
      program(fault, 'if v == "sleep" then state.busy = true elseif v == "wake" then state.busy = false end'),
    ));
  test('nor one where the branch that sets it is left', () =>
    module(program(fault, 'if v == "sleep" then state.busy = true return "ok" end state.busy = false')));
});

suite('race: what was read before a wait is what the write is made of', () => {
  const program = (mark: string, set: string): string => `
local state = { n = 0 }
${mark}local function price() return tonumber(ngx.location.capture("/price").body) end
return { set = function() ${set} end, get = function() return state.n end }`;
  const fault = (code: string): string => `                ^ warning ${code}\n`;

  test('kept in a variable', () =>
    module(program(fault('request-state/race'), 'local n = state.n ngx.sleep(0) state.n = n + 1')));
  test('read before the call that waits (LuaJIT reads the left side first)', () =>
    module(program(fault('request-state/race'), 'state.n = state.n + price()')));
  test('not what is read anew after the wait', () =>
    module(
      program(
        fault('worker-state/diverges'),
        'if state.n > 9 then return end ngx.sleep(0) state.n = state.n + 1',
      ),
    ));
  test('nor what is read after the call that waits', () =>
    module(program(fault('worker-state/diverges'), 'state.n = price() + state.n')));
});

test('unique: a number that goes by way of a variable to where it is joined with the worker’s own and chance', () => {
  const program = (mark: string, id: string): string => `
local count = 0
${mark}local function id()
  count = count + 1
  local part = count
  local chance = math.random(1000)
  return ${id}
end
return { set = function() ngx.say(id()) end, get = function() return id() end }`;
  module(program('', 'ngx.worker.id() .. "-" .. part .. "-" .. chance'));
  module(program('      ^^^^^ warning worker-state/diverges\n', '"n" .. part'));
});
