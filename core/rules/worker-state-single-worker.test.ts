import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';

const code = 'worker-state/single-worker-assumption';

/** Checks a marked module whose `start` runs when a worker starts, and whose `answer` a request runs. */
function started(lua: string, main = 'worker_processes 4;'): void {
  checkMarked({
    'conf/nginx.conf': `${main}
events {}
http {
lua_package_path "$prefix/lua/?.lua;;";
lua_shared_dict d 1m;
init_worker_by_lua_block { require("m").start() }
server { location / { content_by_lua_block { require("m").answer() } } }
}
`,
    'lua/m.lua': lua,
  });
}

/** A module that starts a timer with this callback; `gate` stands around the start or in the callback. */
const timer = (
  callback: string,
  { top = '', start = 'ngx.timer.every(60, work)', mark = '' } = {},
): string => `
${top}
local function work()
${callback}
end
local _M = {}
function _M.start()
${start}
${mark}
end
function _M.answer() end
return _M`;

const told = (severity: string): { mark: string } => ({ mark: `^^^^^^^^^^^^^^^ ${severity} ${code}` });
const count = 'ngx.shared.d:incr("n", 1, 0)';

suite('a timer of every worker fires', () => {
  const warns: Readonly<Record<string, string>> = {
    'a shared count': count,
    'a count by get and set': 'local d = ngx.shared.d d:set("n", (d:get("n") or 0) + 1)',
    'a list': 'ngx.shared.d:lpush("l", "x")',
    'an INSERT': 'local db = require("resty.mysql"):new() db:query("INSERT INTO runs VALUES (1)")',
    'a count in the database': 'local db = require("pgmoon").new() db:query("UPDATE t SET n = n + 1")',
    'a published message': 'local red = require("resty.redis"):new() red:publish("c", "tick")',
    'a POST': 'local h = require("resty.http").new() h:request_uri("http://a/", { method = "POST" })',
    'an appended file': 'local f = io.open("/tmp/runs", "a") f:write("x") f:close()',
  };
  for (const [name, callback] of Object.entries(warns))
    test(name, () => started(timer(callback, told('warning'))));

  const informs: Readonly<Record<string, string>> = {
    'a key that is set': 'local red = require("resty.redis"):new() red:set("k", "v")',
    'a DELETE': 'local db = require("resty.mysql"):new() db:query("DELETE FROM t WHERE old")',
    'an INSERT that the database makes one':
      'local db = require("pgmoon").new() db:query("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING")',
    'a PUT': 'local h = require("resty.http").new() h:request_uri("http://a/", { method = "PUT" })',
  };
  for (const [name, callback] of Object.entries(informs))
    test(`${name}, as information`, () => started(timer(callback, told('information'))));

  test('with one worker, as information', () =>
    started(timer(count, told('information')), 'worker_processes 1;'));

  test('a timer that starts itself again', () =>
    started(timer(count, { start: 'ngx.timer.at(0, work)', mark: `^^^^^^^^^^^^ warning ${code}` })));
});

suite('a timer stays silent', () => {
  const quiet: Readonly<Record<string, string>> = {
    'that reads': 'local h = require("resty.http").new() h:request_uri("http://a/")',
    'that selects': 'local db = require("resty.mysql"):new() db:query("SELECT 1")',
    'that sets what is the same': 'ngx.shared.d:set("config", "v")',
    'with a lease': `if not ngx.shared.d:add("lease", true, 50) then return end ${count}`,
    'with a lease in a variable': `local ok = ngx.shared.d:add("lease", true, 50) if ok then ${count} end`,
    'with a turn': `local turn = ngx.shared.d:incr("turn", 1, 0, 50) if turn ~= 1 then return end ${count}`,
    'with a time that it notes': `local d = ngx.shared.d if d:get("last") then return end d:set("last", 1, 50) ${count}`,
    'with a lock': `local l = require("resty.lock"):new("d") local ok = l:lock("k") if not ok then return end ${count} l:unlock()`,
    'with a lock that it does not look at': `local l = require("resty.lock"):new("d") l:lock("k") ${count} l:unlock()`,
    'with a lock of redis': `local red = require("resty.redis"):new() if red:setnx("k", 1) == 1 then red:publish("c", "x") end`,
    'with a lock of the database': `local db = require("pgmoon").new() if db:query("SELECT pg_try_advisory_lock(1)") then db:query("INSERT INTO t VALUES (1)") end`,
    'that takes from a list':
      'local x = ngx.shared.d:lpop("l") if x then local h = require("resty.http").new() h:request_uri("http://a/", { method = "POST", body = x }) end',
    'under its own number': 'ngx.shared.d:incr("n" .. ngx.worker.id(), 1, 0)',
    'that tells its memory': 'ngx.shared.d:incr("memory", collectgarbage("count"), 0)',
  };
  for (const [name, callback] of Object.entries(quiet)) test(name, () => started(timer(callback)));

  const starts: Readonly<Record<string, string>> = {
    'worker 0': 'if ngx.worker.id() == 0 then ngx.timer.every(60, work) end',
    'all others left': 'if ngx.worker.id() ~= 0 then return end ngx.timer.every(60, work)',
    'the privileged agent':
      'if require("ngx.process").type() == "privileged agent" then ngx.timer.every(60, work) end',
    'a function that asks': 'if is_first() then ngx.timer.every(60, work) end',
    'a variable': 'local id = ngx.worker.id() if id == 0 then ngx.timer.every(60, work) end',
  };
  const top = 'local function is_first() return ngx.worker.id() == 0 end';
  for (const [name, start] of Object.entries(starts))
    test(`started behind ${name}`, () => started(timer(count, { top, start })));

  test('of the buffer that its own requests filled', () =>
    started(`
local buffer = {}
local _M = {}
local function flush()
  if #buffer == 0 then return end
  local h = require("resty.http").new()
  h:request_uri("http://a/", { method = "POST", body = table.concat(buffer) })
  buffer = {}
end
function _M.start() ngx.timer.every(1, flush) end
function _M.answer() buffer[#buffer + 1] = ngx.var.uri end
return _M`));

  test('with a comment that gives a reason', () =>
    started(
      timer(count, { start: '-- openresty: per-worker each counts its ticks\nngx.timer.every(60, work)' }),
    ));
});

