import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testParser } from '../lua/testing/parser.js';
import {
  buildProject,
  isConfigurationName,
  looksLikeConfiguration,
  memoryFiles,
  prefixOf,
  type Project,
} from './index.js';

const parser = await testParser();
const project = (texts: Record<string, string>): Project => buildProject(memoryFiles(texts), { parser });

suite('workers', () => {
  const rows: [text: string, workers: unknown][] = [
    ['worker_processes 4; events {} http {}', { kind: 'count', count: 4 }],
    ['worker_processes auto; events {} http {}', { kind: 'auto' }],
    // Core module, worker_processes: the default is 1.
    ['events {} http {}', { kind: 'count', count: 1 }],
    ['worker_processes 4; master_process off; events {} http {}', { kind: 'count', count: 1 }],
    ['server { listen 80; }', { kind: 'unknown' }],
    ['worker_processes ${WORKERS}; events {} http {}', { kind: 'unknown' }],
  ];
  for (const [text, expected] of rows) {
    test(text, () => {
      const [configuration] = project({ 'nginx.conf': text }).configurations;
      const { place: _, ...workers } = { place: undefined, ...configuration?.workers };
      assert.deepEqual(workers, expected);
    });
  }
});

test('what an include brings counts, and an included file is no configuration of its own', () => {
  const { configurations, entries, problems } = project({
    'conf/nginx.conf':
      'events {}\nhttp { lua_shared_dict a 1m; include sites/o*.conf; include sites/nginx.conf; }',
    'conf/sites/one.conf': 'server { location / { content_by_lua_block { ngx.say(1) } } }',
    'conf/sites/nginx.conf': 'lua_shared_dict b 10k;',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    configurations.map(({ path }) => path),
    ['conf/nginx.conf'],
  );
  assert.deepEqual(
    configurations[0]?.dicts.map(({ name, size }) => [name, size]),
    [
      ['a', 1024 * 1024],
      ['b', 10 * 1024],
    ],
  );
  assert.deepEqual(
    entries.map(({ route, phase, place }) => [route, phase, place.file]),
    [['location /', 'content', 'conf/sites/one.conf']],
  );
});

test('Lua runs from blocks, strings and files; the phase and the route are those of the directive', () => {
  const { entries } = project({
    'conf/nginx.conf': `
events {}
http {
    init_by_lua_file lua/init.lua;
    server {
        set_by_lua_block $x { return 1 }
        location = /a { rewrite_by_lua 'ngx.say(\\'é\\')'; content_by_lua_file lua/a.lua; }
    }
}`,
    'lua/init.lua': 'x = 1',
    'lua/a.lua': 'ngx.say(2)',
  });
  assert.deepEqual(
    entries.map(({ phase, route, unit }) => [phase, route, unit.kind, unit.syntax.text.trim()]),
    [
      ['init', 'http', 'file', 'x = 1'],
      ['set', 'server', 'inline', 'return 1'],
      ['rewrite', 'location = /a', 'inline', "ngx.say('é')"],
      ['content', 'location = /a', 'file', 'ngx.say(2)'],
    ],
  );
});

suite('require finds a module', () => {
  const conf = (path: string): string => `events {}\nhttp { lua_package_path "${path}"; }`;
  const rows: [name: string, path: string, files: string[], found: string | undefined][] = [
    ['my-module', '$prefix/lua/?.lua;;', ['lua/my-module.lua', 'my-module.lua'], 'lua/my-module.lua'],
    ['a.b', '$prefix/lua/?.lua;;', ['lua/a/b.lua'], 'lua/a/b.lua'],
    ['a', '${prefix}/lua/?/init.lua;;', ['lua/a/init.lua'], 'lua/a/init.lua'],
    ['a', '$prefix/one/?.lua;$prefix/two/?.lua', ['two/a.lua', 'one/a.lua'], 'one/a.lua'],
    // No path leads there, but the project has it: somebody else's lua_package_path will.
    ['kong.tools', ';;', ['lib/kong/tools.lua', 'spec/lib/kong/tools.lua'], 'lib/kong/tools.lua'],
    ['resty.redis', ';;', ['lua/a.lua'], undefined],
    // A name ends at a folder's border.
    ['b', ';;', ['lua/ab.lua'], undefined],
  ];
  for (const [name, path, files, found] of rows) {
    test(`${name} by ${path}`, () => {
      const texts = Object.fromEntries(files.map((file) => [file, 'return {}']));
      const { resolveModule, configurations } = project({ 'conf/nginx.conf': conf(path), ...texts });
      assert.equal(resolveModule(name, configurations[0])?.file, found);
    });
  }
});

test('what cannot be read is told with its place', () => {
  const { problems } = project({
    'conf/nginx.conf':
      'events {}\nhttp {\n    include missing.conf;\n    server { content_by_lua_file lua/none.lua; }\n',
  });
  assert.deepEqual(
    problems.map(({ message, place }) => [message, place.range.start.line]),
    [
      ['open() "conf/missing.conf" failed (2: No such file or directory)', 2],
      ['unexpected end of file, expecting "}"', 4],
      [
        'content_by_lua_file: there is no file "lua/none.lua" below the prefix, so this location would answer 404',
        3,
      ],
    ],
  );
});

test('a place in a quoted chunk is one in the configuration', () => {
  const text =
    "events {}\nhttp { server { location / { content_by_lua 'local s = \\'x\\'\n counter = 1'; } } }";
  const { entries, placeOf } = project({ 'nginx.conf': text });
  const unit = entries[0]?.unit;
  assert.ok(unit);
  const start = unit.syntax.text.indexOf('counter');
  assert.deepEqual(placeOf(unit, { start, end: start + 7 }).range, {
    start: { line: 2, character: 1 },
    end: { line: 2, character: 8 },
  });
});

test('the prefix is the parent of conf/, else the folder of the configuration', () => {
  assert.equal(prefixOf('conf/nginx.conf'), '.');
  assert.equal(prefixOf('app/conf/nginx.conf'), 'app');
  assert.equal(prefixOf('/srv/app/conf/nginx.conf'), '/srv/app');
  assert.equal(prefixOf('app/nginx.conf'), 'app');
  assert.equal(prefixOf('nginx.conf'), '.');
  assert.equal(prefixOf('conf/nginx.conf', '/elsewhere/'), '/elsewhere');
});

suite('which files are nginx configuration', () => {
  const byName: [string, boolean][] = [
    ['conf/nginx.conf', true],
    ['a.nginx', true],
    ['site.nginx.conf', true],
    ['conf.d/site.conf', true],
    ['etc/sites-enabled/site.conf', true],
    ['redis.conf', false],
    ['nginx.conf.bak', false],
  ];
  for (const [path, expected] of byName) test(path, () => assert.equal(isConfigurationName(path), expected));

  const byText: [string, boolean][] = [
    ['# a comment\n\nserver {\n listen 80;\n}', true],
    ['upstream backend { server 127.0.0.1; }', true],
    ['lua_package_path "x";', true],
    ['[section]\nkey = value', false],
    ['user = nobody', false],
    ['maxmemory 100mb', false],
    ['', false],
  ];
  for (const [text, expected] of byText) {
    test(JSON.stringify(text), () =>
      assert.equal(
        looksLikeConfiguration('some.conf', () => text),
        expected,
      ),
    );
  }
});

suite('a .conf file that is a template (Liquid, Jinja)', () => {
  const syntax = (conf: string): string[] =>
    project({ 'http.d/shdict.conf': conf })
      .problems.filter(({ kind }) => kind === 'syntax')
      .map(({ message }) => message);

  test('is read without its tags, where that makes it a configuration', () => {
    const conf = `lua_shared_dict a 1m;
lua_shared_dict b {{env.SIZE | default: "20m"}};
{% if env.HTTPS_PORT %}
server { listen {{ env.HTTPS_PORT }} ssl; location / { content_by_lua_block { hits = (hits or 0) + 1 } } }
{% endif %}
`;
    assert.deepEqual(syntax(conf), []);
    const [configuration] = project({ 'http.d/shdict.conf': conf }).configurations;
    assert.equal(configuration?.isTemplate, true);
    assert.deepEqual(
      configuration.dicts.map(({ name }) => name),
      ['a', 'b'],
    );
    const [handler] = configuration.handlers;
    assert.equal(handler?.chunk && conf.slice(handler.chunk.hostSpan.start).startsWith(' hits ='), true);
  });

  test('where it is included too', () => {
    const { problems, configurations } = project({
      'conf/nginx.conf': 'worker_processes 2; events {} http { include dicts.conf; }',
      'conf/dicts.conf': 'lua_shared_dict a {{ size }};',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      configurations.map(({ isTemplate, dicts }) => [isTemplate, dicts.length]),
      [[false, 1]],
    );
  });

  test('a file whose folder the template prints is the one with the same last folders', () => {
    const { problems, entries } = project({
      'etc/nginx.conf.etlua': `events {}
http {
  init_by_lua_file '<%- root %>/src/proxy/hooks/init.lua';
  init_worker_by_lua_file '<%- root %>/src/proxy/hooks/other.lua';
}
`,
      'src/proxy/hooks/init.lua': 'hits = 0',
      'src/admin/hooks/init.lua': 'hits = 1',
    });
    assert.deepEqual(
      entries.map(({ unit }) => unit.file),
      ['src/proxy/hooks/init.lua'],
    );
    assert.deepEqual(problems, []);
  });

  test('what is broken besides is told as it stands', () => {
    assert.notDeepEqual(
      syntax('lua_shared_dict b 1m;\nlua_shared_dict a {{ size }};\nserver { listen 80;\n'),
      [],
    );
    assert.notDeepEqual(syntax('server { listen 80; }}\n'), []);
  });

  test('tables in Lua are no tags', () => {
    const conf = 'server { location / { content_by_lua_block { local t = {{1}, {2}} ngx.say(#t) } } }';
    assert.deepEqual(syntax(conf), []);
    assert.equal(project({ 'nginx.conf': conf }).configurations[0]?.isTemplate, false);
  });
});

suite('an included file that is not there', () => {
  const syntax = (path: string, conf: string): string[] =>
    project({ [path]: conf })
      .problems.filter(({ kind }) => kind === 'syntax')
      .map(({ message }) => message);

  test('is missed by a nginx.conf, whose folder the name is relative to', () => {
    assert.equal(syntax('conf/nginx.conf', 'events {}\nhttp { include part/a.conf; }\n').length, 1);
  });

  test('is not missed by a snippet that nobody includes: its nginx.conf may lie in any folder', () => {
    assert.deepEqual(syntax('conf/sites/a.conf', 'server { include part/a.conf; }\n'), []);
  });

  test('is not missed where every nginx brings it, also beside a nginx.conf at the top', () => {
    assert.deepEqual(syntax('nginx.conf', 'events {}\nhttp { include mime.types; }\n'), []);
  });

  test('other errors of such a snippet are told', () => {
    assert.equal(syntax('conf/sites/a.conf', 'server { listen 80 }\n').length, 1);
  });
});
