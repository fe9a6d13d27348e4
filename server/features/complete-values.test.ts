import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { at, has, labels, lacks, location, server, taking } from './testing/completion.js';

suite('values', () => {
  const exactly: [string, string, string][] = [
    ['on and off', location('gzip |'), 'on off'],
    ['half of a word', location('gzip o|'), 'on off'],
    ['the words of an enumeration', location('autoindex_format |'), 'html json jsonp xml'],
    ['the flags of a rewrite', location('rewrite ^/a /b |;'), 'last break redirect permanent'],
    ['what location begins with', server('location ~|'), '^~ ~ ~*'],
    ['the level of a log', 'error_log logs/e.log w|', 'warn'],
    ['bytes with units', location('client_max_body_size 10|;'), '10k 10m 10g'],
    ['bytes that have no gigabytes', location('proxy_buffer_size 8|;'), '8k 8m'],
    ['a time with units', location('proxy_read_timeout 30|;'), '30ms 30s 30m 30h 30d'],
    ['seconds have no milliseconds', location('expires 7|;'), '7s 7m 7h 7d'],
    ['events: the methods', 'events { use ep| }', 'epoll'],
  ];
  for (const [name, text, expected] of exactly)
    test(name, () => assert.deepEqual(labels(text).sort(), expected.split(' ').sort()));

  test('several words, those that are there no more', () => {
    const found = labels(server('ssl_protocols TLSv1.2 |;'));
    assert.ok(found.includes('TLSv1.3'));
    assert.ok(!found.includes('TLSv1.2'));
  });

  test('statuses with what they say', () => {
    const { items } = at(location('return 40|;'));
    assert.equal(items.find(({ label }) => label === '404')?.detail, 'Not Found');
    has(location('error_page 5|'), '500 502 503');
  });

  test('methods, MIME types, headers', () => {
    has(location('limit_except G|'), 'GET');
    has(location('gzip_types text/plain app|;'), 'application/json');
    has(location('proxy_set_header X-|'), 'X-Forwarded-For X-Real-IP');
    has(location('add_header Str|'), 'Strict-Transport-Security');
  });

  test('a blank asks only for what there is to choose', () => {
    has(location('gzip |'), 'on off', { trigger: ' ' });
    has(server('listen 80 |'), 'ssl backlog=', { trigger: ' ' });
    assert.deepEqual(labels(location('add_header X |'), { trigger: ' ' }), []);
  });

  test('a value in the middle is replaced as a whole', () => {
    assert.equal(taking('permanent', location('rewrite a b red|irect;')), location('rewrite a b permanent;'));
    assert.equal(taking('off', location('gzip "o|n";')), location('gzip "off";'));
  });

  test('of an unknown directive nothing', () => {
    assert.deepEqual(labels(location('no_such |')), []);
  });
});

suite('parameters', () => {
  test('of listen, those that are there no more', () => {
    has(server('listen 443 ssl |;'), 'reuseport backlog= default_server');
    lacks(server('listen 443 ssl |;'), 'ssl udp');
    has('stream { server { listen 53 u| } }', 'udp');
  });

  test('their values behind the =', () => {
    assert.deepEqual(labels(server('listen 80 ipv6only=|;')), ['on', 'off']);
    has('http { proxy_cache_path /c inactive=10|', '10m 10h');
    assert.equal(taking('off', server('listen 80 ipv6only=o|n;')), server('listen 80 ipv6only=off;'));
  });

  test('of a server in an upstream, and of one in stream', () => {
    has('http { upstream u { server a:1 w| } }', 'weight=');
    has('http { upstream u { server a:1 weight=2 | } }', 'backup max_fails= fail_timeout= down');
    lacks('http { upstream u { server a:1 weight=2 | } }', 'weight=');
  });

  test('keys_zone first where it must be there', () => {
    assert.equal(labels('http { proxy_cache_path /c | }')[0], 'keys_zone=');
    has('http { proxy_cache_path /c keys_zone=a:10| }', '10m');
  });

  test('of a log', () => has('http { access_log logs/a main |; }', 'buffer= flush= gzip if='));

  test('the way to choose a value', () => {
    const { items } = at(server('listen 80 so|;'));
    assert.equal(items.find(({ label }) => label === 'so_keepalive=')?.detail, 'on | off | string');
    assert.equal(taking('ipv6only=', server('listen 80 ipv|;')), server('listen 80 ipv6only=${1|on,off|};'));
  });
});

