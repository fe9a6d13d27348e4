import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration, makeWorkspace, standardCatalogue } from '../../core/nginx/index.js';
import { memoryFiles } from '../../core/openresty/index.js';
import { hintsOf } from './inlay-hints.js';

const off = { workerProcesses: false, inherited: false, lost: false, sizes: false };

/** The text as an editor draws it: each hint in ‹ › where it stands. */
function drawn(only: keyof typeof off, texts: Readonly<Record<string, string>>, file = 'nginx.conf'): string {
  const workspace = makeWorkspace([loadConfiguration('nginx.conf', memoryFiles(texts))]);
  const settings = { ...off, [only]: true };
  const hints = hintsOf(file, workspace, { settings, catalogue: standardCatalogue(), processors: 6 });
  return hints.reduceRight(
    (text, { offset, label }) => `${text.slice(0, offset)}‹${label}›${text.slice(offset)}`,
    texts[file] ?? '',
  );
}

function draws(only: keyof typeof off, expected: string): void {
  const text = expected.replace(/‹[^›]*›/g, '');
  assert.equal(drawn(only, { 'nginx.conf': text }), expected);
}

test('worker_processes auto is the number of processors', () => {
  draws('workerProcesses', 'worker_processes auto‹= 6›; events { }');
  draws('workerProcesses', 'worker_processes 4; events { }');
  draws('workerProcesses', 'events { worker_processes auto; }');
});

test('sizes are told in bytes, times are not', () => {
  draws('sizes', 'http { client_max_body_size 1g‹= 1,073,741,824 bytes›; keepalive_timeout 10m; }');
  draws('sizes', 'http { proxy_buffers 16 4k‹= 4,096 bytes›; client_body_buffer_size 512; }');
  draws('sizes', 'http { lua_shared_dict d 10m‹= 10,485,760 bytes›; }');
  draws('sizes', 'http { limit_req_zone $uri zone=a:1m‹= 1,048,576 bytes› rate=1r/s; }');
  // ngx_parse_size knows no gigabytes.
  draws('sizes', 'http { client_body_buffer_size 1g; }');
});

test('a location says what the blocks around it give it', () => {
  draws(
    'inherited',
    `http {
  client_max_body_size 8m; root /a; lua_code_cache off;
  server {
    root /b;
    location /1 {‹root /b · client_max_body_size 8m · lua_code_cache off› location /1/2 {‹root /b · client_max_body_size 8m · lua_code_cache off› } }
    location /3 {‹client_max_body_size 8m · lua_code_cache off› alias /c; }
    location /4 { root /d; client_max_body_size 1m; lua_code_cache on; }
  }
}`,
  );
  draws('inherited', 'http { server { location / { } } }');
});

test('a block says which outer headers its own ones take away', () => {
  draws(
    'lost',
    `http {
  add_header X-A 1; add_header X-B 2;
  server {
    location /1 {‹loses add_header X-A› add_header x-b 3; }
    location /2 { add_trailer T 1; }
    location /3 { proxy_set_header Host $host; }
  }
  server {‹loses add_header X-A, add_header X-B›
    add_header X-C 1;
    location / {‹loses add_header X-C› add_header X-D 1; if ($arg_a) {‹loses add_header X-D› add_header X-E 1; } }
  }
}`,
  );
  draws(
    'lost',
    'http { server { allow 10.0.0.1; deny all; location / {‹loses allow 10.0.0.1, deny all› deny all; } } }',
  );
  // nginx 1.29.3 puts the lists together where it is told to.
  draws('lost', 'http { add_header_inherit merge; add_header A 1; server { add_header B 1; } }');
});

test('a file that is read twice says only what is so both times', () => {
  const texts = {
    'nginx.conf':
      'http { server { root /a; include s; } server { root /b; lua_code_cache off; include s; } }',
    s: 'location / { client_body_buffer_size 1k; }',
  };
  assert.equal(drawn('inherited', texts, 's'), texts.s);
  const same = { ...texts, 'nginx.conf': 'http { root /a; server { include s; } server { include s; } }' };
  assert.equal(drawn('inherited', same, 's'), 'location / {‹root /a› client_body_buffer_size 1k; }');
});

test('headers that come out of a snippet take the outer ones away as well', () => {
  const texts = {
    'nginx.conf': 'http { add_header A 1; server { include s; } }',
    s: 'add_header B 1;',
  };
  assert.equal(drawn('lost', texts), 'http { add_header A 1; server {‹loses add_header A› include s; } }');
});

test('half-typed text and files of no configuration', () => {
  draws('inherited', 'http { root /a; server { location {‹root /a›');
  draws('lost', 'http { add_header; server {‹loses add_header› add_header A 1');
  draws('sizes', 'http { client_max_body_size');
  assert.equal(drawn('sizes', { 'nginx.conf': '' }, 'other'), '');
});
