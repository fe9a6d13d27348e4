import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver';
import { parser, testProject } from '../testing/project.js';
import { symbolsOf } from './symbols.js';

/** The outline as indented lines. */
function outline(file: string, text: string): string[] {
  const { document } = testProject({ [file]: `${text}|` });
  const lines = (symbols: readonly DocumentSymbol[], indent: string): string[] =>
    symbols.flatMap(({ name, detail, children = [] }) => [
      `${indent}${name}${detail === undefined ? '' : ` · ${detail}`}`,
      ...lines(children, `${indent}  `),
    ]);
  const symbols = symbolsOf(document, parser);
  checkRanges(symbols);
  return lines(symbols, '');
}

/** LSP: a selection lies in its range. */
function checkRanges(symbols: readonly DocumentSymbol[]): void {
  for (const { range, selectionRange, children = [] } of symbols) {
    const key = ({ line, character }: { line: number; character: number }): number => line * 1e6 + character;
    assert.ok(key(range.start) <= key(selectionRange.start) && key(selectionRange.end) <= key(range.end));
    checkRanges(children);
  }
}

test('a configuration: blocks, handlers with their functions, dictionaries', () => {
  const text = `worker_processes 4;
http {
    lua_shared_dict hits 1m;
    server {
        listen 8080;
        server_name a.example;
        location ~ \\.lua$ {
            content_by_lua_block {
                local function help() end
                help()
            }
        }
    }
}
`;
  assert.deepEqual(outline('conf/nginx.conf', text), [
    'http',
    '  lua_shared_dict hits · 1m',
    '  server a.example · 8080',
    '    location ~ \\.lua$',
    '      content_by_lua_block',
    '        help · ()',
  ]);
});

test('what a configuration names: upstreams, zones, maps, formats, files, locations', () => {
  const text = `limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;
proxy_cache_path /var/cache levels=1:2 keys_zone=pages:8m;
log_format main '$remote_addr';
include mime.types;
map $host $backend { include hosts.map; default a; }
upstream backend {
    zone backend 64k;
    server 127.0.0.1:1 weight=2;
    server unix:/tmp/x;
    keepalive 4;
}
server {
    listen 80;
    listen [::]:80;
    server_name a.example;
    server_name b.example c.example;
    location @named { content_by_lua_file lua/a.lua; }
    location ^~ /s/ { rewrite_by_lua 'local function f() end'; }
}
server { listen 443 ssl; listen 8443 ssl; }
server {}
`;
  assert.deepEqual(outline('conf/conf.d/a.conf', text), [
    'limit_req_zone one',
    'proxy_cache_path pages',
    'log_format main',
    'include mime.types',
    'map $host $backend',
    '  include hosts.map',
    'upstream backend',
    '  zone backend · 64k',
    '  server 127.0.0.1:1 · weight=2',
    '  server unix:/tmp/x',
    'server a.example b.example c.example · 80, [::]:80',
    '  location @named',
    '    content_by_lua_file lua/a.lua',
    '  location ^~ /s/',
    '    rewrite_by_lua',
    '      f · ()',
    'server 443, 8443',
    'server',
  ]);
});

test('a module: functions with what they contain, and what the main chunk sets', () => {
  const text = `local _M = { version = 1 }
local n, cache = 0
function _M.hit(a, ...)
    local inner = 1
    local function help() end
end
function _M:method(b) end
local f = function() end
_M.field = 1
return _M
`;
  assert.deepEqual(outline('lua/m.lua', text), [
    '_M',
    'n',
    'cache',
    '_M.hit · (a, ...)',
    '  help · ()',
    '_M:method · (b)',
    'f · ()',
    '_M.field',
  ]);
});

test('half-typed texts have outlines too', () => {
  assert.deepEqual(outline('conf/nginx.conf', 'http { server { location / {'), [
    'http',
    '  server',
    '    location /',
  ]);
  assert.ok(outline('lua/m.lua', 'local a = 1\nfunction b(').includes('a'));
});
