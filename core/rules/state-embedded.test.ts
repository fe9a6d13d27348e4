import { suite, test } from 'node:test';
import { checkMarked } from './testing/marked.js';
import { conf, module, run, say } from './testing/programs.js';

/** What a library keeps for the worker that embeds it: its buffer, the work under way, how far it has come. */

suite('backlog: what waits for the worker’s own timer', () => {
  const program = (marks: string, rest: { add?: string; flush?: string; get?: string }): string => `
local size, lines, n = 0, {}, 0
${marks}local function flush()
  ngx.socket.tcp():send(table.concat(lines, "", 1, n))
  ${rest.flush ?? 'n = 0 size = size - 1'}
end
return { set = function(v)
  ${rest.add ?? 'n = n + 1 lines[n] = "x" size = size + 1'}
  if size > 9 then ngx.timer.at(0, flush) end
end, get = function() return ${rest.get ?? '1'} end }`;
  const size = '      ^^^^ warning worker-state/diverges\n';
  const n = '                   ^ warning worker-state/diverges\n';

  test('grows beside the list and shrinks in the timer', () => module(program('', {})));
  test('not when clients are told how much it is', () => module(program(size, { get: 'size' })));
  test('not when clients are told how many lines there are', () =>
    module(program(`${size}            ^^^^^ warning worker-state/diverges\n${n}`, { get: 'n' })));
  test('nor what grows for itself: so many at a time', () =>
    module(
      program(size, {
        add: 'if v == "line" then n = n + 1 lines[n] = "x" end size = size + 1',
      }),
    ));
  test('nor what nothing takes back', () => module(program(size, { flush: 'n = 0' })));
});

suite('exclusive: a flag lets one run in at a time', () => {
  const program = (mark: string, work: string, lock = ''): string => `
local tries, busy = 0
${mark}${lock}
return { set = function() ${work} end, get = function() return 1 end }`;
  const race = '      ^^^^^ warning request-state/race\n';
  const loop = 'while tries < 3 do ngx.print(tries) ngx.sleep(1) tries = tries + 1 end';
  const lock = `local function lock() if not busy then busy = true return true end return false end
local function unlock() busy = false end`;

  test('the cell is set beside the flag', () =>
    module(program('', `if busy then return end tries = 0 busy = true ${loop} busy = false`)));
  test('through functions', () =>
    module(program('', `if not lock() then return end tries = 0 ${loop} unlock()`, lock)));
  test('read behind the end, at once', () =>
    module(
      program(
        '',
        `if busy then return end busy = true tries = 0 ${loop} busy = false if tries > 2 then ngx.say("no") end`,
      ),
    ));
  test('not read after another wait', () =>
    module(
      program(
        race,
        `if busy then return end busy = true tries = 0 ${loop} busy = false ngx.sleep(1) if tries > 2 then ngx.say("no") end`,
      ),
    ));
  test('not when the run waits between the question and the flag', () =>
    module(program(race, `if busy then return end tries = 0 ngx.sleep(1) busy = true ${loop} busy = false`)));
  test('nor when the function lets in whoever finds the flag up', () =>
    module(
      program(
        race,
        `if not lock() then return end tries = 0 ${loop} unlock()`,
        lock.replace('return false', 'return busy'),
      ),
    ));
});

suite('ending: the worker is about to end', () => {
  const program = (mark: string, condition: string): string => `
local leaving
${mark}return { set = function(v) if ${condition} then leaving = true end end, get = function() return leaving end }`;

  test('nginx says so', () => module(program('', 'ngx.worker.exiting()')));
  test('not what a request says', () =>
    module(program('      ^^^^^^^ warning worker-state/diverges\n', 'v == "leave"')));
  test('nor what a request says too', () =>
    module(
      program(
        '      ^^^^^^^ warning worker-state/diverges\n',
        'v == "leave" then leaving = true elseif ngx.worker.exiting()',
      ),
    ));
});