suite('what is nearly a gate fires', () => {
  const starts: Readonly<Record<string, string>> = {
    'all but one': 'if ngx.worker.id() == 0 then return end',
    'all but the privileged agent': 'if require("ngx.process").type() == "privileged agent" then return end',
    'how many there are': 'if ngx.worker.count() < 2 then return end',
    'worker 0 or anybody': 'if not (ngx.worker.id() == 0 or ngx.config.debug) then return end',
  };
  for (const [name, gate] of Object.entries(starts))
    test(name, () =>
      started(timer(count, { start: `${gate}\nngx.timer.every(60, work)`, ...told('warning') })),
    );

  const callbacks: Readonly<Record<string, string>> = {
    'who failed to take the lease': `if ngx.shared.d:add("lease", true, 50) then return end ${count}`,
    'a setting out of the dictionary': `if not ngx.shared.d:get("on") then return end ${count}`,
    'a semaphore, which is the worker’s': `local s = require("ngx.semaphore").new(1) if not s:wait(0) then return end ${count}`,
    exiting: `if ngx.worker.exiting() then return end ${count}`,
  };
  for (const [name, callback] of Object.entries(callbacks))
    test(name, () => started(timer(callback, told('warning'))));
});

/** A module that answers with this. */
const answer = (body: string): string => `
local _M = {}
function _M.start() end
function _M.answer()
${body}
end
return _M`;

suite('the worker’s number in a request', () => {
  test('fires where it decides the answer', () =>
    started(
      answer(`if ngx.worker.id() == 0 then ngx.say("leader") end
   ^^^^^^^^^^^^^^^^^^^^ warning ${code}`),
    ));
  test('fires where all others leave', () =>
    started(
      answer(`local id = ngx.worker.id()
if id ~= 0 then return ngx.exit(503) end
   ^^^^^^^ warning ${code}
ngx.say("ok")`),
    ));
  test('with one worker, as information', () =>
    started(
      answer(`if ngx.worker.id() == 0 then ngx.say("leader") end
   ^^^^^^^^^^^^^^^^^^^^ information ${code}`),
      'worker_processes 1;',
    ));
  const quiet: Readonly<Record<string, string>> = {
    'as an answer': 'ngx.say(ngx.worker.id())',
    'against what the request asks for':
      'if ngx.worker.id() == tonumber(ngx.var.arg_w) then ngx.say("me") end',
    'for a line in the log': 'if ngx.worker.id() == 0 then ngx.log(ngx.INFO, "here") end',
    'to pick who starts a timer': `if ngx.worker.id() == 0 then ngx.timer.at(0, function() ${count} end) end`,
  };
  for (const [name, body] of Object.entries(quiet)) test(`stays silent ${name}`, () => started(answer(body)));
  test('stays silent when a worker starts', () =>
    started(timer(count, { start: 'if ngx.worker.id() == 0 then ngx.shared.d:set("up", 1) end' })));
});

suite('a flag that decides who runs a timer', () => {
  const flag = (start: string): string => timer(count, { start });
  test('fires where add has no time to live', () =>
    started(
      flag(`if not ngx.shared.d:add("started", true) then return end
       ^^^^^^^^^^^^^^^^ warning ${code}
ngx.timer.every(60, work)`),
    ));
  test('fires with a time of 0, which is none', () =>
    started(
      flag(`local ok = ngx.shared.d:add("started", true, 0)
           ^^^^^^^^^^^^^^^^ warning ${code}
if ok then ngx.timer.every(60, work) end`),
    ));
  test('fires where get finds none and set sets it', () =>
    started(
      flag(`local d = ngx.shared.d
if d:get("started") then return end
d:set("started", true)
^^^^^ warning ${code}
ngx.timer.every(60, work)`),
    ));
  test('fires with one worker too: a reload keeps it', () =>
    started(
      flag(`if not ngx.shared.d:add("started", true) then return end
       ^^^^^^^^^^^^^^^^ warning ${code}
ngx.timer.every(60, work)`),
      'worker_processes 1;',
    ));
  const quiet: Readonly<Record<string, string>> = {
    'with a time to live': 'if ngx.shared.d:add("started", true, 30) then ngx.timer.every(60, work) end',
    'that is deleted':
      'ngx.shared.d:delete("started") if ngx.shared.d:add("started", true) then ngx.timer.every(60, work) end',
    'of its own worker':
      'if ngx.shared.d:add("started" .. ngx.worker.id(), true) then ngx.timer.every(60, function() end) end',
    'of what is done once': 'if ngx.shared.d:add("migrated", true) then ngx.timer.at(0, work) end',
    'that no timer hangs on': 'ngx.shared.d:add("seen", true)',
  };
  for (const [name, start] of Object.entries(quiet)) test(`stays silent ${name}`, () => started(flag(start)));
});
