import { suite, test } from 'node:test';
import { faultsMarked, serverMarked } from './testing/marked.js';

suite('ngx_conf_handler', () => {
  test('names, contexts, forms and numbers of arguments, all at once', () =>
    faultsMarked(`
events {}
worker_proceses 4;
^^^^^^^^^^^^^^^ unknown directive "worker_proceses"
root /srv;
^^^^ "root" directive is not allowed here
http {
    server {
        listen 80 {
        ^^^^^^ directive "listen" is not terminated by ";"
        }
        root;
        ^^^^ invalid number of arguments in "root" directive
        location;
        ^^^^^^^^ directive "location" has no opening "{"
        location / {
            gzip on off;
            ^^^^^^^^^^^ invalid number of arguments in "gzip" directive
            worker_connections 10;
            ^^^^^^^^^^^^^^^^^^ "worker_connections" directive is not allowed here
        }
    }
    location / { gzip maybe; }
    ^^^^^^^^ "location" directive is not allowed here
                      ^^^^^ invalid value "maybe" in "gzip" directive, it must be "on" or "off"
}
`));

  test('a missing ";" is told where it is missing', () =>
    serverMarked(`
    root /srv
         ^^^^ invalid number of arguments in "root" directive
    index a.html;
`));
});

suite('slots', () => {
  test('values', () =>
    serverMarked(`
gzip ON;
client_header_timeout 1x;
^^^^^^^^^^^^^^^^^^^^^^^^ "client_header_timeout" directive invalid value
client_max_body_size 1g;
client_header_buffer_size 1g;
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ "client_header_buffer_size" directive invalid value
gzip_comp_level 10;
                ^^ value must be between 1 and 9
gzip_buffers 0 4k;
^^^^^^^^^^^^^^^^^ "gzip_buffers" directive invalid value
keepalive_requests -1;
^^^^^^^^^^^^^^^^^^^^^ "keepalive_requests" directive invalid number
satisfy some;
        ^^^^ invalid value "some"
ssl_protocols TLSv1.2 tlsv1.2 TLSv2;
                      ^^^^^^^ [warn] duplicate value "tlsv1.2"
                              ^^^^^ invalid value "TLSv2"
`));

  test('the second in one block is one too many, also under another name; in an inner block it is not', () =>
    serverMarked(`
gzip on;
gzip off;
^^^^^^^^ "gzip" directive is duplicate
location / { gzip off; }
`));
});
