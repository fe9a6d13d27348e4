import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { whyNoNginx } from '../http/testing/real-nginx.js';
import { compileIn, makePrefix } from '../http/testing/serve.js';

const temp = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  .map((name) => `${name}_temp_path temp/${name};`)
  .join(' ');

function conf({
  main = '',
  http = '',
  server = '',
  location = '',
}: Record<string, string | undefined>): string {
  return `error_log logs/error.log;
pid logs/nginx.pid;
${main}
events {}
http {
access_log logs/access.log; ${temp}
${http}
server {
listen 127.0.0.1:8080;
${server}
location / {
${location}
}
}
}
`;
}

/** Configurations that nginx refuses; what it says about each is asked of the real one. */
const refused: readonly string[] = [
  conf({ http: 'no_such_directive on;' }),
  conf({ main: 'listen 80;' }),
  conf({ http: 'listen 80;' }),
  conf({ server: 'worker_processes 1;' }),
  conf({ location: 'server { }' }),
  conf({ main: 'worker_processes;' }),
  conf({ main: 'worker_processes 1 2;' }),
  conf({ main: 'worker_processes many;' }),
  conf({ main: 'worker_processes 1;\nworker_processes 2;' }),
  conf({ main: 'daemon maybe;' }),
  conf({ main: 'pid a;' }),
  conf({ http: 'server ;' }),
  conf({ http: 'default_type text/plain { }' }),
  conf({ http: 'default_type a;\ndefault_type b;' }),
  conf({ http: 'keepalive_timeout x;' }),
  conf({ http: 'client_max_body_size 1x;' }),
  conf({ http: 'server_tokens maybe;' }),
  conf({ http: 'etag perhaps;' }),
  conf({ http: 'lua_shared_dict d;' }),
  conf({ http: 'lua_shared_dict d 1;' }),
  conf({ http: 'lua_shared_dict d 4k;' }),
  conf({ http: 'lua_shared_dict d ten;' }),
  conf({ http: 'lua_shared_dict d 1m;\nlua_shared_dict d 1m;' }),
  conf({ http: 'lua_code_cache never;' }),
  conf({ http: 'log_format a "x";\nlog_format a "y";' }),
  conf({ http: 'access_log logs/a.log none;' }),
  conf({ http: 'error_log logs/e.log loud;' }),
  conf({ http: 'init_by_lua_block { }\ninit_by_lua_block { }' }),
  conf({ server: 'listen 127.0.0.1:8080;' }),
  conf({ server: 'listen 127.0.0.1:99999;' }),
  conf({ server: 'listen 127.0.0.1:8081 nonsense;' }),
  conf({
    server: 'listen 127.0.0.1:8081 default_server;\n}\nserver {\nlisten 127.0.0.1:8081 default_server;',
  }),
  conf({ server: 'location / { }' }),
  conf({ server: 'location ! /x { }' }),
  conf({ server: 'location a b c { }' }),
  conf({ server: 'location = /x { location /y { } }' }),
  conf({ server: 'location /x { location /y { } }' }),
  conf({ server: 'content_by_lua_block { }' }),
  conf({ location: 'content_by_lua_block { }\ncontent_by_lua_block { }' }),
  conf({ location: 'content_by_lua_block { }\ncontent_by_lua "";' }),
  conf({ location: 'content_by_lua "a" "b";' }),
  conf({ location: 'content_by_lua_block;' }),
  conf({ location: 'return;' }),
  conf({ location: 'return 1000;' }),
  conf({ location: 'return abc;' }),
  conf({ location: 'return 200 "$";' }),
  conf({ location: 'return 200 "${host";' }),
  conf({ location: 'add_header X;' }),
  conf({ location: 'add_header X y sometimes;' }),
  conf({ location: 'set x 1;' }),
  conf({ location: 'set $pid 1;' }),
  conf({ location: 'error_page 200 /x;' }),
  conf({ location: 'error_page many /x;' }),
  conf({ location: 'internal on;' }),
  conf({ location: 'return 200 "a"' }),
  conf({ location: 'content_by_lua_block { ngx.say("x")' }),
  'events {}\nhttp {\n',
  'http { }\n',
];

