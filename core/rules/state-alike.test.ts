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
