import { suite, test } from 'node:test';
import { faultsMarked } from '../testing/marked.js';

/** Messages are nginx's: each line was shown to `nginx -t` (1.22.1), apart from those marked [warn]. */
const http = (marked: string): void => faultsMarked(`events {}\nhttp {\n${marked}\n}\n`);

suite('upstreams', () => {
  test('servers and their parameters', () =>
    http(`
upstream a {
    server 127.0.0.1 weight=2 max_fails=0 fail_timeout=10s backup;
    server 127.0.0.1:81 weight=0;
                        ^^^^^^^^ invalid parameter "weight=0"
    server 127.0.0.1:0;
           ^^^^^^^^^^^ invalid port in upstream "127.0.0.1:0"
    server unix:;
           ^^^^^ no path in the unix domain socket in upstream "unix:"
    server $host;
           ^^^^^ host not found in upstream "$host"
    server localhost down slow;
                          ^^^^ invalid parameter "slow"
}
upstream empty { }
^^^^^^^^^^^^^^ no servers are inside upstream
upstream A { server 127.0.0.1; }
         ^ duplicate upstream "A"
`));

  test('the method decides what a server may say', () =>
    http(`
upstream a {
    ip_hash;
    server 127.0.0.1:81;
    server 127.0.0.1:82 backup;
                        ^^^^^^ balancing method does not support parameter "backup"
}
upstream b {
    hash $request_uri consistent;
    least_conn;
    ^^^^^^^^^^ [warn] load balancing method redefined
    server 127.0.0.1:82 backup;
    server 127.0.0.1:83;
}
`));

  test('what is passed to them', () =>
    http(`
upstream backend { server 127.0.0.1:81; }
server {
    location /a { proxy_pass http://backend; }
    location /b { proxy_pass http://backend:81; }
                             ^^^^^^^^^^^^^^^^^ upstream "backend" may not have port 81
    location /c { proxy_pass ftp://backend; }
                             ^^^^^^^^^^^^^ invalid URL prefix
    location /d { proxy_pass http://backnd; }
                             ^^^^^^^^^^^^^ [warn] host not found in upstream "backnd", if no host is called so
    location /e { proxy_pass http://$host$uri; proxy_pass http://b.example; }
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ "proxy_pass" directive is duplicate
    location ~ /f { proxy_pass http://backend/x; }
                               ^^^^^^^^^^^^^^^^ "proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block
    location ~ /g { proxy_pass http://backend; }
    location /h { fastcgi_pass 127.0.0.1; }
                               ^^^^^^^^^ no port in upstream "127.0.0.1" in conf/nginx.conf:13
    location /i { fastcgi_pass unix:/run/php.sock; }
}
`));

  test('without any upstream block a name is a host', () =>
    http('server { location / { proxy_pass http://web; } }'));
});

suite('named locations', () => {
  test('are those of the server', () =>
    http(`
server {
    error_page 500 @down;
    location / { try_files $uri @dwon; }
                                ^^^^^ [warn] could not find named location "@dwon"
    location @down { return 503; }
}
server {
    location / { error_page 404 = @down; }
                                  ^^^^^ [warn] could not find named location "@down"
    location /v { try_files $uri @$name; }
}
`));
});

suite('buffers and caches', () => {
  test('sizes must fit each other, with what is inherited', () =>
    http(`
proxy_buffer_size 16k;
^^^^^^^^^^^^^^^^^^^^^ "proxy_busy_buffers_size" must be less than the size of all "proxy_buffers" minus one buffer
server {
    proxy_buffers 8 16k;
    location / { proxy_busy_buffers_size 8k; }
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ "proxy_busy_buffers_size" must be equal to or greater than the maximum of the value of "proxy_buffer_size" and one of the "proxy_buffers"
}
`));

  test('a zone that no path makes', () =>
    http(`
proxy_cache_path /tmp/cache levels=1:2 keys_zone=pages:1m inactive=1h;
proxy_cache_path /tmp/other levels=3 keys_zone=other:1m;
                            ^^^^^^^^ invalid "levels" "levels=3"
proxy_cache_path /tmp/third keys_zone=pages:1m;
                            ^^^^^^^^^^^^^^^^^^ duplicate zone "pages"
proxy_cache_path /tmp/fourth inactive=1h;
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ "proxy_cache_path" must have "keys_zone" parameter
server {
    location /a { proxy_cache pages; proxy_cache_valid 200 99 1h; }
                                                           ^^ invalid status "99"
    location /b { proxy_cache off; proxy_cache_valid soon; }
                                                     ^^^^ invalid time value "soon"
    location /c { proxy_store on; proxy_cache pages; }
                                  ^^^^^^^^^^^^^^^^^ "proxy_cache" directive is incompatible with "proxy_store"
}
`));
});
