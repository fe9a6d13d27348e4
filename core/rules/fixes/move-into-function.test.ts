import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { linesFromLuaJit, luaString, withoutLuaJit } from '../../../lua-engine/conformance/luajit.js';
import type { Example } from '../index.js';
import { applyFix } from '../testing/apply.js';
import { check } from '../testing/marked.js';
import { conf, say } from '../testing/programs.js';

const server = conf({ '/set': say('require("m").set(ngx.var.arg_v)'), '/get': say('require("m").get()') });
const title = /^Make `\w+` local to /;

function program(lua: string): Example {
  return { 'conf/nginx.conf': server, 'lua/m.lua': lua };
}

/** The module after the fix. The rules have nothing left to say of it. */
function mended(lua: string): string {
  const texts = program(lua);
  const fix = check(texts)
    .findings.flatMap(({ fixes = [] }) => fixes)
    .find((one) => title.test(one.title));
  assert.ok(fix, 'there is a fix');
  const after = applyFix(texts, fix);
  assert.deepEqual(
    check(after).findings.map(({ code, message }) => `${code} ${message}`),
    [],
  );
  return after['lua/m.lua'] ?? '';
}

/** A finding of these two rules, and no such fix. */
function notOffered(lua: string): void {
  const { findings } = check(program(lua));
  assert.ok(
    findings.some(({ code }) => code.startsWith('request-state/')),
    'the finding is there',
  );
  assert.deepEqual(
    findings.flatMap(({ fixes = [] }) => fixes.filter((one) => title.test(one.title))),
    [],
  );
}

/** What two requests get from `set("a")` and `set("b")` in LuaJIT: one after the other, and in turns. */
function answers(lua: string): { alone: string; inTurns: string } | undefined {
  const lines = linesFromLuaJit(`
package.preload["table.new"] = function() return function() return {} end end
package.preload["table.clear"] = function() return function(t) for k in pairs(t) do t[k] = nil end end end
local function requests(step)
  local answers = {}
  ngx = { sleep = coroutine.yield, say = function() end, var = { arg_w = "w" } }
  local m = assert(loadstring(${luaString(lua)}))()
  local all = {}
  for i, v in ipairs { "a", "b" } do
    all[i] = coroutine.create(function() answers[i] = tostring(m.set(v)) end)
  end
  step(all)
  return table.concat(answers, " ")
end
local function go(co) assert(coroutine.resume(co)) return coroutine.status(co) ~= "dead" end
print(requests(function(all) for _, co in ipairs(all) do while go(co) do end end end))
print(requests(function(all)
  local alive = true
  while alive do
    alive = false
    for _, co in ipairs(all) do if coroutine.status(co) ~= "dead" then alive = go(co) or alive end end
  end
end))
`);
  return lines && { alone: lines[0] ?? '', inTurns: lines[1] ?? '' };
}

/** The fix gives this text, and in LuaJIT requests in turns get what each got alone before. */
function becomes(name: string, before: string, after: string): void {
  test(name, (t) => {
    assert.equal(mended(before), after);
    const [was, is] = [answers(before), answers(after)];
    if (!was || !is) return t.skip(withoutLuaJit);
    assert.notEqual(was.alone, '');
    assert.notEqual(was.inTurns, was.alone, 'the fault is there');
    assert.deepEqual(is, { alone: was.alone, inTurns: was.alone });
  });
}

suite('a variable becomes local where it is first set', () => {
  becomes(
    'the statement that sets it declares it; comments stay',
    `local _M = {}

-- who asks
local user -- of this request

function _M.set(v)
    -- from the argument
    user = v
    ngx.sleep(1) -- the others run
    return user
end

function _M.get() return 1 end

return _M
`,
    `local _M = {}

-- who asks
-- of this request

function _M.set(v)
    -- from the argument
    local user = v
    ngx.sleep(1) -- the others run
    return user
end

function _M.get() return 1 end

return _M
`,
  );

  becomes(
    'on each branch: before the branches',
    `local user
return { set = function(v)
  if ngx.var.arg_w then
    user = v
  else
    user = "nobody"
  end
  ngx.sleep(1)
  return user
end, get = function() return 1 end }
`,
    `return { set = function(v)
  local user
  if ngx.var.arg_w then
    user = v
  else
    user = "nobody"
  end
  ngx.sleep(1)
  return user
end, get = function() return 1 end }
`,
  );

  becomes(
    'one line',
    `local user = "" local M = {}
function M.set(v) if v then user = v else user = "x" end ngx.sleep(1) return user end
function M.get() return 1 end
return M
`,
    `local M = {}
function M.set(v) local user; if v then user = v else user = "x" end ngx.sleep(1) return user end
function M.get() return 1 end
return M
`,
  );

  becomes(
    'a closure of the function that reads it goes with it',
    `local user
local M = {}
function M.set(v)
  user = v
  local function show() return user end
  ngx.sleep(1)
  return show()
end
function M.get() return 1 end
return M
`,
    `local M = {}
function M.set(v)
  local user = v
  local function show() return user end
  ngx.sleep(1)
  return show()
end
function M.get() return 1 end
return M
`,
  );

  test('with the line ends of the file', () => {
    const lua =
      'local u\r\nlocal M = {}\r\nfunction M.set(v)\r\n\tif v then u = v else u = 1 end\r\n\tngx.sleep(1)\r\n\treturn u\r\nend\r\nfunction M.get() return 1 end\r\nreturn M\r\n';
    assert.equal(mended(lua), lua.replace('local u\r\n', '').replace('\tif v', '\tlocal u\r\n\tif v'));
  });
});

