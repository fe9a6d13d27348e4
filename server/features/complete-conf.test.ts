import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { at, has, labels, lacks, location, server, taking } from './testing/completion.js';

suite('directives by context', () => {
  test('at the top of a file', () => {
    has('|', 'worker_processes events http stream');
    lacks('|', 'server location proxy_pass listen');
  });

  test('on a blank line of a block', () => {
    has('http {\n  |\n}', 'server upstream map log_format');
    lacks('http {\n  |\n}', 'location events worker_processes');
  });

  test('half of a name, in a server', () => {
    has(server('list|'), 'listen');
    assert.equal(labels(server('list|'))[0], 'listen');
  });

  test('a location has no listen, an upstream no proxy_pass', () => {
    has(location('|'), 'proxy_pass root content_by_lua_block');
    lacks(location('|'), 'listen server_name worker_processes');
    has('http { upstream u { | } }', 'server keepalive least_conn balancer_by_lua_block');
    lacks('http { upstream u { | } }', 'proxy_pass listen');
  });

  test('the blocks of stream and of mail have their own', () => {
    has('stream { server { | } }', 'proxy_pass listen ssl_preread preread_by_lua_block');
    lacks('stream { server { | } }', 'location access_by_lua_block root');
    has('mail { server { | } }', 'protocol listen starttls');
  });

  test('if has few, limit_except other few', () => {
    has(location('if ($a) { | }'), 'return rewrite set break proxy_pass');
    lacks(location('if ($a) { | }'), 'location proxy_set_header try_files');
    has(location('limit_except GET { | }'), 'allow deny auth_basic');
    lacks(location('limit_except GET { | }'), 'root rewrite');
  });

  test('a file that servers include', () => {
    has('|', 'listen location', { outer: ['server'] });
    has('location / { | }', 'proxy_pass', { outer: ['server'] });
  });

  test('a file of which nobody knows who includes it: all that may be', () => {
    has('|', 'upstream listen proxy_pass', { outer: ['http', 'server', 'location'] });
  });

  test('what belongs there goes first, and what people write', () => {
    assert.deepEqual(labels('events { | }')[0], 'worker_connections');
    const found = labels(location('pro|'));
    assert.equal(found[0], 'proxy_pass');
    assert.ok(found.indexOf('proxy_pass') < found.indexOf('proxy_allow_upstream'));
  });

  test('what stands there once goes behind what can still be written', () => {
    const found = labels(server('root html;\n    |'));
    assert.ok(found.indexOf('root') > found.indexOf('alias'), 'root is there already');
    assert.ok(found.indexOf('location') < 20, 'a location may come again');
  });

  test('the word that is being typed is no directive that is there', () => {
    assert.ok(labels(server('root|')).indexOf('root') < 3);
  });

  test('deprecated ones go last, and are told', () => {
    const { items } = at('http { server { | } }');
    const ssl = items.find(({ label }) => label === 'ssl');
    assert.equal(ssl?.isDeprecated, true);
    assert.ok(items.indexOf(ssl) > items.length - 60);
  });
});

suite('where nothing is completed', () => {
  const cases: [string, string][] = [
    ['in a comment', server('# lis|')],
    ['at the end of a comment', '# a|\nevents {}'],
    ['in a Lua block', location('content_by_lua_block { ngx.s| }')],
    ['in an empty Lua block', location('content_by_lua_block {|}')],
    ['in an unclosed Lua block', 'http { init_by_lua_block { ngx.|'],
    ['in the Lua of a string', location("content_by_lua 'ngx.s|';")],
    ['behind the end of a directive’s arguments', location('gzip on |;')],
    ['in a template’s tag', server('{% if a| %}')],
  ];
  for (const [name, text] of cases) test(name, () => assert.deepEqual(labels(text), []));

  test('a blank or a sign at the beginning of a line', () => {
    assert.deepEqual(labels(server(' |'), { trigger: ' ' }), []);
    assert.deepEqual(labels(server('/|'), { trigger: '/' }), []);
  });

  test('a blank behind what takes any text', () => {
    assert.deepEqual(labels(location('proxy_read_timeout |'), { trigger: ' ' }), []);
    assert.deepEqual(labels(location('root |;'), { trigger: ' ' }), []);
  });
});

suite('what a directive becomes', () => {
  const cases: [string, string, string][] = [
    ['proxy_pass', 'proxy_pa|', 'proxy_pass ${1:URL};$0'],
    ['gzip', 'gz|', 'gzip ${1|on,off|};$0'],
    ['content_by_lua_block', 'content|', 'content_by_lua_block {\n\t$0\n}'],
    ['if', 'i|', 'if (${1:condition}) {\n\t$0\n}'],
    ['set', 'se|', 'set ${1:\\$variable} ${2:value};$0'],
    ['internal', 'inte|', 'internal;$0'],
    ['limit_req', 'limit_r|', 'limit_req zone=${1:zone};$0'],
    ['proxy_http_version', 'proxy_ht|', 'proxy_http_version ${1|1.0,1.1,2|};$0'],
  ];
  for (const [label, typed, expected] of cases)
    test(label, () => assert.equal(taking(label, location(typed)), location(expected)));

  test('a block gets its braces', () => {
    assert.equal(taking('server', 'http { ser| }'), 'http { server {\n\t$0\n} }');
    assert.equal(taking('location', server('loc|')), server('location ${1:/} {\n\t$0\n}'));
  });

  test('a zone with its size', () => {
    assert.equal(
      taking('limit_req_zone', 'http { limit_req_z| }'),
      'http { limit_req_zone ${1:key} zone=${2:name}:${3:10m} rate=${4:10r/s};$0 }',
    );
  });

  test('without snippets the name alone', () => {
    assert.equal(taking('proxy_pass', location('proxy_pa|'), { snippets: false }), location('proxy_pass'));
  });

  test('before arguments that are there the name alone', () => {
    assert.equal(taking('proxy_pass', location('pro| http://a;')), location('proxy_pass http://a;'));
    assert.equal(taking('root', location('ro|;')), location('root;'));
  });

  test('in the middle of a name the whole name', () => {
    assert.equal(taking('proxy_pass', location('proxy_|bind x;')), location('proxy_pass x;'));
  });

  test('before a name that stands there nothing is replaced', () => {
    assert.match(taking('root', location('|index a;')), /rootindex a;/);
  });
});

suite('half-typed files', () => {
  test('the ; of the line before is missing', () => {
    has('http {\n  server {\n    listen 80\n    serv|\n  }\n}', 'server_name');
    has('http {\n  server {\n    root html\n    |\n  }\n}', 'index location');
  });

  test('a line that goes on with what is above is indented deeper', () => {
    has('http {\n  proxy_cache_path /c\n      ma|\n}', 'max_size=');
    lacks('http {\n  proxy_cache_path /c\n      ma|\n}', 'map');
  });

  test('a block behind a directive without ; is a block', () => {
    has('http {\n  server {\n    listen 80\n    location / {\n      proxy|\n    }\n  }\n}', 'proxy_pass');
  });

  test('a file that ends in the middle', () => {
    has('http { server { location / { prox|', 'proxy_pass');
  });

  test('too many closing braces', () => has('}\n}\nhttp { ser| }', 'server'));

  test('an unclosed quote', () => {
    has(location('add_header X "$ho|\n      root html;'), '$host');
    has(location('add_header X "a;\n      roo|'), 'root');
  });
});
