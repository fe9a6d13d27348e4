import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

suite('fires', () => {
  test('a counter in an upvalue', () =>
    module(`
local n = 0
      ^ warning worker-state/diverges
return { set = function() n = n + 1 end, get = function() return n end }`));

  test('a field of the module', () =>
    module(`
local _M = { enabled = false, name = "x" }
             ^^^^^^^ warning worker-state/diverges
function _M.set(v) _M.enabled = v == "1" end
function _M.get() return _M.enabled, _M.name end
return _M`));

  test('a table that an alias changes', () =>
    module(`
local quota = { used = 0 }
      ^^^^^ warning worker-state/diverges
local function bump(t, key) t[key] = t[key] + 1 end
return { set = function() bump(quota, "used") end, get = function() return quota.used end }`));

  test('a list, through a local table.insert', () =>
    module(`
local insert = table.insert
local trail = {}
      ^^^^^ warning worker-state/diverges
return { set = function(v) insert(trail, v) end, get = function() return table.concat(trail) end }`));

  test('what a loop reads', () =>
    module(`
local seen = {}
      ^^^^ warning worker-state/diverges
return {
  set = function(v) seen[v] = true end,
  get = function() local n = 0 for _ in pairs(seen) do n = n + 1 end return n end,
}`));

  test('the length of a list', () =>
    module(`
local list = {}
      ^^^^ warning worker-state/diverges
return { set = function(v) list[#list + 1] = v end, get = function() return #list end }`));

  test('an object that is made when the module loads', () =>
    module(`
local Counter = {}
Counter.__index = Counter
function Counter.new() return setmetatable({ n = 0 }, Counter) end
                                             ^ warning worker-state/diverges
function Counter:add() self.n = self.n + 1 end
local counter = Counter.new()
return { set = function() counter:add() end, get = function() return counter.n end }`));

  test('a closure that is made when the module loads', () =>
    module(`
local function counter()
  local n = 0
        ^ warning worker-state/diverges
  return function() n = n + 1 return n end
end
local next_id = counter()
return { set = function() end, get = function() return next_id() end }`));

  test('a field of another module, through package.loaded', () =>
    checkMarked({
      'conf/nginx.conf': conf({
        '/set': run('require("policy") package.loaded["policy"].limit = 5'),
        '/get': say('require("policy").limit'),
      }),
      'lua/policy.lua': `
local M = { limit = 10, burst = 20 }
            ^^^^^ warning worker-state/diverges
return M`,
    }));

  test('what init made and a request changes', () =>
    checkMarked({
      'conf/nginx.conf': conf(
        { '/buy': run('require("stock").buy("pear")'), '/stock': say('require("stock").count("pear")') },
        'worker_processes auto;',
        'init_by_lua_block { require("stock").seed({ pear = 3 }) }',
      ),
      'lua/stock.lua': `
local stock
      ^^^^^ warning worker-state/diverges
local names = {}
local _M = {}
function _M.seed(t) stock = t for name in pairs(t) do names[#names + 1] = name end end
function _M.buy(item) stock[item] = stock[item] - 1 end
function _M.count(item) return stock[item], names[1] end
return _M`,
    }));

  test('a global of an inline block', () =>
    checkMarked({
      'conf/nginx.conf': conf({
        '/hit': `content_by_lua_block {
hits = (hits or 0) + 1
^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/diverges
}`,
        '/hits': say('tostring(rawget(_G, "hits"))'),
      }),
    }));

  test('a global of a quoted chunk: the place is that in the configuration', () =>
    checkMarked(
      {
        'conf/nginx.conf': conf({
          '/hit': `content_by_lua "
local s = \\"\\\\\\"\\"
hits = (hits or 0) + 1
^^^^^^^^^^^^^^^^^^^^^^ warning worker-state/diverges
ngx.say(hits)
";`,
        }),
      },
      { levels: { 'conf/string-lua': 'off' } },
    ));

  test('a flag that only decides about the response', () =>
    module(`
local closed
      ^^^^^^ warning worker-state/diverges
return { set = function() closed = true end, get = function() if closed then return ngx.exit(503) end end }`));

  test('through pcall, a timer and a thread', () =>
    module(`
local a, b, c = 0, 0, 0
      ^ warning worker-state/diverges
         ^ warning worker-state/diverges
            ^ warning worker-state/diverges
return {
  set = function()
    pcall(function() a = a + 1 end)
    ngx.timer.at(0, function() b = b + 1 end)
    ngx.thread.spawn(function() c = c + 1 end)
  end,
  get = function() return a + b + c end,
}`));
});