suite('variables', () => {
  test('of nginx, the usual ones first', () => {
    const found = labels(location('add_header X $|;'));
    assert.ok(found.indexOf('$host') < found.indexOf('$arg_NAME'));
    has(location('proxy_set_header Host $ho|;'), '$host $hostname');
  });

  test('in a text, with braces, with quotes', () => {
    assert.equal(
      taking('$host', location('return 301 https://$ho|$uri;')),
      location('return 301 https://$host$uri;'),
    );
    assert.equal(
      taking('${host}', location('return 200 "a ${ho|}b";')),
      location('return 200 "a ${host}b";'),
    );
    assert.equal(taking('$host', location('return 200 "a $h| b";')), location('return 200 "a $host b";'));
  });

  test('what a configuration declares, before nginx’s, with where it comes from', () => {
    const declared = `
      map $uri $by_map { default 1; }
      geo $by_geo { default 0; }
      split_clients $uri $by_split { * a; }
      server {
        set $by_set 1;
        auth_request_set $by_auth $upstream_status;
        set_by_lua_block $by_lua { return 1 }
        js_set $by_js m.f;
        perl_set $by_perl m::f;
        location ~ ^/(?<by_group>\\d+)$ { add_header X $by| }
      }`;
    const found = at(`http { ${declared} }`);
    const own = found.items.filter(({ rank }) => rank === 0).map(({ label, detail }) => `${label} ${detail}`);
    assert.deepEqual(own, [
      '$by_map map',
      '$by_geo geo',
      '$by_split split_clients',
      '$by_set set',
      '$by_auth auth_request_set',
      '$by_lua set_by_lua_block',
      '$by_js js_set',
      '$by_perl perl_set',
      '$by_group location',
    ]);
  });

  test('stream has others than http', () => {
    has('stream { map $ss| $x { } }', '$ssl_preread_server_name');
    lacks('stream { map $re| $x { } }', '$request_uri');
    lacks(location('add_header X $ss|;'), '$ssl_preread_server_name');
  });

  test('what http declares is not known in stream', () => {
    lacks('http { map $a $mine { } }\nstream { log_format f $m|; }', '$mine');
  });

  test('groups of a regular expression by their number', () => {
    has(location('rewrite ^/(a)/(b)$ /$|;'), '$1 $2');
    lacks(location('rewrite ^/(a)/(b)$ /$|;'), '$3');
    has(server('location ~ ^/u/(.+)$ { proxy_pass http://a/$|; }'), '$1');
    lacks(server('location /u { proxy_pass http://a/$|; }'), '$1');
  });

  test('set writes only to variables of the configuration', () => {
    const text = server('set $own 1;\n    set $o|');
    assert.deepEqual(labels(text), ['$own']);
  });

  test('the $ at the end of a regular expression is none', () => {
    assert.deepEqual(labels(server('location ~ \\.php$| { }')), []);
    assert.deepEqual(labels(location('rewrite ^/a$|')), []);
  });

  test('of a map: its source and its values', () => {
    has('http { map $ho|', '$host');
    has('http { map $a $b { default $ur| } }', '$uri');
    has('http { map $a $b { de| } }', 'default');
  });
});

suite('the condition of an if', () => {
  const bracket = (inner: string): string => location(`if ${inner} { return 1; }`);
  test('a bracket first', () => {
    assert.deepEqual(labels(location('if |')), ['( )']);
  });
  test('in the bracket variables and tests of files', () => {
    has(bracket('(|)'), '$host $request_method -f !-e');
    has(bracket('($req|)'), '$request_method');
    assert.equal(taking('$request_method', bracket('($req|)')), bracket('($request_method)'));
  });
  test('behind a variable its comparisons', () => {
    assert.deepEqual(labels(bracket('($uri |)')), ['=', '!=', '~', '~*', '!~', '!~*']);
    assert.equal(taking('~*', bracket('($uri |)')), bracket('($uri ~*)'));
  });
  test('behind a comparison what is usual, no variables in a regular expression', () => {
    has(bracket('($request_method = |)'), 'GET POST', { trigger: ' ' });
    has(bracket('($scheme != |)'), 'http https');
    assert.deepEqual(labels(bracket('($uri ~ $|)')), []);
  });
  test('behind the test of a file', () => has(bracket('(-f $doc|)'), '$document_root'));
});

