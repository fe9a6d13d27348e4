import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertReferences, namesTest, refusal, shown } from '../testing/names.js';
import { highlightsAt, nameDefinitionsAt } from './name-places.js';
import { prepareRenameAt } from './rename.js';

const conf = (text: string): Record<string, string> => ({ 'conf/nginx.conf': text });
const http = (text: string): Record<string, string> => conf(`events {}\nhttp {\n${text}\n}\n`);

/** What the cursor leads to, checked against the marked places. */
function assertDefinition(files: Readonly<Record<string, string>>): void {
  const found = namesTest(files);
  const targets = nameDefinitionsAt(found.file, found.offset, found.names)?.targets ?? [];
  assert.deepEqual(shown(targets, found), shown(found.marked, found));
}

suite('references and rename: variables', () => {
  test('a map, its use in a server, in a log format and in a condition', () => {
    assertReferences(
      http(`map $host $«kind» { default 0; ~^(?<name>a) $name; }
        log_format f "$«kind» $kindness \${«ki|nd»}";
        server { if ($«kind» = 1) { return 403; } add_header X "a$«kind»-$host"; }`),
    );
  });
  test('every set is one, also in another server', () => {
    assertReferences(
      http(`server { set $«|v» 1; location / { set $«v» "$«v»-x"; } }
        server { set $«v» 2; }`),
    );
  });
  test('nginx does not care for upper case', () => {
    assertReferences(http('server { set $«Va|r» 1; return 200 $«var»; }'));
  });
  test('a group of a map, declared and used in one entry', () => {
    assertReferences(http('map $uri $x { ~^/(?<«f|irst»>\\w+)\\k<«first»> $«first»; }'));
  });
  test('a group in the name of a server', () => {
    assertReferences(
      http('server { server_name ~^(?<«sub»>.+)\\.x$; root /srv/$«s|ub»; location ~ ^/(?<other>.) { } }'),
    );
  });
  test('two in one word, in quotes with escapes', () => {
    assertReferences(http(String.raw`server { set $«a» 1; set $b 2; return 200 "\"$«|a»$b\t$«a»\n"; }`));
  });
  test('stream has its own', () => {
    const files = `events {}
      http { map $host $x { default 1; } server { return 200 $x; } }
      stream { map $remote_addr $«x» { default 1; } server { return $«|x»; } }`;
    assertReferences(conf(files));
  });
  test('the cursor on the $, on the brace, behind the name', () => {
    assertReferences(http('server { set |$«v» 1; return 200 $«v»; }'));
    assertReferences(http('server { set $«v» 1; return 200 $|{«v»}; }'));
    assertReferences(http('server { set $«v» 1; return 200 $«v»|; }'));
  });
  test('half a configuration', () => {
    assertReferences(http('server { set $«v|v» 1; return 200 "$«vv»'));
  });
});

suite('references and rename: across files', () => {
  test('what a file declares that another includes', () => {
    assertReferences({
      'conf/nginx.conf': 'events {}\nhttp { include maps.conf; include sites/*.conf; }\n',
      'conf/maps.conf': 'map $uri $«cl|ass» { default 1; }\n',
      'conf/sites/a.conf': 'server { location / { add_header X $«class»; } }\n',
      'conf/sites/b.conf': 'server { location / { return 200 "$«class»"; } }\n',
    });
  });
  test('a file of a map’s entries', () => {
    assertReferences({
      'conf/nginx.conf': 'events {}\nhttp { geo $«g|g» { default 1; } map $uri $y { include m.conf; } }\n',
      'conf/m.conf': 'a $«gg»;\n',
    });
  });
  test('two programs in one folder do not share names', () => {
    assertReferences({
      'a/nginx.conf': 'events {}\nhttp { server { set $«|v» 1; } }\n',
      'b/nginx.conf': 'events {}\nhttp { server { set $v 1; } }\n',
    });
  });
  test('what both include ties them together', () => {
    assertReferences({
      'a/nginx.conf': 'events {}\nhttp { server { set $«|v» 1; include ../shared.conf; } }\n',
      'b/nginx.conf': 'events {}\nhttp { server { set $«v» 1; include ../shared.conf; } }\n',
      'shared.conf': 'location / { return 200 $«v»; }\n',
    });
  });
  test('a snippet whose include names a path of another machine', () => {
    assertReferences({
      'conf/nginx.conf':
        'events {}\nhttp { include /etc/nginx/sites/*.conf; map $uri $«m» { default 1; } }\n',
      'conf/sites/a.conf': 'server { return 200 $«|m»; }\n',
    });
  });
});

