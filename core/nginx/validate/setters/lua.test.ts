import { suite, test } from 'node:test';
import { faultsMarked } from '../testing/marked.js';

/** Messages are those of lua-nginx-module 0.10.23 behind `nginx -t`. */
const http = (marked: string): void => faultsMarked(`events {}\nhttp {\n${marked}\n}\n`);

suite('directives of lua-nginx-module', () => {
  test('shared dictionaries', () =>
    http(`
lua_shared_dict a 10m;
lua_shared_dict b 8191;
                  ^^^^ invalid lua shared dict size "8191"
lua_shared_dict c 8k;
lua_shared_dict a 10m;
                ^ lua_shared_dict "a" is already defined as "a"
lua_shared_dict a 20m;
                ^ the size 20971520 of shared memory zone "a" conflicts with already declared size 10485760
lua_shared_dict "" 1m;
                ^^ invalid lua shared dict name ""
`));

  test('one handler for each phase of a block, whatever its form', () =>
    http(`
init_by_lua_block { }
init_by_lua_file x.lua;
^^^^^^^^^^^^^^^^^^^^^^ "init_by_lua_file" directive is duplicate
server {
    access_by_lua_block { return }
    location / {
        access_by_lua_block { return }
        content_by_lua 'ngx.say(1)';
        content_by_lua_block { ngx.say(2) }
        ^^^^^^^^^^^^^^^^^^^^ is duplicate
    }
    location /empty { content_by_lua_block {} }
                      ^^^^^^^^^^^^^^^^^^^^ invalid location config: no runnable Lua code
    location /set { set_by_lua_block $x { return 1 } set_by_lua_block y { return 1 } }
                                                                      ^ invalid variable name "y"
}
`));

  test('the code cache', () =>
    http(`
lua_code_cache off;
               ^^^ [alert] lua_code_cache is off; this will hurt performance
`));
});
