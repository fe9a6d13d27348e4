import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseConf } from '../parser.js';
import { namesOfFile } from './file-names.js';
import { assertNames } from './testing/marked-names.js';

suite('variables: where they are declared', () => {
  test('set, and what it is set to', () => {
    assertNames(`
      set $a "$b\${c}-$d";
           ^ declaration variable
               ^ use variable
                  ^ use variable
                      ^ use variable
    `);
  });
  test('map: the source is a value, the second word the declaration, entries have values', () => {
    assertNames(String.raw`
      map $host$uri $kind {
           ^^^^ use variable
                ^^^ use variable
                     ^^^^ declaration variable
        default $fallback;
                 ^^^^^^^^ use variable
        ~^(?<site>\w+)\.x$ $site;
             ^^^^ declaration variable
                            ^^^^ use variable
        $literal 1;
      }
    `);
  });
  test('geo: one word or two; its values are literals', () => {
    assertNames(`
      geo $area {
           ^^^^ declaration variable
        10.0.0.0/8 $text;
      }
      geo $remote_addr $other {
           ^^^^^^^^^^^ use variable
                        ^^^^^ declaration variable
        default 0;
      }
    `);
  });
  test('split_clients: its values are literals', () => {
    assertNames(`
      split_clients "\${remote_addr}x" $variant {
                       ^^^^^^^^^^^ use variable
                                       ^^^^^^^ declaration variable
        50% $one;
        * "";
      }
    `);
  });
  test('geoip2: each entry, and where its address comes from', () => {
    assertNames(`
      geoip2 /geo.mmdb {
        $geo_code default=US source=$addr country iso_code;
         ^^^^^^^^ declaration variable
                                     ^^^^ use variable
      }
    `);
  });
  test('auth_request_set, js_set, perl_set, keyval, set_by_lua', () => {
    assertNames(`
      auth_request_set $user $upstream_http_x;
                        ^^^^ declaration variable
                              ^^^^^^^^^^^^^^^ use variable
      js_set $sum main.sum;
              ^^^ declaration variable
      perl_set $low 'sub { my $r = shift; }';
                ^^^ declaration variable
      keyval $arg_k $v zone=one;
              ^^^^^ use variable
                     ^ declaration variable
                            ^^^ use zone
      set_by_lua $r 'return ngx.arg[1] .. "$x"' $in;
                  ^ declaration variable
                                                 ^^ use variable
      set_by_lua_block $q { return "$x" }
                        ^ declaration variable
    `);
  });
  test('the directives of set-misc, array-var and form-input', () => {
    assertNames(`
      set_unescape_uri $a $arg_a;
                        ^ declaration variable
                           ^^^^^ use variable
      set_escape_uri $a;
                      ^ declaration variable
      set_form_input $f name;
                      ^ declaration variable
      array_split ',' $a to=$list;
                       ^ use variable
                             ^^^^ declaration variable
    `);
  });
  test('named groups of location, server_name, rewrite and if', () => {
    assertNames(String.raw`
      server {
        server_name ~^(?<sub>.+)\.a$ $hostname;
                         ^^^ declaration variable
        location ~* "^/(?P<id>\d{2})/(?'rest'.*)$" {
                           ^^ declaration variable
                                        ^^^^ declaration variable
          rewrite ^/(?<tail>.*)$ /x/$tail?a=$1;
                       ^^^^ declaration variable
                                     ^^^^ use variable
          if ($host ~ "^(?<part>[^(]+)$") { return 301 /$part; }
               ^^^^ use variable
                           ^^^^ declaration variable
                                                         ^^^^ use variable
        }
      }
    `);
  });
  test('location with its regular expression in one word', () => {
    assertNames(String.raw`
      location ~^/(?<x>.)$ { }
                     ^ declaration variable
    `);
  });
  test('a group is called by its name, and escapes and classes are no groups', () => {
    assertNames(String.raw`
      location ~ "(?<q>['x])\k<q>(?P=q)[(?<no>]\(?<no>" { }
                     ^ declaration variable
                               ^ use variable
                                     ^ use variable
    `);
  });
  test('look-behind is no group', () => {
    assertNames(String.raw`
      location ~ (?<!a)(?<=b)c$ { }
    `);
  });
});