suite('references and rename: with Lua', () => {
  test('ngx.var in a block, in a string, in a file', () => {
    assertReferences({
      'conf/nginx.conf': `events {}
        http { lua_package_path "$prefix/lua/?.lua;;"; server {
          set $«us|er» "";
          access_by_lua_block { ngx.var.«user» = require("m").name() }
          header_filter_by_lua 'ngx.header.x = "\\"" .. ngx.var.«user»';
          location / { return 200 $«user»; }
        } }`,
      'lua/m.lua': `local M = {}
        function M.name() return ngx.var["«user»"] or ngx.var.«user» .. other.user end
        return M`,
    });
  });
  test('from Lua, through a local that stands for ngx.var', () => {
    assertReferences({
      'conf/nginx.conf': `events {}
        http { server { set $«flag» 1; location / { content_by_lua_file lua/x.lua; } } }`,
      'lua/x.lua': 'local ngx = ngx\nlocal var = ngx.var\nif var.«fl|ag» then ngx.say(var.flagged) end\n',
    });
  });
  test('a local that gets another value is not followed', () => {
    assertReferences({
      'conf/nginx.conf':
        'events {}\nhttp { server { set $«fl|ag» 1; location / { content_by_lua_file x.lua; } } }',
      'x.lua': 'local var = ngx.var\nvar = {}\nngx.say(var.flag)\n',
    });
  });
  test('a shared dictionary, by field, by index, by a local, by a library', () => {
    assertReferences({
      'conf/nginx.conf': `events {}
        http { lua_shared_dict «lo|cks» 1m; init_by_lua_block { require "m" } }`,
      'm.lua': `local shared = ngx.shared
        local lock = require "resty.lock"
        local a, b = shared.«locks», ngx.shared["«locks»"]
        local l = lock:new("«locks»", { timeout = 1 })
        local r = require("resty.limit.req").new("«locks»", 1, 2)
        ngx.say("locks")`,
    });
  });
  test('stream and http both know a dictionary', () => {
    assertReferences(
      conf(`events {}
        http { lua_shared_dict «d» 1m; init_by_lua_block { local x = ngx.shared.«d» } }
        stream { init_by_lua_block { local x = ngx.shared.«|d» } }`),
    );
  });
  test('ngx.exec leads to the location of its own server', () => {
    assertReferences(
      http(`server { location @«back» {} location / { content_by_lua_block { ngx.exec("@«b|ack»") } } }
        server { location @back {} }`),
    );
  });
});

