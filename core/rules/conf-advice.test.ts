import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { rules } from './index.js';
import { marked } from './testing/configurations.js';
import { checkMarked } from './testing/marked.js';

marked('conf/content-conflict fires', {
  'proxy_pass comes last and wins': `location / {
    content_by_lua_block { ngx.say("a") }
    ^^^^^^^^^^^^^^^^^^^^ warning conf/content-conflict
    proxy_pass http://127.0.0.1:81;
}`,
  'Lua comes last and wins': `location / {
    proxy_pass http://127.0.0.1:81;
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning conf/content-conflict
    content_by_lua_file lua/$1.lua;
}`,
  'return goes before all': `location / {
    proxy_pass http://127.0.0.1:81;
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning conf/content-conflict
    return 204;
}`,
  empty_gif: `location / {
    empty_gif;
    ^^^^^^^^^ warning conf/content-conflict
    fastcgi_pass 127.0.0.1:9000;
}`,
});

marked('conf/content-conflict stays silent', {
  'Lua of another phase': `location / {
    access_by_lua_block { ngx.log(ngx.INFO, "a") }
    proxy_pass http://127.0.0.1:81;
}`,
  'a location in the other': `location / {
    proxy_pass http://127.0.0.1:81;
    location /b { content_by_lua_block { ngx.say("a") } }
}`,
  'a return in an if': `location / {
    if ($arg_a) { return 204; }
    proxy_pass http://127.0.0.1:81;
}`,
  'a return behind a break': `location / {
    break;
    return 204;
    content_by_lua_block { ngx.say("a") }
}`,
  'files beside a handler': `location / {
    root html;
    index a.html;
    proxy_pass http://127.0.0.1:81;
}`,
  'echo, several times': `location / {
    echo a;
    echo b;
}`,
});

marked('conf/if-is-evil', {
  'a handler in it': `location / {
    if ($arg_a) { proxy_pass http://127.0.0.1:81; }
    ^^^^^^^^^^^ information conf/if-is-evil
}`,
  'set, where try_files would follow': `location / {
    if ($arg_a) { set $b 1; }
    ^^^^^^^^^^^ information conf/if-is-evil
    try_files $uri =404;
}`,
  'set alone is safe': `location / {
    if ($arg_a) { set $b 1; }
}`,
  'return and rewrite are safe': `location / {
    if ($arg_a) { return 403; }
    if ($arg_b) { rewrite ^ /b last; }
    try_files $uri =404;
}`,
  'an if of the server': `server {
    if ($arg_a) { set $b 1; }
}`,
});

marked('conf/package-path', {
  'the default path is lost': `lua_package_path "/app/?.lua";
                 ^^^^^^^^^^^^ warning conf/package-path`,
  'that of C modules too': `lua_package_cpath '$prefix/?.so;';
                  ^^^^^^^^^^^^^^^ warning conf/package-path`,
  'at the end': `lua_package_path "/app/?.lua;;";`,
  'at the beginning': `lua_package_path ";;/app/?.lua";`,
  'the modules’ own folder': `lua_package_path "/usr/local/openresty/lualib/?.lua";`,
  'a variable of a template': 'lua_package_path "${LUA_PATH}";',
});

marked('conf/code-cache-off', {
  off: `lua_code_cache off;
^^^^^^^^^^^^^^^^^^ warning conf/code-cache-off`,
  'in a location': `location / { lua_code_cache off; }
             ^^^^^^^^^^^^^^^^^^ warning conf/code-cache-off`,
  on: `lua_code_cache on;`,
  'in a comment': `worker_processes 1; # lua_code_cache off;`,
});

marked('conf/string-lua', {
  'a string': `location / { content_by_lua 'ngx.say(1)'; }
             ^^^^^^^^^^^^^^ information conf/string-lua`,
  'a block': `location / { content_by_lua_block { ngx.say("a\\nb") } }`,
  'an escape written twice': `location / { content_by_lua 'ngx.say("a\\\\nb")'; }
             ^^^^^^^^^^^^^^ information conf/string-lua`,
  // nginx -t says nothing of it: the first request is answered 500.
  'an escape that nginx decodes too early': `location / { content_by_lua 'ngx.say("a\\nb")'; }
                                       ^^ warning conf/string-lua
                             ^^^^^^^^^^ error lua/syntax`,
});

test('what nginx starts with is no error', () => {
  const refused = new Set([
    'conf/syntax',
    'conf/unknown-directive',
    'conf/wrong-context',
    'conf/wrong-arity',
  ]);
  for (const code of ['duplicate', 'invalid-value', 'incomplete']) refused.add(`conf/${code}`);
  for (const what of ['variable', 'zone', 'log-format']) refused.add(`conf/undefined-${what}`);
  const errors = rules.filter(({ code, severity }) => code.startsWith('conf/') && severity === 'error');
  assert.deepEqual(new Set(errors.map(({ code }) => code)), refused);
});

suite('conf/env-missing', () => {
  const read = 'ngx.say(os.getenv("GREETING"))';
  const conf = (main: string, http: string): string => `${main}\nevents {}\nhttp {\n${http}\n}\n`;
  const row = (name: string, text: string, lua: Record<string, string> = {}): void => {
    test(name, () => checkMarked({ 'conf/nginx.conf': text, ...lua }));
  };
  row(
    'a worker reads what is not kept',
    conf(
      '',
      `server { location / { content_by_lua_block {\n${read}\n        ^^^^^^^^^^^^^^^^^^^^^ warning conf/env-missing\n} } }`,
    ),
  );
  row('kept', conf('env GREETING;', `server { location / { content_by_lua_block { ${read} } } }`));
  row('given a value', conf('env GREETING=x;', `server { location / { content_by_lua_block { ${read} } } }`));
  row('in init_by_lua', conf('', 'init_by_lua_block { G = os.getenv("GREETING") }'));
  row(
    'a module that init loads',
    conf(
      '',
      'init_by_lua_block { require("m") }\nserver { location / { content_by_lua_block { ngx.say(require("m").g) } } }',
    ),
    { 'lua/m.lua': 'return { g = os.getenv("GREETING") }' },
  );
  row(
    'a module that requests load',
    conf('', 'server { location / { content_by_lua_block { ngx.say(require("m").g) } } }'),
    {
      'lua/m.lua':
        'return { g = os.getenv("GREETING") }\n             ^^^^^^^^^^^^^^^^^^^^^ information conf/env-missing',
    },
  );
  row('a part of a configuration', `location / { content_by_lua_block { ${read} } }`);
});