suite('follower: how far the worker has come in what all share', () => {
  const program = (mark: string, step: string): string => `
local seen = 0
${mark}return { set = function(v)
  local newest = ngx.shared.d:get("newest") or 0
  ${step}
end, get = function() return seen end }`;
  const fault = '      ^^^^ warning worker-state/diverges\n';

  test('until there is no more', () => module(program('', 'while seen < newest do seen = seen + 1 end')));
  test('not one step for each request, up to a limit that is shared', () =>
    module(program(fault, 'if seen < newest then seen = seen + 1 end')));
  test('nor up to a number to which a request adds', () =>
    module(program(fault, 'while seen < newest + tonumber(v) do seen = seen + 1 end')));
  test('nor up to a number of the worker’s own', () =>
    module(program(fault, 'while seen < #newest_of_mine do seen = seen + 1 end')));
  test('nor up to what a request says', () =>
    module(program(fault, 'while seen < tonumber(v) do seen = seen + 1 end')));
});

suite('stack: how many spare things there are', () => {
  const program = (mark: string, rest: { take?: string; get?: string }): string => `
local spare, n = { {}, {} }, 2
${mark}return { set = function()
  if n == 0 then return {} end
  local one = spare[n]
  ${rest.take ?? 'spare[n] = nil n = n - 1'}
  return one
end, get = function() return ${rest.get ?? '1'} end }`;
  const fault = '             ^ warning worker-state/diverges\n';

  test('the last one is taken out', () => module(program('', {})));
  test('not when clients are told how many are left', () => module(program(fault, { get: 'n' })));
  test('nor tickets, of which there is no list', () =>
    module(`
local n = 2
      ^ warning worker-state/diverges
return { set = function()
  if n == 0 then return ngx.exit(429) end
  n = n - 1
end, get = function() return 1 end }`));
});

suite('settings: what was set before, or a default', () => {
  const program = (mark: string, value: string): string => `
local limit
${mark}return { set = function()
  local opts = tonumber(os.getenv("LIMIT"))
  limit = ${value}
end, get = function() return limit end }`;

  test('of several, as they are', () => module(program('', 'opts or (limit or 10)')));
  test('not one that is made of the one before', () =>
    module(program('      ^^^^^ warning worker-state/diverges\n', 'opts or ((limit or 10) + 1)')));
});

suite('configured: settings that the first request of a worker hands over', () => {
  const program = (marks: string, rest: { config?: string; value?: string }): Record<string, string> => ({
    'conf/nginx.conf': conf({
      '/set': run('require("use").start()'),
      '/get': say('require("m").get()'),
    }),
    'lua/settings.lua': 'return { limit = 10 }',
    'lua/use.lua': `local settings = require("settings")
local m = require("m")
return { start = function()
  if not m.ready() then
    local config = ${rest.config ?? 'settings'}
    m.init(config)
  end
end }`,
    'lua/m.lua': `local limit, ready = 1
${marks}local M = {}
function M.init(config)
  for key, value in pairs(config) do
    if key == "limit" then limit = ${rest.value ?? 'value'} end
  end
  ready = true
end
function M.ready() return ready end
function M.get() return limit end
return M`,
  });
  const fault = '      ^^^^^ warning worker-state/diverges\n';

  test('of the program', () => checkMarked(program('', {})));
  test('not of the request', () => checkMarked(program(fault, { config: '{ limit = ngx.var.arg_v }' })));
  test('nor what the function looks up in the request', () =>
    checkMarked(program(fault, { value: 'ngx.var.arg_v' })));
});

suite('memo: made anew where there was nothing', () => {
  const program = (mark: string, set: string): string => `
local made
${mark}local size = 4
local function limit() return size end
local function make(n) return { n } end
return { set = function(v)
  ${set}
  if made then size = #made + 3 end
end, get = function() return made and made[1] end }`;
  const fault = '      ^^^^ warning worker-state/diverges\n';

  test('of a size that goes back to it', () =>
    module(program('', 'if not made then made = make(limit()) end')));
  test('not one that is made of what was there', () =>
    module(program(fault, 'if not made then made = { 0 } end made = make(made[1] + 1)')));
});