suite('references and rename: upstreams, zones, locations, formats', () => {
  test('an upstream and all who pass on to it', () => {
    assertReferences(
      http(`upstream «ba|ck» { server 10.0.0.1; }
        server { location / { proxy_pass http://«back»/x; } location /f { fastcgi_pass «back»:9000; }
          location /b { proxy_pass http://backup/; } }`),
      'other-back.v2',
    );
  });
  test('http and stream each have one of the name', () => {
    assertReferences(
      conf(`events {}
        http { upstream b { server 1.1.1.1; } server { location / { proxy_pass http://b; } } }
        stream { upstream «b» { server 1.1.1.1:1; } server { listen 1; proxy_pass «|b»; } }`),
    );
  });
  test('a variable that is a host may hold its name', () => {
    assertReferences(
      http(`upstream «bl|ue» { server 10.0.0.1; }
        map $cookie_x $pool { default «blue»; g green; }
        map $cookie_y $text { default blue; }
        server { set $other "http://«blue»/x"; set $third blue;
          location / { proxy_pass http://$pool; } location /o { proxy_pass $other; } }`),
    );
  });
  test('Lua gives it to such a variable', () => {
    assertReferences(
      http(`upstream «blue» { server 10.0.0.1; }
        server { location / { set $pool ""; access_by_lua_block { ngx.var.pool = "«bl|ue»" } proxy_pass http://$pool; } }`),
    );
  });
  test('zones of limits and caches', () => {
    assertReferences(
      http(`limit_req_zone $binary_remote_addr zone=«o|ne»:1m rate=1r/s;
        server { limit_req zone=«one» burst=5; limit_conn two 1; }`),
    );
    assertReferences(
      http(`proxy_cache_path /c keys_zone=«c»:1m; server { proxy_cache "«|c»"; fastcgi_cache off; }`),
    );
  });
  test('log formats', () => {
    assertReferences(
      http('log_format «ma|in» "$uri"; access_log /a «main»; server { access_log /b combined; }'),
    );
  });
  test('a named location belongs to its server', () => {
    assertReferences(
      http(`server { error_page 502 = @«do|wn»; location @«down» {} location / { try_files $uri @«down»; } }
        server { error_page 502 = @down; location @down {} }`),
    );
  });
  test('a file that both servers include ties their locations together', () => {
    assertReferences({
      'conf/nginx.conf': `events {}
        http { server { include e.conf; location @«down» {} }
          server { include e.conf; location @«do|wn» {} }
          server { location @down {} } }`,
      'conf/e.conf': 'error_page 502 @«down»;\n',
    });
  });
  test('an error_page of http is that of every server', () => {
    assertReferences(http('error_page 404 @«n»;\nserver { location @«|n» {} }\nserver { location @«n» {} }'));
  });
});