suite('variables: where they are used', () => {
  test('a regular expression has none, its replacement has', () => {
    assertNames(`
      rewrite ^/a$b /$c last;
                      ^ use variable
      location ~ \\.php$ { }
    `);
  });
  test('$1 is a capture whatever follows, a digit in braces is one too', () => {
    assertNames(`
      return 200 $1abc\${2}$a1;
                           ^^ use variable
    `);
  });
  test('braces that never close, a $ at the end, a $ before nothing', () => {
    assertNames(`
      return 200 "\${open $ x$";
    `);
  });
  test('a backslash protects no variable', () => {
    assertNames(String.raw`
      return 200 "\$a\"$b";
                    ^ use variable
                        ^ use variable
    `);
  });
  test('escapes before a name move it', () => {
    assertNames(String.raw`
      set $x "\t\"$y\n$z";
           ^ declaration variable
                   ^ use variable
                       ^ use variable
    `);
  });
  test('if: every word but the regular expression', () => {
    assertNames(`
      if ($a = $b) { }
           ^ use variable
                ^ use variable
      if (!-f $c) { }
               ^ use variable
      if ($d !~* "x$e") { }
           ^ use variable
    `);
  });
  test('log_format, access_log, add_header, proxy_set_header', () => {
    assertNames(`
      log_format main escape=json '$remote_addr "$request"' ' $x';
                 ^^^^ declaration log format
                                    ^^^^^^^^^^^ use variable
                                                  ^^^^^^^ use variable
                                                               ^ use variable
      access_log /logs/$host.log main if=$loggable;
                        ^^^^ use variable
                                 ^^^^ use log format
                                          ^^^^^^^^ use variable
      add_header X-A $a always;
                      ^ use variable
      proxy_set_header Host $http_host;
                             ^^^^^^^^^ use variable
    `);
  });
  test('directives that store their arguments as they stand', () => {
    assertNames(`
      lua_package_path "$prefix/lua/?.lua;;";
      include $x.conf;
      error_log /logs/$x.log;
      listen $port;
      proxy_hide_header $x;
      location /$x { }
      client_max_body_size $x;
    `);
  });
  test('ssl_certificate and fastcgi_index are compiled later', () => {
    assertNames(`
      ssl_certificate /c/$ssl_server_name.pem;
                          ^^^^^^^^^^^^^^^ use variable
      fastcgi_index $x;
                     ^ use variable
    `);
  });
  test('a file of Lua may be named by a request, not one that runs at start', () => {
    assertNames(`
      content_by_lua_file lua/$page.lua;
                               ^^^^ use variable
      init_by_lua_file lua/$page.lua;
    `);
  });
  test('Lua is not nginx', () => {
    assertNames(`
      content_by_lua 'ngx.say("$x")';
      content_by_lua_block { ngx.say("$x") }
    `);
  });
  test('a directive that nobody knows may compile its arguments', () => {
    assertNames(`
      my_own_thing $x;
                    ^ use variable
    `);
  });
});

suite('upstreams', () => {
  test('who passes requests on', () => {
    assertNames(`
      upstream back { server 10.0.0.1; }
               ^^^^ declaration upstream
      proxy_pass http://back/x$uri;
                        ^^^^ use upstream
                               ^^^ use variable
      proxy_pass https://back:8443;
                         ^^^^ use upstream
      fastcgi_pass back;
                   ^^^^ use upstream
      grpc_pass grpcs://back;
                        ^^^^ use upstream
      memc_pass "back";
                 ^^^^ use upstream
    `);
  });
  test('addresses and sockets are no names', () => {
    assertNames(`
      proxy_pass http://127.0.0.1:80/;
      proxy_pass http://[::1]:80/;
      proxy_pass http://unix:/run/x.sock:/a;
      fastcgi_pass unix:/run/x.sock;
      proxy_pass http://$back;
                         ^^^^ use variable
    `);
  });
  test('http and stream do not share them', () => {
    assertNames(`
      http { upstream b { } server { location / { proxy_pass http://b; } } }
                      ^ declaration upstream
                                                                    ^ use upstream
      stream { upstream b { } server { proxy_pass b; set $x $y; } }
                        ^ declaration upstream (stream)
                                                  ^ use upstream (stream)
                                                          ^ declaration variable (stream)
                                                             ^ use variable (stream)
    `);
  });
});