suite('a table becomes one of each run', () => {
  becomes(
    'a message that is handed to a function of the module',
    `local message = {}
local M = {}

local function deliver(m)
    ngx.sleep(1)
    return "sent to " .. m.to
end

function M.set(to)
    message.to = to
    return deliver(message)
end

function M.get() return 1 end
return M
`,
    `local M = {}

local function deliver(m)
    ngx.sleep(1)
    return "sent to " .. m.to
end

function M.set(to)
    local message = {}
    message.to = to
    return deliver(message)
end

function M.get() return 1 end
return M
`,
  );

  becomes(
    'table.new and table.clear of LuaJIT',
    `local new_tab = require("table.new")
local clear_tab = require("table.clear")
local parts = new_tab(4, 0)
local M = {}
function M.set(v)
    clear_tab(parts)
    parts[1] = v
    parts[#parts + 1] = "!"
    ngx.sleep(1)
    return table.concat(parts)
end
function M.get() return 1 end
return M
`,
    `local new_tab = require("table.new")
local clear_tab = require("table.clear")
local M = {}
function M.set(v)
    local parts = new_tab(4, 0)
    clear_tab(parts)
    parts[1] = v
    parts[#parts + 1] = "!"
    ngx.sleep(1)
    return table.concat(parts)
end
function M.get() return 1 end
return M
`,
  );
});

suite('not where it would mean something else', () => {
  const cases: [string, string][] = [
    [
      'read before it is written on some path',
      'local u\nreturn { set = function(v) if v then u = v end ngx.sleep(1) return u end, get = function() return 1 end }',
    ],
    [
      'kept from one run to the next',
      'local u\nreturn { set = function(v) local last = u u = v ngx.sleep(1) return tostring(last) .. u end, get = function() return 1 end }',
    ],
    [
      'set in a loop that may not run',
      'local u\nreturn { set = function(v) for w in v:gmatch(".") do u = w end ngx.sleep(1) return u end, get = function() return 1 end }',
    ],
    [
      'set in a loop that a break may leave before',
      'local u\nreturn { set = function(v) repeat if v == "x" then break end u = v until true ngx.sleep(1) return u end, get = function() return 1 end }',
    ],
    [
      'read by another function',
      'local u\nlocal function show() ngx.sleep(1) return u end\nreturn { set = function(v) u = v return show() end, get = function() return 1 end }',
    ],
    [
      'the function may run again before it is through',
      'local u\nlocal M = {}\nfunction M.set(v) u = v ngx.sleep(1) if v ~= "x" then M.set("x") end return u end\nfunction M.get() return 1 end\nreturn M',
    ],
    [
      'a field that is not set on every path',
      'local t = {}\nlocal function send(m) ngx.sleep(1) return m.to end\nreturn { set = function(v) if v then t.to = v end return send(t) end, get = function() return 1 end }',
    ],
    [
      'a table that is stored by who gets it',
      'local t = {}\nlocal kept\nlocal function send(m) kept = m ngx.sleep(1) return m.to end\nreturn { set = function(v) t.to = v return send(t) end, get = function() return kept.to end }',
    ],
    [
      'a table that a timer gets',
      'local t = {}\nreturn { set = function(v) t.to = v ngx.timer.at(0, function(_, m) ngx.log(4, m.to) end, t) ngx.sleep(1) return t.to end, get = function() return 1 end }',
    ],
    [
      'a table that the module exports',
      'local t = {}\nreturn { t = t, set = function(v) t.to = v ngx.sleep(1) return t.to end, get = function() return 1 end }',
    ],
  ];
  for (const [name, lua] of cases) test(name, () => notOffered(`${lua}\n`));
});