suite('what cannot be renamed', () => {
  const fault = (text: string, newName: string): string | undefined => refusal(http(text), newName);
  test('variables of nginx and its modules, also those that set may change', () => {
    assert.match(fault('server { return 200 $ho|st; }', 'x') ?? '', /\$host is a variable of nginx itself/);
    assert.match(fault('server { set $li|mit_rate 1k; }', 'x') ?? '', /is a variable of/);
    assert.match(fault('server { return 200 $arg|_x; }', 'x') ?? '', /is a variable of/);
  });
  test('what nothing declares', () => {
    assert.match(
      fault('server { return 200 $no|body; }', 'x') ?? '',
      /no file .* declares the variable nobody/,
    );
    assert.match(
      fault('server { location / { proxy_pass http://exa|mple.org; } }', 'x') ?? '',
      /name of a host/,
    );
    assert.match(fault('access_log /a comb|ined;', 'x') ?? '', /nginx’s own/);
  });
  test('numbered captures, keywords and words are no names', () => {
    for (const text of ['rewrite ^/(.) /$|1;', 'ser|ver {}', 'server { return 200 te|xt; }']) {
      const { file, offset, names } = namesTest(http(text));
      assert.equal(prepareRenameAt(file, offset, names), undefined);
    }
  });
  test('a name that is taken, and where', () => {
    assert.equal(
      fault('server { set $|a 1; }\nserver { return 200 $b; set $b 1; }', 'b'),
      'b is a variable already: conf/nginx.conf:4',
    );
    assert.equal(fault('server { set $|a 1; }', 'host'), '$host is a variable of nginx itself');
    assert.match(fault('upstream |a {}\nupstream B {}', 'b') ?? '', /already: conf\/nginx.conf:4/);
    assert.match(
      fault('lua_shared_dict |a 1m;\nlimit_req_zone $uri zone=b:1m rate=1r/s;', 'b') ?? '',
      /zone already/,
    );
    assert.equal(fault('server { location @|a {} }\nserver { location @b {} }', 'b'), undefined);
  });
  test('names that nginx, PCRE or Lua would not read', () => {
    assert.match(fault('server { set $|a 1; }', '1a') ?? '', /no digit first/);
    assert.match(fault('server { set $|a 1; }', 'a-b') ?? '', /letters, digits and _ only/);
    assert.match(fault('upstream |a {}', 'a b') ?? '', /without quotes/);
    assert.match(fault('upstream |a {}', '10.0.0.1') ?? '', /address/);
    assert.match(fault('server { server_name ~(?<|a>x); }', 'a'.repeat(33)) ?? '', /32 characters/);
    const lua = 'lua_shared_dict |a 1m; init_by_lua_block { local x = ngx.shared.a }';
    assert.match(fault(lua, 'a-b') ?? '', /behind a dot/);
    assert.match(fault(lua, 'end') ?? '', /behind a dot/);
    assert.equal(fault(lua.replace('shared.a', 'shared["a"]'), 'a-b'), undefined);
  });
  test('the sign before it may be typed, too', () => {
    assert.equal(fault('server { set $|a 1; }', '$b'), undefined);
    assert.equal(fault('server { location @|a {} }', '@b'), undefined);
  });
  test('what Lua computes', () => {
    const files = (lua: string): Record<string, string> => ({
      'conf/nginx.conf':
        'events {}\nhttp { server { set $back_|a 1; location / { content_by_lua_file x.lua; } } }\n',
      'x.lua': lua,
    });
    assert.match(refusal(files('ngx.say(ngx.var["back_" .. n])'), 'b') ?? '', /computes .* at x.lua:1/);
    assert.match(
      refusal(files('for _, n in ipairs { "back_a" } do ngx.say(ngx.var[n]) end'), 'b') ?? '',
      /computes/,
    );
    assert.equal(refusal(files('ngx.say(ngx.var["front_" .. n])'), 'b'), undefined);
    assert.equal(refusal(files('ngx.say(ngx.var[n])'), 'b'), undefined);
  });
});

suite('definition', () => {
  test('a variable leads to everything that declares it', () => {
    assertDefinition(http('map $uri $«a» { default 1; }\nserver { set $«a» 2; return 200 "x$|a"; }'));
  });
  test('from Lua to set, to the named location, to a location by its URI', () => {
    assertDefinition(
      http('server { set $«a» 1; location / { content_by_lua_block { ngx.say(ngx.var.|a) } } }'),
    );
    assertDefinition(
      http('server { location @«a» {} location / { content_by_lua_block { ngx.exec("@|a") } } }'),
    );
    assertDefinition(
      http(
        `server { location / {} location «/in» {} location «= /in/x» {}
        location /go { content_by_lua_block { ngx.location.capture("/i|n/x?a=1") } } }`.replace(
          '«/in»',
          '/in',
        ),
      ),
    );
  });
  test('the longest prefix of the same server', () => {
    assertDefinition(
      http(`server { location / {} location «/in» {} location /q { auth_request /i|n/y; } }
        server { location /in/ {} }`),
    );
  });
  test('error_page and try_files with a URI', () => {
    assertDefinition(http('server { error_page 500 /5|0x.html; location «= /50x.html» {} location / {} }'));
  });
  test('nothing for what nobody declares', () => {
    assertDefinition(http('server { return 200 $ho|st; }'));
  });
});

test('highlights: declarations and assignments write, the others read', () => {
  const { file, offset, names } = namesTest(
    http('server { set $|a 1; return 200 $a; access_by_lua_block { ngx.var.a = ngx.var.a } }'),
  );
  assert.deepEqual(
    highlightsAt(file, offset, names).map(({ kind }) => kind),
    ['write', 'read', 'write', 'read'],
  );
});