suite('zones, dictionaries, formats', () => {
  test('limits', () => {
    assertNames(`
      limit_req_zone $binary_remote_addr zone=req:10m rate=1r/s;
                      ^^^^^^^^^^^^^^^^^^ use variable
                                              ^^^ declaration zone
      limit_req zone=req burst=5;
                     ^^^ use zone
      limit_conn_zone $host zone=conn:1m;
                       ^^^^ use variable
                                 ^^^^ declaration zone
      limit_conn conn 5;
                 ^^^^ use zone
    `);
  });
  test('caches', () => {
    assertNames(`
      proxy_cache_path /c levels=1:2 keys_zone=pages:10m;
                                               ^^^^^ declaration zone
      proxy_cache pages;
                  ^^^^^ use zone
      fastcgi_cache off;
      proxy_cache $zone;
                   ^^^^ use variable
    `);
  });
  test('sessions and upstreams', () => {
    assertNames(`
      ssl_session_cache shared:SSL:10m;
                               ^^^ declaration zone
      upstream a { zone mem 64k; }
               ^ declaration upstream
                        ^^^ declaration zone
      upstream b { zone mem; }
               ^ declaration upstream
                        ^^^ use zone
    `);
  });
  test('a name in quotes', () => {
    assertNames(`
      lua_shared_dict 'locks' 1m;
                       ^^^^^ declaration dict
      limit_req "zone=re";
                      ^^ use zone
    `);
  });
});

suite('named locations', () => {
  test('who leads to them', () => {
    assertNames(`
      location @back { }
                ^^^^ declaration location
      try_files $uri @back;
                 ^^^ use variable
                      ^^^^ use location
      error_page 502 504 = @back;
                            ^^^^ use location
      echo_exec @back a=$x;
                 ^^^^ use location
                         ^ use variable
      post_action @back;
                   ^^^^ use location
    `);
  });
  test('only the last of try_files', () => {
    assertNames(`
      try_files @no /x;
    `);
  });
  test('each belongs to its server', () => {
    const text = 'server { location @a { } }\nserver { error_page 404 @a; location @a { } }\n';
    const { occurrences } = namesOfFile(parseConf(text));
    assert.deepEqual(
      occurrences.map(({ server }) => server),
      [0, 27, 27],
    );
  });
  test('a file that servers include does not know its server', () => {
    const { occurrences } = namesOfFile(parseConf('location @a { }'));
    assert.equal(occurrences[0]?.server, undefined);
  });
});

suite('half a file', () => {
  test('a map without its end, a set without its semicolon', () => {
    assertNames(`
      map $a $b { x $c
           ^ use variable
              ^ declaration variable
                     ^ use variable
    `);
    assertNames(`
      server { set $new
                    ^^^ declaration variable
    `);
  });
  test('a quote that is open', () => {
    assertNames(`
      set $a "$b
           ^ declaration variable
               ^ use variable
    `);
  });
  test('a $ that waits for its name', () => {
    assertNames(`
      set $
    `);
  });
  test('a file of entries, by the block that includes it', () => {
    assertNames(
      `
      a $b;
         ^ use variable
    `,
      { owner: 'map' },
    );
    assertNames(
      `
      a $b;
    `,
      { owner: 'geo' },
    );
  });
  test('every part of a configuration is read without a throw', () => {
    const text =
      'http{map $a $b{~(?<c>x) "\\"$c";}upstream u{zone z 1m;}server{location @l{proxy_pass http://u/$d;}}}';
    for (let end = 0; end <= text.length; end += 1) namesOfFile(parseConf(text.slice(0, end)));
  });
});

test('literals that variables get, and variables that are hosts', () => {
  const text = `map $x $pool { default blue; ~a $y; }
    set $other green;
    proxy_pass http://$pool/;
    fastcgi_pass \${other}:9000;
  `;
  const { values, hosts } = namesOfFile(parseConf(text));
  assert.deepEqual(
    values.map(({ variable, value, span }) => [variable, value, text.slice(span.start, span.end)]),
    [
      ['pool', 'blue', 'blue'],
      ['other', 'green', 'green'],
    ],
  );
  assert.deepEqual(hosts, ['pool', 'other']);
});

test('3,000 lines take milliseconds', () => {
  const line =
    '    location /x { proxy_set_header Host "$host"; set $a "$b"; proxy_pass http://back; } # why\n';
  const tree = parseConf(`http {\n  server {\n${line.repeat(3000)}  }\n}\n`);
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    namesOfFile(tree);
    return performance.now() - started;
  });
  // Generous, for machines that do other things at the same time; it guards against quadratic time.
  assert.ok(Math.min(...times) < 100, `${Math.min(...times).toFixed(1)} ms`);
});
