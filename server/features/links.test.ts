import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeWorkspace, loadConfiguration, parseConf } from '../../core/nginx/index.js';
import { memoryFiles } from '../../core/openresty/index.js';
import { basesOf, pathLinks, type PathFiles } from './links.js';

function filesOf(texts: Readonly<Record<string, string>>): PathFiles {
  const memory = memoryFiles(texts);
  return {
    list: (folder) => memory.list(folder),
    kindOf: (path) =>
      memory.read(path) !== undefined ? 'file' : memory.list(path) === undefined ? undefined : 'folder',
  };
}

/** `text -> path`, and what the tooltip says. */
function links(text: string, texts: Readonly<Record<string, string>>): string[] {
  const found = pathLinks(parseConf(text), [{ conf: 'conf/', prefix: '.' }], filesOf(texts));
  return found.map(
    ({ span, path, tooltip }) =>
      `${text.slice(span.start, span.end)} -> ${path}${tooltip === undefined ? '' : ` (${tooltip})`}`,
  );
}

test('an include starts at the folder of the configuration, Lua and folders at the prefix', () => {
  const text = `include mime.types;
content_by_lua_file lua/a.lua;
set_by_lua_file $x "lua/a.lua" 1;
root html;
error_log logs/error.log info;
`;
  const texts = {
    'conf/mime.types': '',
    'mime.types': '',
    'lua/a.lua': '',
    'conf/lua/a.lua': '',
    'html/index.html': '',
    'conf/logs/error.log': '',
  };
  assert.deepEqual(links(text, texts), [
    'mime.types -> conf/mime.types',
    'lua/a.lua -> lua/a.lua',
    'lua/a.lua -> lua/a.lua',
    'html -> html',
  ]);
});

test('certificates, keys and passwords start at the folder of the configuration', () => {
  const text = `ssl_certificate tls/a.crt; ssl_certificate_key tls/a.key; proxy_ssl_trusted_certificate tls/a.crt;
lua_ssl_trusted_certificate tls/a.crt; auth_basic_user_file users; ssl_certificate data:$x; ssl_certificate $x;
ssl_protocols tls;
`;
  const texts = { 'conf/tls/a.crt': '', 'tls/a.key': '', 'conf/users': '' };
  assert.deepEqual(links(text, texts), [
    'tls/a.crt -> conf/tls/a.crt',
    'tls/a.crt -> conf/tls/a.crt',
    'tls/a.crt -> conf/tls/a.crt',
    'users -> conf/users',
  ]);
});

test('a pattern leads to its one match, or to the folder of several, which are named', () => {
  const texts = { 'conf/conf.d/a.conf': '', 'conf/conf.d/b.conf': '', 'conf/one/c.conf': '' };
  assert.deepEqual(links('include conf.d/*.conf; include one/*; include none/*;', texts), [
    'conf.d/*.conf -> conf/conf.d (2 files: a.conf, b.conf)',
    'one/* -> conf/one/c.conf (conf/one/c.conf)',
  ]);
});

test('an include among the entries of a map, and a key that is only called so', () => {
  const texts = { 'conf/hosts': '' };
  assert.deepEqual(links('map $a $b { include hosts; }', texts), ['hosts -> conf/hosts']);
  assert.deepEqual(links('split_clients $a $b { include hosts; }', texts), []);
});

test('half-typed text names nothing', () => {
  assert.deepEqual(links('include ""; include ; root', { 'conf/a': '' }), []);
  assert.deepEqual(links('include "mime.types', { 'conf/mime.types': '' }), []);
});

test('a snippet is read where the configuration that includes it says', () => {
  const files = memoryFiles({
    'srv/conf/nginx.conf': 'http { include parts/a.conf; }',
    'srv/conf/parts/a.conf': 'server { }',
  });
  const workspace = makeWorkspace([loadConfiguration('srv/conf/nginx.conf', files)]);
  const prefixes = new Map([['srv/conf/nginx.conf', 'srv']]);
  assert.deepEqual(basesOf('srv/conf/parts/a.conf', workspace, prefixes), [
    { conf: 'srv/conf/', prefix: 'srv' },
  ]);
  assert.deepEqual(basesOf('else/b.conf', workspace, prefixes), [{ conf: 'else/', prefix: 'else' }]);
});