suite('names', () => {
  const upstreams = 'upstream api { server a:1; } upstream web { server b:1; } ';
  const http = (inner: string): string => `http { ${upstreams} server { location / { ${inner} } } }`;

  test('upstreams behind http://', () => {
    has(http('proxy_pass http://|;'), 'api web');
    has(http('proxy_pass http://|;'), 'api web', { trigger: '/' });
    assert.equal(taking('api', http('proxy_pass http://|/v1/;')), http('proxy_pass http://api/v1/;'));
    assert.equal(taking('api', http('proxy_pass https://a|pi2;')), http('proxy_pass https://api;'));
  });

  test('upstreams without a scheme', () => {
    has(http('proxy_pass |;'), 'http://api http://web https://');
    has(http('fastcgi_pass |;'), 'api web');
    has(http('grpc_pass grpc://|;'), 'api web');
    has('stream { upstream s { server a:1; } server { proxy_pass |; } }', 's');
    lacks('http { upstream h { server a:1; } }\nstream { server { proxy_pass |; } }', 'h');
  });

  test('named locations of the server', () => {
    const text = (inner: string): string =>
      `http { server { location @mine { } location / { ${inner} } } server { location @other { } } }`;
    assert.deepEqual(labels(text('try_files $uri @|;')), ['@mine']);
    assert.deepEqual(labels(text('error_page 404 @|;')), ['@mine']);
    assert.equal(taking('@mine', text('try_files $uri @m|;')), text('try_files $uri @mine;'));
  });

  test('zones of their kind', () => {
    const zones = `limit_req_zone $a zone=req:1m rate=1r/s; limit_conn_zone $a zone=conn:1m;
      proxy_cache_path /c keys_zone=cache:1m;`;
    const inside = (inner: string): string => `http { ${zones} server { ${inner} } }`;
    assert.deepEqual(labels(inside('limit_req zone=|;')), ['req']);
    assert.ok(labels(inside('limit_req |;')).includes('zone=req'));
    assert.deepEqual(labels(inside('limit_conn |;')), ['conn']);
    assert.deepEqual(labels(inside('proxy_cache |;'), { trigger: ' ' }), ['off', 'cache'].sort().reverse());
  });

  test('log formats, nginx’s own too', () => {
    has("http { log_format mine '$uri'; access_log logs/a |; }", 'mine combined');
  });

  test('names of other files, with the file', () => {
    const names = [
      {
        kind: 'upstream' as const,
        name: 'far',
        family: 'http' as const,
        by: 'upstream',
        file: 'conf/up.conf',
      },
    ];
    const { items } = at(http('proxy_pass http://|;'), { names });
    assert.deepEqual(
      items.map(({ label, detail }) => [label, detail]),
      [['far', 'upstream in conf/up.conf']],
    );
  });
});

suite('paths', () => {
  test('of an include, from the directory of the configuration', () => {
    assert.deepEqual(labels('http { include | }').sort(), [
      'cert.key',
      'cert.pem',
      'mime.types',
      'nginx.conf',
      'sites/',
    ]);
    assert.deepEqual(labels('http { include sites/| }'), ['a.conf', 'b.conf']);
    assert.equal(taking('a.conf', 'http { include sites/b|.conf; }'), 'http { include sites/a.conf; }');
  });

  test('of a Lua file, from the prefix: only Lua', () => {
    assert.deepEqual(labels(location('content_by_lua_file lua/|;')).sort(), ['app.lua', 'lib/']);
  });

  test('of a root: only directories; of a certificate: from the configuration', () => {
    assert.deepEqual(
      labels(server('root |'))
        .filter((label) => label.endsWith('/'))
        .sort(),
      ['conf/', 'html/', 'lua/'],
    );
    lacks(server('root |'), 'README.md');
    has(server('ssl_certificate ce|;'), 'cert.pem');
  });

  test('behind a /', () => has('http { include sites/|; }', 'a.conf', { trigger: '/' }));

  test('what lies elsewhere: nothing', () => {
    assert.deepEqual(labels('http { include /etc/|; }'), []);
    assert.deepEqual(labels('http { include ../../|; }'), []);
  });

  test('in a map and in types', () => {
    has('http { types { include mi| } }', 'mime.types');
    has('http { types { text/h| } }', 'text/html');
  });
});