suite('is silent', () => {
  test('a constant', () =>
    module(`local n = 1 return { set = function() end, get = function() return n end }`));

  test('an object of the request', () =>
    module(`
local C = {}
C.__index = C
function C.new() return setmetatable({ n = 0 }, C) end
function C:add() self.n = self.n + 1 end
return { set = function() end, get = function() local c = C.new() c:add() return c.n end }`));

  test('ngx.ctx', () =>
    module(`
return {
  set = function() local ctx = ngx.ctx ctx.n = (ctx.n or 0) + 1 end,
  get = function() return ngx.ctx.n end,
}`));

  test('a shared dict', () =>
    module(`
local dict = ngx.shared.counters
return { set = function() dict:incr("n", 1, 0) end, get = function() return dict:get("n") end }`));

  test('an inner local of the same name', () =>
    module(`
local n = 0
return { set = function() local n = 0 n = n + 1 return n end, get = function() return n end }`));

  test('the top-level locals of a handler file run anew for each request', () =>
    checkMarked({
      'conf/nginx.conf': conf({ '/page': 'content_by_lua_file lua/page.lua;' }),
      'lua/page.lua': `
local hits = 0
local function add() hits = hits + 1 end
add()
ngx.say(hits)`,
    }));

  test('what only init writes', () =>
    checkMarked({
      'conf/nginx.conf': conf(
        { '/get': say('require("m").get()') },
        'worker_processes 4;',
        'init_by_lua_block { require("m").load() }',
      ),
      'lua/m.lua': `local region local _M = {}
function _M.load() region = "eu" end
function _M.get() return region end
return _M`,
    }));

  test('what nobody can see', () =>
    module(`
local n = 0
return { set = function() n = n + 1 end, get = function() return "ok" end }`));

  test('what is only logged', () =>
    module(`
local n = 0
return {
  set = function() n = n + 1 if n % 100 == 0 then ngx.log(ngx.INFO, "served ", n) end end,
  get = function() return "ok" end,
}`));

  test('a table that a request made and another table of the request holds', () =>
    module(`
local function build(v) local t = { list = {} } t.list[1] = v t.n = #t.list return t end
return { set = function(v) build(v) end, get = function() return build("x").n end }`));

  test('lua_code_cache off: every request has a fresh VM', () =>
    checkMarked(
      {
        'conf/nginx.conf': conf(
          { '/': say('require("m").hit()') },
          'worker_processes 4;',
          'lua_code_cache off;',
        ),
        'lua/m.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }',
      },
      { levels: { 'conf/code-cache-off': 'off' } },
    ));

  test('Lua that has nothing to do with OpenResty', () =>
    checkMarked({
      'lua/plugin.lua': 'local n = 0\nreturn { hit = function() n = n + 1 return n end }',
    }));
});

suite('severity and words follow the number of workers', () => {
  const counter = 'local n = 0\nreturn { hit = function() n = n + 1 return n end }';
  const rows: [main: string, severity: string, says: RegExp][] = [
    [
      'worker_processes 4;',
      'warning',
      /^`n` lives once per worker \(4 here\): each worker counts its own requests\./,
    ],
    ['worker_processes auto;', 'warning', /\(one for each processor here\)/],
    ['worker_processes 1;', 'information', /breaks when `worker_processes` grows/],
    ['', 'information', /breaks when `worker_processes` grows/],
    ['worker_processes 4; master_process off;', 'information', /breaks when `worker_processes` grows/],
  ];
  for (const [main, severity, says] of rows) {
    test(main || '(no worker_processes)', () => {
      const { findings } = check({
        'conf/nginx.conf': conf({ '/': say('require("m").hit()') }, main),
        'lua/m.lua': counter,
      });
      const [finding, ...more] = findings;
      assert.deepEqual(more, []);
      assert.equal(finding?.severity, severity);
      assert.match(finding.message, says);
    });
  }

  test('a module that nobody runs, in a project with a configuration', () => {
    const { findings } = check({ 'conf/nginx.conf': conf({ '/': say('"hello"') }), 'lua/m.lua': counter });
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['information'],
    );
    assert.match(findings[0]?.message ?? '', /No configuration of this project leads here/);
  });

  test('a library without any configuration', () => {
    const library = check({ 'lua/m.lua': `local now = ngx.now\n${counter}` });
    assert.deepEqual(
      library.findings.map(({ severity }) => severity),
      ['warning'],
    );
  });
});

test('the finding shows declaration, write, route and workers, and the cell can be read', () => {
  const { findings, state } = check({
    'conf/nginx.conf': conf({ '/hit': say('require("m").hit()') }),
    'lua/m.lua': 'local n = 0\nlocal M = {}\nfunction M.hit()\n  n = n + 1\n  return n\nend\nreturn M\n',
  });
  const [finding] = findings;
  assert.deepEqual(
    finding?.related.map(({ message, place }) => [message, place.file, place.range.start.line + 1]),
    [
      ['`n` is declared here', 'lua/m.lua', 1],
      ['written here', 'lua/m.lua', 4],
      ['run by content_by_lua of `location /hit`', 'conf/nginx.conf', 7],
      ['4 workers', 'conf/nginx.conf', 1],
    ],
  );
  assert.deepEqual(finding.route, ['location /hit', 'content_by_lua', 'M.hit']);
  assert.deepEqual(state.cells[0]?.address, {
    id: 'lua/m.lua:6:n',
    file: 'lua/m.lua',
    offset: 6,
    name: 'n',
    kind: 'upvalue',
    path: [],
    module: 'm',
    anchor: { kind: 'upvalue', file: 'lua/m.lua', line: 3, name: 'n' },
  });
});

suite('programs that bite their own tail are analysed to the end', () => {
  const rows: Record<string, string> = {
    'a ring of __index': `
local A, B = {}, {}
setmetatable(A, { __index = B }) setmetatable(B, { __index = A })
return { set = function() end, get = function() return A.x, B.y end }`,
    'a table that is called and answers with itself': `
local t = {}
setmetatable(t, { __call = t })
return { set = function() t(t)(t) end, get = function() return t() end }`,
    'functions that pass each other around': `
local function f(g, ...) return g(f, ...) end
local function h(...) return f(h, ...) end
return { set = function() pcall(pcall, pcall, h, f) end, get = function() return select(2, pcall(f, h)) end }`,
    'a table that holds itself': `
local t = {}
t.t = t
return { set = function() end, get = function() return t.t.t[t].t end }`,
  };
  for (const [name, lua] of Object.entries(rows)) {
    test(name, () => {
      const { state } = check({
        'conf/nginx.conf': conf({ '/set': run('require("m").set()'), '/get': say('require("m").get()') }),
        'lua/m.lua': lua,
      });
      assert.equal(state.cut, false);
    });
  }
});
