import { mends, unmendable } from './testing/mends.js';

mends('conf/content-conflict', {
  'the handler that is never run goes': {
    before: `location / {
    content_by_lua_block {
    ^^^^^^^^^^^^^^^^^^^^ warning conf/content-conflict
        ngx.say("a")
    }
    proxy_pass http://127.0.0.1:81;
}`,
    title: 'Remove `content_by_lua_block`, which is never run',
    after: `location / {
    proxy_pass http://127.0.0.1:81;
}`,
  },
});

mends('conf/code-cache-off', {
  on: {
    before: `lua_code_cache off;
^^^^^^^^^^^^^^^^^^ warning conf/code-cache-off`,
    title: 'Turn the code cache on',
    after: 'lua_code_cache on;',
  },
});

mends('conf/package-path', {
  'in quotes': {
    before: `lua_package_path "/app/?.lua";
                 ^^^^^^^^^^^^ warning conf/package-path`,
    title: 'End the path with ;;, the default path',
    after: 'lua_package_path "/app/?.lua;;";',
  },
  'without quotes a ; would end the directive': {
    before: `lua_package_path /app/?.lua;
                 ^^^^^^^^^^ warning conf/package-path`,
    title: 'End the path with ;;, the default path',
    after: 'lua_package_path "/app/?.lua;;";',
  },
});

mends('conf/string-lua', {
  'the block, with what nginx decodes': {
    before: `location / { content_by_lua 'ngx.say(\\'a\\', "\\\\n")'; }
             ^^^^^^^^^^^^^^ information conf/string-lua`,
    title: 'Use content_by_lua_block',
    after: `location / { content_by_lua_block { ngx.say('a', "\\n") } }`,
  },
  'the block takes what nginx would have decoded': {
    before: `location / { content_by_lua 'ngx.say("a\\nb")'; }
                                       ^^ warning conf/string-lua
                             ^^^^^^^^^^ error lua/syntax`,
    title: 'Use content_by_lua_block',
    after: `location / { content_by_lua_block { ngx.say("a\\nb") } }`,
  },
});

unmendable('conf/string-lua', {
  'a block cannot pass arguments': `location / { set_by_lua $x 'return ngx.arg[1]' $uri; }
             ^^^^^^^^^^ information conf/string-lua`,
});

const reads = (env: string): string => `${env}events {}
http {
    server {
        location / { content_by_lua_block { ngx.say(os.getenv("GREETING")) } }
    }
}`;
const marked = (env: string): string =>
  reads(env).replace(
    /"\)\) \} \}/,
    `")) } }
                                                    ^^^^^^^^^^^^^^^^^^^^^ warning conf/env-missing`,
  );

mends('conf/env-missing', {
  'in front of what there is': {
    before: marked('# my server\nuser www;\n'),
    title: 'Add `env GREETING;` to conf/nginx.conf',
    after: reads('# my server\nenv GREETING;\nuser www;\n'),
  },
  'behind the others': {
    before: marked('env A;\nenv B; # both\n'),
    title: 'Add `env GREETING;` to conf/nginx.conf',
    after: reads('env A;\nenv B; # both\nenv GREETING;\n'),
  },
});
