import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** State that is per worker on purpose, beside what looks like it and is a fault. */
suite('chosen: in the worker, beside others that go to a shared dictionary', () => {
  const program = (condition: string, mark = '') => ({
    'conf/nginx.conf': conf(
      { '/set': run('require("m").add(ngx.var.arg_v)'), '/get': say('require("m").get(ngx.var.arg_v)') },
      'worker_processes 4; env LOCAL;',
      'lua_shared_dict values 1m;',
    ),
    'lua/m.lua': `local dict = ngx.shared.values
local isLocal = os.getenv("LOCAL")
local own = {}
${mark}return { add = function(k)
  if ${condition} then own[k] = (own[k] or 0) + 1 return end
  dict:incr(k, 1, 0)
end, get = function(k) return own[k] end }`,
  });

  test('by a setting', () => checkMarked(program('isLocal')));

  test('not what remains without a dictionary', () =>
    checkMarked(program('not dict', '      ^^^ warning worker-state/diverges\n')));

  test('nor where the request decides', () =>
    checkMarked(program('ngx.var.arg_own', '      ^^^ warning worker-state/diverges\n')));

  test('nor where both get it', () =>
    module(`
local own = {}
      ^^^ warning worker-state/diverges
return { set = function(k)
  if k then own[k] = (own[k] or 0) + 1 end
  ngx.shared.values:incr(k, 1, 0)
end, get = function() return own.a end }`));
});

suite('sequence: the numbers of messages on connections', () => {
  const program = (second: string, get: string, mark = '') => `
local number = 1
${mark}local function login(socket, name)
  local message = number .. " login " .. name
  number = number + 1
  socket:send(message)
  return socket:receive()
end
local function leave(socket)
  ${second}
end
return { set = function(v)
  local socket = ngx.socket.tcp()
  socket:connect("127.0.0.1", 7)
  login(socket, v)
  leave(socket)
end, get = function() return ${get} end }`;
  const leaves = 'number = number + 1 socket:send(number .. " leave")';
  const marked = '      ^^^^^^ warning worker-state/diverges\n';

  test('every message takes the next', () => module(program(leaves, '1')));

  test('not when somebody is told how many there were', () => module(program(leaves, 'number', marked)));

  test('not when nobody answers', () =>
    module(`
local number = 1
      ^^^^^^ warning worker-state/diverges
local function count(socket) number = number + 1 socket:send("c:" .. number) end
local function more(socket) number = number + 1 socket:send("m:" .. number) end
return { set = function()
  local socket = ngx.socket.udp()
  socket:setpeername("127.0.0.1", 8125)
  count(socket)
  more(socket)
end, get = function() return 1 end }`));
});

suite('registry: the program’s own parts, each entered once', () => {
  const program = (handlers: string, set: string, mark = '') => ({
    'conf/nginx.conf': conf({ '/set': run(set), '/get': say('require("m").get()') }),
    'lua/m.lua': `local known = {}
${mark}local function enter(thing)
  if not known[thing.name] then
    known[thing.name] = true
    table.insert(known, { thing = thing })
  end
end
return { ${handlers}, get = function() return known[1].thing.name end }`,
  });

  test('a mark and an entry', () =>
    checkMarked(program('set = function() enter({ name = "a" }) end', 'require("m").set()')));

  test('not what a request brings', () =>
    checkMarked(
      program(
        'set = function(v) enter({ name = v }) end',
        'require("m").set(ngx.var.arg_v)',
        '      ^^^^^ warning worker-state/diverges\n',
      ),
    ));

  test('not a mark alone: that is memory of what was seen', () =>
    checkMarked({
      'conf/nginx.conf': conf({ '/set': run('require("m").set({ name = "a" })') }),
      'lua/m.lua': `local known = {}
      ^^^^^ warning worker-state/diverges
return { set = function(thing)
  if not known[thing.name] then known[thing.name] = true ngx.exit(403) end
end }`,
    }));

  test('the elements of another list that are not in this one', () =>
    module(`
local rules, extra = { "a" }, { "a", "b" }
return { set = function()
  for _, one in ipairs(extra) do
    local found = false
    for i = 1, #rules do if rules[i] == one then found = true break end end
    if not found then table.insert(rules, one) end
  end
end, get = function() return #rules end }`));

  test('not of what the request lists', () =>
    module(`
local rules = { "a" }
      ^^^^^ warning worker-state/diverges
return { set = function()
  for one in pairs(ngx.req.get_uri_args()) do
    local found = false
    for i = 1, #rules do if rules[i] == one then found = true break end end
    if not found then table.insert(rules, one) end
  end
end, get = function() return #rules end }`));
});

suite('builders: an interface is built once, as far as nothing else is known', () => {
  const program = (makes: string) => ({
    'conf/nginx.conf': conf({ '/get': run('require("app").run(ngx.var.arg_name)') }),
    'lua/app.lua':
      'return { run = function(name) return require("resty.loader").load("plugins.api." .. name) end }',
    'lua/plugins/api/node.lua': makes,
  });

  test('what the building notes', () =>
    checkMarked(
      program(`local address
      ^^^^^^^ information worker-state/diverges
return { shown = function() return address end, new = function()
  local api = {}
  function api.address() return address end
  function api.has() return address ~= nil end
  address = ngx.var.server_addr
  return api
end }`),
    ));

  test('not what its functions note', () =>
    checkMarked(
      program(`local address
      ^^^^^^^ warning worker-state/diverges
return { shown = function() return address end, new = function()
  local api = {}
  function api.address() return address end
  function api.note() address = ngx.var.server_addr end
  api.note()
  return api
end }`),
    ));

  test('nor what a handler notes that makes no interface', () =>
    checkMarked(
      program(`local address
      ^^^^^^^ warning worker-state/diverges
return { shown = function() return address end, access = function()
  local result = {}
  result.show = function() return address end
  address = ngx.var.server_addr
  return result
end }`),
    ));
});
