import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration, makeWorkspace } from '../../core/nginx/index.js';
import { memoryFiles } from '../../core/openresty/index.js';
import { lensesOf } from './code-lenses.js';

/** Each line with a lens, as an editor draws it: the lens, then the line. */
function drawn(texts: Readonly<Record<string, string>>, file = 'nginx.conf'): string[] {
  const workspace = makeWorkspace([loadConfiguration('nginx.conf', memoryFiles(texts))]);
  return lensesOf(file, workspace).map(
    ({ title, span, places }) =>
      `${title} [${places.length}] ${(texts[file] ?? '').slice(span.start, span.end)}`,
  );
}

test('a location says which Lua its requests go through, with what it inherits', () => {
  const text = `http {
    access_by_lua_block { }
    server {
        listen 8080;
        content_by_lua_block { }
        location /a { rewrite_by_lua_file a.lua; content_by_lua_block { } }
        location /b { access_by_lua_block { } proxy_pass http://b; }
        location ~ \\.php$ { log_by_lua_block { } }
    }
    server { server_name x.example; location = /c { } }
}
`;
  assert.deepEqual(drawn({ 'nginx.conf': text }), [
    'listens on 8080 [1] server',
    'Lua in rewrite, access (inherited), content · :8080/a [3] location /a',
    'Lua in access · :8080/b [1] location /b',
    'Lua in access (inherited), log [2] location ~ \\.php$',
    'listens on *:80, nginx’s default [0] server',
    'Lua in access (inherited) · x.example/c [1] location = /c',
  ]);
});

test('an upstream says how often it is used, in all files of its configuration', () => {
  const texts = {
    'nginx.conf': 'http { upstream Back { server a; } upstream b { server a; } include s; }',
    s: 'server { listen 1; location / { proxy_pass http://back; } location /2 { grpc_pass grpc://back:50/x; } }',
  };
  assert.deepEqual(drawn(texts), ['2 uses [2] upstream Back', 'not used by name [0] upstream b']);
});

test('a snippet says who includes it', () => {
  const texts = {
    'nginx.conf': 'http { include s; server { include s; location / { include s; } } }',
    s: 'etag on;',
  };
  assert.deepEqual(drawn(texts, 's'), ['included 3 times: in http, server, location [3] ']);
});

test('half-typed text and files of no configuration', () => {
  assert.deepEqual(drawn({ 'nginx.conf': 'http { upstream ; location { content_by_lua_block {' }), [
    'Lua in content [1] location',
  ]);
  assert.deepEqual(drawn({ 'nginx.conf': '' }, 'other'), []);
});