/** Configurations that nginx takes. */
const taken: readonly string[] = [
  conf({}),
  conf({ main: 'worker_processes auto;\nuser root;\nworker_rlimit_nofile 100;\npcre_jit on;' }),
  conf({ http: 'sendfile on; tcp_nopush on; types { text/html html; } server_tokens off; charset utf-8;' }),
  conf({ server: 'server_name a *.b c.* ~^d$;' }),
  conf({ location: 'return 200 "$pid $host ${uri} $arg_x $http_y $cookie_z";' }),
  conf({
    server:
      'location = /a { } location ^~ /b { } location ~ c { } location ~* d { } location @e { } location /f { location /f/g { } }',
  }),
  conf({ http: 'lua_shared_dict d 8k;\nlua_package_path "$prefix/?.lua;;";\ninit_worker_by_lua "x = 1";' }),
  conf({ location: 'set $a 1;\nset $b "$a";\nreturn 200 $b;' }),
];

const reason = whyNoNginx();
const modules = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map(
  (name) => `load_module /usr/lib/nginx/modules/${name};`,
);

/** What `nginx -t` objects to first, without its prefix. */
function verdict(prefix: string): string | undefined {
  const path = join(prefix, 'conf/nginx.conf');
  const { stderr } = spawnSync('nginx', ['-t', '-p', `${prefix}/`, '-c', path, '-g', modules.join(' ')], {
    encoding: 'utf8',
  });
  return /\[emerg\] (?:\d+#\d+: )?(.*)/.exec(stderr)?.[1];
}

function ours(prefix: string): string | undefined {
  const result = compileIn(prefix);
  return 'errors' in result ? result.errors[0]?.message : undefined;
}

suite('the first objection is the one that nginx -t prints', { skip: reason ?? false }, () => {
  for (const text of [...refused, ...taken]) {
    const name =
      text
        .split('\n')
        .filter((line) => !conf({}).includes(line))
        .join(' ') || 'nothing special';
    test(name, () => {
      const prefix = makePrefix({ 'conf/nginx.conf': text, 'temp/.keep': '' });
      try {
        // Of a Lua block that stands twice nginx says `is duplicate` without its name; we add it.
        assert.equal(ours(prefix)?.replace(/^"\w+_block" directive (?=is duplicate)/, ''), verdict(prefix));
      } finally {
        rmSync(prefix, { recursive: true, force: true });
      }
    });
  }
});

suite('what nginx knows and this runtime does not is refused with its place', () => {
  const cases: readonly (readonly [text: string, message: RegExp])[] = [
    [
      conf({ location: 'proxy_pass http://127.0.0.1;' }),
      /^"proxy_pass" directive is not supported by the embedded runtime in .*nginx\.conf:\d+$/,
    ],
    [conf({ location: 'if ($a) { }' }), /^"if" directive is not supported by the embedded runtime in /],
    [
      conf({ server: 'listen 127.0.0.1:8443 ssl;' }),
      /^the "ssl" parameter of the "listen" directive is not supported by the embedded runtime in /,
    ],
  ];
  for (const [text, message] of cases) {
    test(String(message), () => {
      const prefix = makePrefix({ 'conf/nginx.conf': text });
      assert.match(ours(prefix) ?? '', message);
      rmSync(prefix, { recursive: true, force: true });
    });
  }
});

test('every objection is told, not the first one only', () => {
  const prefix = makePrefix({
    'conf/nginx.conf': conf({ http: 'nonsense;', server: 'more_nonsense;', location: 'return;' }),
  });
  const result = compileIn(prefix);
  assert.ok('errors' in result);
  assert.deepEqual(
    result.errors.map(({ message }) => message.replace(/ in \/.*/, '')),
    [
      'unknown directive "nonsense"',
      'unknown directive "more_nonsense"',
      'invalid number of arguments in "return" directive',
    ],
  );
  rmSync(prefix, { recursive: true, force: true });
});
