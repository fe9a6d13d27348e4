import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesTest } from '../testing/names.js';
import { workspaceSymbols } from './workspace-symbols.js';

const { names, texts } = namesTest({
  'conf/nginx.conf': `|events {}
http {
    lua_shared_dict hits 1m;
    limit_req_zone $uri zone=slow:1m rate=1r/s;
    map $uri $class { default 1; }
    upstream backend { server 10.0.0.1; }
    include sites/*.conf;
}
`,
  'conf/sites/a.conf': `server {
    listen 8080;
    server_name a.example b.example;
    set $local 1;
    location @fallback {}
    location ~ \\.php$ {}
}
`,
  'lua/m.lua': `local M = {}
-- function M.no() end
function M.hit(a) return a end
M.miss = function() end
local function help() end
function M:method() end
return M
`,
});

const found = (query: string): string[] =>
  workspaceSymbols(query, names).map(({ name, file, span, container }) => {
    const { length } = texts[file]?.slice(0, span.start).split('\n') ?? [];
    return `${name} · ${container} · ${file}:${length}`;
  });

test('everything of the configurations that has a name', () => {
  assert.deepEqual(found('').toSorted(), [
    '$class · map · conf/nginx.conf:5',
    'backend · upstream · conf/nginx.conf:6',
    'hits · lua_shared_dict · conf/nginx.conf:3',
    'location @fallback · server a.example 8080 · conf/sites/a.conf:5',
    'location ~ \\.php$ · server a.example 8080 · conf/sites/a.conf:6',
    'server a.example 8080 · conf/sites/a.conf · conf/sites/a.conf:1',
    'slow · limit_req_zone · conf/nginx.conf:4',
  ]);
});

test('functions of Lua files, where something is asked for', () => {
  assert.deepEqual(found('M.').slice(0, 2), [
    'M.hit · lua/m.lua · lua/m.lua:3',
    'M.miss · lua/m.lua · lua/m.lua:4',
  ]);
  assert.deepEqual(found('help'), ['help · lua/m.lua · lua/m.lua:5']);
  assert.deepEqual(found('M:method'), ['M:method · lua/m.lua · lua/m.lua:6']);
  assert.deepEqual(found('M.no'), []);
});

test('the letters in their order are enough; what begins with them comes first', () => {
  assert.deepEqual(found('bkend'), ['backend · upstream · conf/nginx.conf:6']);
  assert.deepEqual(found('SLOW'), ['slow · limit_req_zone · conf/nginx.conf:4']);
  assert.equal(found('hit')[0], 'hits · lua_shared_dict · conf/nginx.conf:3');
  assert.deepEqual(found('zzz'), []);
});
