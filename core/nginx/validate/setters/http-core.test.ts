import { suite, test } from 'node:test';
import { told } from '../testing/told.js';

suite('ngx_http_core_module', () => {
  test('location', () => {
    told('server', 'location = /a { } location /a { } location ~ ^/a$ { } location @a { }');
    told('server', 'location != /a { }', 'invalid location modifier "!="');
    told('server', 'location =/a { }\nlocation = /a { }', 'duplicate location "/a" (line 2)');
    told('server', 'location /a { }\nlocation ^~ /a { }', 'duplicate location "/a" (line 2)');
    told(
      'server',
      'location = /a { location /a/b { } }',
      'location "/a/b" cannot be inside the exact location "/a"',
    );
    told(
      'server',
      'location @a { location /b { } }',
      'location "/b" cannot be inside the named location "@a"',
    );
    told('server', 'location /a { location @b { } }', 'named location "@b" can be on the server level only');
    told('server', 'location /a { location /b { } }', 'location "/b" is outside location "/a"');
    told('server', 'location /a { location ~ b { } }');
    told('server', 'location ~ (a { }', 'pcre2_compile() failed: missing closing parenthesis in "(a"');
    told(
      'server',
      'location ~* a)b { }',
      'pcre2_compile() failed: unmatched closing parenthesis in "a)b" at ")b"',
    );
    told('server', 'location ~ ^/(?<year>[0-9]+)/ { return 200 $year; }');
  });

  test('root and alias', () => {
    told('server', 'root /a; root /b;', '"root" directive is duplicate');
    told(
      'location',
      'root /a; alias /b;',
      '"alias" directive is duplicate, "root" directive was specified earlier',
    );
    told(
      'server',
      'location @a { alias /b; }',
      'the "alias" directive cannot be used inside the named location',
    );
    told(
      'server',
      'root $document_root/b;',
      'the $document_root variable cannot be used in the "root" directive',
    );
    told('server', 'root /a/$nope;', 'unknown "nope" variable');
    told('server', 'root /a/$host;');
  });

  test('listen', () => {
    told('server', 'listen 80; listen [::]:80; listen 127.0.0.1; listen *:81 default_server;');
    told('server', 'listen 8000-8002 backlog=5 so_keepalive=30m::10 rcvbuf=4k;');
    told('server', 'listen 99999;', 'invalid port in "99999" of the "listen" directive');
    told('server', 'listen 80 foo;', 'invalid parameter "foo"');
    told('server', 'listen 80 backlog=0;', 'invalid backlog "backlog=0"');
    told('server', 'listen 80 ipv6only=maybe;', 'invalid parameter "ipv6only=maybe"');
    told('server', 'listen [::]:80 ipv6only=oft;', 'invalid ipv6only flags "oft"');
    told('server', 'listen 80 so_keepalive=no;', 'invalid so_keepalive value: "no"');
    told('server', 'listen [::1;', 'invalid host in "[::1" of the "listen" directive');
    told('server', 'listen unix:;', 'no path in the unix domain socket in "unix:" of the "listen" directive');
    told('server', 'listen 80; listen 0.0.0.0:80;', 'a duplicate listen 0.0.0.0:80');
    told(
      'http',
      'server { listen 80 default_server; }\nserver { listen 80 default_server; server_name b; }',
      'a duplicate default server for 0.0.0.0:80 (line 2)',
    );
    told(
      'http',
      'server { listen 80 bind; }\nserver { listen 80 bind; server_name b; }',
      'duplicate listen options for 0.0.0.0:80 (line 2)',
    );
  });

  test('server_name', () => {
    told('http', 'server { server_name a .b *.c d.*; } server { server_name A.b; }');
    told(
      'http',
      'server { server_name a; } server { server_name A; }',
      '[warn] conflicting server name "a" on 0.0.0.0:80, ignored',
    );
    told('server', 'server_name *a;', 'server name "*a" is invalid');
    told(
      'http',
      'server { server_name a*b; } server { }',
      'invalid server name or wildcard "a*b" on 0.0.0.0:80',
    );
    told('server', 'server_name ~;', 'empty regex in server name "~"');
    told('server', 'server_name ~(;', 'pcre2_compile() failed: missing closing parenthesis in "("');
    told('server', 'server_name a/b;', '[warn] server name "a/b" has suspicious symbols');
  });

  test('others', () => {
    told('location', 'limit_except GET FOO { deny all; }', 'invalid method "FOO"');
    told('server', 'error_page 404 =x /a;', 'invalid value "=x"');
    told('server', 'error_page 200 /a;', 'value "200" must be between 300 and 599');
    told('server', 'error_page 404 500 = /a;');
    told('server', 'aio maybe;', '"aio" directive invalid value');
    told('server', 'directio 4x;', '"directio" directive invalid value');
    told('server', 'keepalive_timeout 1x;', '"keepalive_timeout" directive invalid value');
    told('server', 'open_file_cache max=0;', 'invalid "open_file_cache" parameter "max=0"');
    told('server', 'open_file_cache inactive=5s;', '"open_file_cache" must have the "max" parameter');
    told('server', 'resolver 127.0.0.1 valid=x;', 'invalid parameter: valid=x');
    told('server', 'resolver 127.0.0.1:99999;', 'invalid port in resolver "127.0.0.1:99999"');
    told('server', 'resolver valid=5s;', 'no name servers defined');
    told('server', 'disable_symlinks on foo;', 'invalid parameter "foo"');
    told('server', 'disable_symlinks off from=/a;', '"from=" cannot be used with "off" parameter');
    told('http', 'request_pool_size 16;', 'the pool size must be no less than 112');
    told(
      'http',
      'gzip_types text/html a/b A/B;',
      '[warn] duplicate MIME type "text/html"',
      '[warn] duplicate MIME type "a/b"',
    );
    told(
      'http',
      'types { a/b x; c/d x; }',
      '[warn] duplicate extension "x", content type: "c/d", previous content type: "a/b"',
    );
  });

  test('rewrite', () => {
    told('location', 'rewrite ^ /b?; rewrite ^/(a)$ /$1 last; rewrite a "" ;', 'empty replacement');
    told('location', 'rewrite a b foo;', 'invalid parameter "foo"');
    told('location', 'return foo;', 'invalid return code "foo"');
    told('location', 'return 1000;', 'invalid return code "1000"');
    told('location', 'return https://a.b$request_uri;');
    told('location', 'return 200 "$";', 'invalid variable name');
    told('location', 'return 200 "${host";', 'the closing bracket in "host" variable is missing');
    told('location', 'return 200 $nope;', 'unknown "nope" variable');
    told('location', 'set $a 1; return 200 $A$arg_x$http_x;');
    told('location', 'set a 1;', 'invalid variable name "a"');
    told('location', 'set $uri 1;', 'the duplicate "uri" variable');
    told('location', 'if $a { }', 'invalid condition "$a"');
    told('location', 'if ($host == a) { }', 'unexpected "==" in condition');
    told('location', 'if ($host = a b) { }', 'invalid condition "$host"');
    told('location', 'if (-q /a) { }', 'invalid condition "-q"');
    told('location', 'if ( $host ~* ^(a) ) { set $b $1; } if (!-f $request_filename) { break; }');
    told(
      'location',
      'if ($host ~ [) { }',
      'pcre2_compile() failed: missing terminating ] for character class in "["',
    );
  });

  test('map and split_clients', () => {
    told('http', 'map $host $a { default 1; ~x 2; b 3; } server { return 200 $a; }');
    told('http', 'map $host a { }', 'invalid variable name "a"');
    told('http', 'map $host $a { x; }', 'invalid number of the map parameters');
    told('http', 'map $host $a {\nx 1; X 2; }', 'conflicting parameter "x" (line 2)');
    told('http', 'map $host $a { default 1; default 2; }', 'duplicate default map parameter');
    told('http', 'map $host $a { hostnames; a*b 2; }', 'invalid hostname or wildcard "a*b"');
    told('http', 'split_clients $host $a { 50% a; 0.5% b; * c; }');
    told('http', 'split_clients $host $a { 50 a; }', 'invalid percent value "50"');
    told('http', 'split_clients $host $a { 50% a; 60% b;\n}', 'percent total is greater than 100% (line 2)');
  });

  test('access and limits', () => {
    told('server', 'allow 10.0.0.0/8; deny all; allow ::1; allow unix:;');
    told('server', 'allow 10.0.0.1/8;', '[warn] low address bits of 10.0.0.1/8 are meaningless');
    told('server', 'deny 10.0.0;', 'invalid parameter "10.0.0"');
    told('http', 'limit_req_zone $host zone=a:1m rate=5r/s; limit_req zone=a burst=3 nodelay;');
    told('http', 'limit_req zone=a;', 'zero size shared memory zone "a"');
    told('http', 'limit_req_zone $host zone=a:1k rate=1r/s;', 'zone "zone=a:1k" is too small');
    told('http', 'limit_req_zone $host zone=a rate=1r/s;', 'invalid zone size "zone=a"');
    told('http', 'limit_req_zone $host zone=a:1m rate=x;', 'invalid rate "rate=x"');
    told(
      'http',
      'limit_req_zone $host zone=a:1m rate=1r/s; limit_req_zone $uri zone=a:1m rate=1r/s;',
      'limit_req_zone "a" is already bound to key "$host"',
    );
    told(
      'http',
      'limit_req_zone $host zone=a:1m rate=1r/s; limit_conn a 1;',
      'the shared memory zone "a" is already declared for a different use',
    );
    told('http', 'limit_conn_zone $host zone=a:1m; limit_conn a 0;', 'invalid number of connections "0"');
    told(
      'http',
      'limit_conn_zone $host zone=a:1m; limit_conn a 1; limit_conn a 2;',
      '"limit_conn" directive is duplicate',
    );
  });
});
