import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { check, checkMarked } from './testing/marked.js';
import { conf, run, say } from './testing/programs.js';

const levels = { 'worker-state/cache': 'hint' } as const;
const server = conf({ '/set': run('require("m").set(ngx.var.arg_v)'), '/get': say('require("m").get()') });

function module(lua: string): void {
  checkMarked({ 'conf/nginx.conf': server, 'lua/m.lua': lua }, { levels });
}

function message(lua: string): string {
  const { findings } = check({ 'conf/nginx.conf': server, 'lua/m.lua': lua }, { levels });
  return findings.map((finding) => finding.message).join('\n');
}

const slugs = `
local cache = {}
local function slug(t) return (t:lower():gsub("%W", "-")) end
return { set = function(v)
  local s = cache[v]
  if not s then s = slug(v) cache[v] = s end
  return s
end, get = function() return next(cache) end }`;

suite('what each worker keeps on purpose, when somebody asks', () => {
  test('a memo by key', () =>
    module(slugs.replace('local cache = {}', 'local cache = {}\n      ^^^^^ hint worker-state/cache')));

  test('a value that is made when it is first needed', () =>
    module(`
local parsed
      ^^^^^^ hint worker-state/cache
local function parse() return { a = 1 } end
return { set = function() end, get = function() parsed = parsed or parse() return parsed.a end }`));

  test('a copy and the version that rebuilds it are told once', () => {
    const lua = `
local rules
      ^^^^^ hint worker-state/cache
local seen
local function refresh()
  local now = ngx.shared.conf:get("version")
  if seen ~= now then
    rules = ngx.shared.conf:get("rules")
    seen = now
  end
end
return { set = function() end, get = function() refresh() return rules end }`;
    module(lua);
    assert.match(message(lua.replace(/ +\^.*\n/, '')), /The same function fills `seen`\./);
  });

  test('by default not', () => {
    assert.deepEqual(check({ 'conf/nginx.conf': server, 'lua/m.lua': slugs }).findings, []);
  });
});

suite('what is said of it', () => {
  test('how many workers have it, and that it only grows', () => {
    assert.match(
      message(slugs),
      /`cache` is per worker \(4 here\), and meant so: .*it grows with every new key/,
    );
  });

  test('not that it grows where something takes entries out', () => {
    const emptied = message(
      slugs.replace('return next(cache)', 'local key = next(cache) cache = {} return key'),
    );
    assert.match(emptied, /meant so/);
    assert.doesNotMatch(emptied, /grows/);
  });
});

suite('no copy of anything', () => {
  test('a module that is loaded when it is first needed', () =>
    module(`
local json
return { set = function() end, get = function() json = json or require("cjson") return json.encode({}) end }`));

  test('a flag of a job under way', () =>
    module(`
local started = false
return { set = function() if started then return end started = true ngx.timer.at(0, print) end, get = function() return started end }`));

  test('what init_by_lua fills', () =>
    checkMarked(
      {
        'conf/nginx.conf': conf(
          { '/get': say('require("m").get("a")') },
          'worker_processes 4;',
          'init_by_lua_block { require("m").set("a") }',
        ),
        'lua/m.lua':
          'local c = {}\nreturn { set = function(v) if not c[v] then c[v] = v:upper() end end, get = function(v) return c[v] end }',
      },
      { levels },
    ));

  test('what nobody can see', () =>
    module(`
local cache = {}
return { set = function(v) if not cache[v] then cache[v] = v:upper() end end, get = function() return 1 end }`));

  test('a place with a reason', () =>
    module(slugs.replace('local cache', '-- openresty: per-worker small, and never dropped\nlocal cache')));

  test('a fault stays a fault: the first request decides for all', () =>
    module(`
local host
      ^^^^ warning request-state/leaks
return { set = function() end, get = function() host = host or ngx.var.host return host end }`));
});
