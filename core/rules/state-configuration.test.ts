import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';

/** What a plugin's handlers do to the plugin's configuration, which all requests share. */
suite('the configuration of a plugin', () => {
  const apisix = (log: string, mark = '', more = ''): void =>
    checkMarked({
      'plugins/p.lua': `
local clone = require("table.clone")
local _M = { priority = 10, name = "p", schema = {} }
${more}
function _M.log(conf, ctx)
${mark}  ${log}
end
return _M`,
    });
  const fault = (code: string): string => `                ^^^^ warning ${code}\n`;

  test('labels that are resolved for one request and stay (apache/apisix 13562)', () =>
    apisix(
      `local labels = conf.labels
  for key, value in pairs(labels) do labels[key] = value:gsub("$uri", ngx.var.uri) end
  ngx.log(ngx.INFO, labels.service) ngx.say(labels.service)`,
      fault('worker-state/diverges'),
    ));

  test('a copy of them', () =>
    apisix(`local labels = conf.labels or {}
  labels = clone(labels)
  labels.uri = ngx.var.uri
  ngx.say(labels.uri)`));

  test('a choice that the first request makes for all', () =>
    apisix(
      'if conf.format == nil then conf.format = ngx.var.http_content_type end ngx.say(conf.format)',
      fault('request-state/leaks'),
    ));

  test('what follows from the configuration alone, in one step or in two', () =>
    apisix(`if not conf.pattern then
    conf.pattern = table.concat(conf.rules, "|")
    if conf.ignore_case then conf.pattern = "(?i)" .. conf.pattern end
  end
  ngx.say(conf.pattern)`));

  test('a count in it', () =>
    apisix('conf.hits = (conf.hits or 0) + 1 ngx.say(conf.hits)', fault('worker-state/diverges')));

  test('what a helper does to it', () =>
    apisix(
      'note(conf.seen) ngx.say(#conf.seen)',
      fault('worker-state/diverges'),
      'local function note(list) list[#list + 1] = ngx.var.uri end',
    ));

  test('of a handler of Kong', () =>
    checkMarked({
      'kong/plugins/p/handler.lua': `
local Handler = { PRIORITY = 10, VERSION = "1.0" }
function Handler:access(conf)
                        ^^^^ warning request-state/leaks
  conf.consumer = conf.consumer or ngx.var.http_consumer
  ngx.say(conf.consumer)
end
return Handler`,
    }));

  test('a function of this name in a module that is no plugin', () => {
    const { findings } = check({
      'lua/m.lua':
        'local M = {} function M.log(conf) conf.hits = (conf.hits or 0) + 1 ngx.say(conf.hits) end return M',
    });
    assert.deepEqual(findings, []);
  });
});

suite('the order of statements: a variable that no longer holds the shared table', () => {
  const program = (set: string, mark = ''): void =>
    checkMarked({
      'lib/m.lua': `
local shared = { n = 0 }
${mark}local M = {}
local function copy(t) local c = {} for k, v in pairs(t) do c[k] = v end return c end
function M.set(v) ${set} end
function M.get() return ngx.say(shared.n) end
return M`,
    });
  const fault = '                 ^ warning worker-state/diverges\n';

  test('a copy', () => program('local t = shared t = copy(t) t.n = t.n + 1 return t.n'));
  test('a copy in a parameter', () => program('v = shared v = copy(v) v.n = v.n + 1 return v.n'));
  test('not a copy that only some requests make', () =>
    program('local t = shared if v then t = copy(t) end t.n = t.n + 1 return t.n', fault));
  test('nor one that a loop puts the shared table back for', () =>
    program('local t = copy(shared) for _ = 1, 2 do t.n = t.n + 1 t = shared end return t.n', fault));
  test('nor where a closure puts the shared table back', () =>
    program(
      'local t = shared local function back() t = shared end t = copy(t) back() t.n = t.n + 1 return t.n',
      fault,
    ));
});
