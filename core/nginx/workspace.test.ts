import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { contextsAt, loadConfiguration, makeWorkspace, parseConf, type ConfWorkspace } from './index.js';

function workspace(texts: Readonly<Record<string, string>>, roots = Object.keys(texts)): ConfWorkspace {
  const list = (folder: string): string[] =>
    Object.keys(texts)
      .filter((path) => path.startsWith(`${folder.replace(/\/$/, '')}/`))
      .map((path) => path.slice(folder.replace(/\/$/, '').length + 1))
      .filter((name) => !name.includes('/'));
  return makeWorkspace(roots.map((root) => loadConfiguration(root, { read: (path) => texts[path], list })));
}

suite('which contexts a file has', () => {
  test('who includes it says so, in every block that does', () => {
    const found = workspace(
      {
        'conf/nginx.conf':
          'events {}\nhttp { include a.conf; server { include a.conf; location / { include b.conf; } } }',
        'conf/a.conf': 'gzip on;',
        'conf/b.conf': 'gzip on;',
      },
      ['conf/nginx.conf'],
    );
    assert.deepEqual(found.fileContexts('conf/nginx.conf'), { contexts: ['main'], source: 'root' });
    assert.deepEqual(found.fileContexts('conf/a.conf'), { contexts: ['http', 'server'], source: 'include' });
    assert.deepEqual(found.contextsOf('./conf/b.conf'), ['location']);
    assert.deepEqual(
      found.inclusionsOf('conf/a.conf').map(({ context }) => context),
      ['http', 'server'],
    );
  });

  test('through a file that is included itself', () => {
    const found = workspace(
      {
        'nginx.conf': 'events {}\nstream { include outer.conf; }',
        'outer.conf': 'server { include inner.conf; }',
        'inner.conf': 'proxy_timeout 1s;',
      },
      ['nginx.conf'],
    );
    assert.deepEqual(found.contextsOf('inner.conf'), ['stream server']);
  });

  test('an include of the path on the server is as good a sign, where the ends of the paths fit', () => {
    const found = workspace({
      'docker/nginx.conf': 'events {}\nhttp { include /etc/nginx/conf.d/*.conf; }',
      'docker/conf.d/app.conf': 'server { listen 80; }',
      'docker/other/app.conf': 'proxy_pass http://a;',
    });
    assert.deepEqual(found.fileContexts('docker/conf.d/app.conf'), {
      contexts: ['http'],
      source: 'likely include',
    });
    assert.equal(found.fileContexts('docker/other/app.conf').source, 'guess');
  });

  test('what its directives fit, most of them at least', () => {
    const guess = (text: string): readonly string[] => workspace({ 'x.conf': text }).contextsOf('x.conf');
    assert.deepEqual(
      guess('proxy_pass http://a;'),
      ['location', 'if in location', 'limit_except', 'stream server'].sort(
        (a, b) => order.indexOf(a) - order.indexOf(b),
      ),
    );
    assert.deepEqual(guess('limit_conn_zone $a zone=x:1m;\nlisten 80;\nroot /x;\nlocation / {}'), ['server']);
    assert.deepEqual(guess('server { }\nmap $a $b { }\ngzip on;'), ['http']);
    assert.deepEqual(guess('events {}'), ['main']);
    assert.deepEqual(guess(''), ['http', 'server', 'location']);
  });

  test('a comment goes before everything', () => {
    const found = workspace(
      {
        'nginx.conf': 'events {}\nhttp { include a.conf; }',
        'a.conf': '# openresty-lens: context location, if in location\nproxy_pass http://a;',
      },
      ['nginx.conf'],
    );
    assert.deepEqual(found.fileContexts('a.conf'), {
      contexts: ['location', 'if in location'],
      source: 'comment',
    });
  });
});

const order = ['location', 'stream server', 'if in location', 'limit_except'];

suite('which contexts a place has', () => {
  const at = (marked: string): readonly string[] =>
    contextsAt(parseConf(marked.replace('|', '')), marked.indexOf('|'), ['main']);

  test('by the innermost block', () => {
    assert.deepEqual(at('http { server { | } }'), ['server']);
    assert.deepEqual(at('http { server { location / { if ($a) { | } } } }'), ['if in location']);
    assert.deepEqual(at('http { server { location / |{ } } }'), ['server']);
    assert.deepEqual(at('http { server { | '), ['server']);
    assert.deepEqual(at('http { }|'), ['main']);
    assert.deepEqual(at('http { | }'), ['http']);
  });

  test('none among entries, in Lua and in a block that nginx does not know', () => {
    assert.deepEqual(at('http { map $a $b { | } }'), []);
    assert.deepEqual(at('http { init_by_lua_block { | } }'), []);
    assert.deepEqual(at('frobnicate { | }'), []);
  });
});
