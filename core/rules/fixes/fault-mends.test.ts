import { mends, unmendable } from '../testing/mends.js';

mends('a duplicate', {
  'the second goes, with its line': {
    before: `http {
    gzip on;
    gzip off;
    ^^^^^^^^ error conf/duplicate
}`,
    title: 'Remove this `gzip`',
    after: `http {
    gzip on;
}`,
  },
  'or the first': {
    before: `http {
    gzip on;

    gzip off; # more
    ^^^^^^^^ error conf/duplicate
}`,
    title: 'Remove the first `gzip`',
    after: `http {

    gzip off; # more
}`,
  },
  'among others on its line': {
    before: `http { gzip on; gzip off; etag on; }
                ^^^^^^^^ error conf/duplicate`,
    title: 'Remove this `gzip`',
    after: `http { gzip on; etag on; }`,
  },
  'at the start of a line that goes on': {
    before: `http {
    gzip on;
    gzip off; etag on;
    ^^^^^^^^ error conf/duplicate
}`,
    title: 'Remove this `gzip`',
    after: `http {
    gzip on;
    etag on;
}`,
  },
  'root and alias': {
    before: `location / {
    root /a;
    alias /b/;
    ^^^^^^^^^ error conf/duplicate
}`,
    title: 'Remove this `alias`',
    after: `location / {
    root /a;
}`,
  },
  'a log format': {
    before: `http {
    log_format main "$status";
    log_format main "$uri";
               ^^^^ error conf/duplicate
}`,
    title: 'Remove this `log_format`',
    after: `http {
    log_format main "$status";
}`,
  },
  'a shared dictionary': {
    before: `http {
    lua_shared_dict a 1m;
    lua_shared_dict a 1m;
                    ^ error conf/duplicate
}`,
    title: 'Remove the first `lua_shared_dict`',
    after: `http {
    lua_shared_dict a 1m;
}`,
  },
  'a line of a map': {
    before: `http {
    map $uri $x {
        /a 1;
        /a 2;
        ^^ error conf/duplicate
    }
}`,
    title: 'Remove this entry',
    after: `http {
    map $uri $x {
        /a 1;
    }
}`,
  },
  'a listen': {
    before: `http { server {
    listen 80;
    listen 80;
    ^^^^^^^^^ error conf/duplicate
} }`,
    title: 'Remove this `listen`',
    after: `http { server {
    listen 80;
} }`,
  },
  'a default server': {
    before: `http {
    server { listen 80 default_server; }
    server { listen 80 default_server; server_name a; }
             ^^^^^^^^^^^^^^^^^^^^^^^^ error conf/duplicate
}`,
    title: 'Remove `default_server`',
    after: `http {
    server { listen 80 default_server; }
    server { listen 80; server_name a; }
}`,
  },
  'a word of a list': {
    before: `http {
    gzip_types text/css
               text/css
               ^^^^^^^^ warning conf/duplicate
               text/xml;
}`,
    title: 'Remove `text/css`',
    after: `http {
    gzip_types text/css
               text/xml;
}`,
  },
  'a server name that another server has': {
    before: `http {
    server { server_name a; }
    server { server_name a b; }
                         ^ warning conf/duplicate
}`,
    title: 'Remove `a`',
    after: `http {
    server { server_name a; }
    server { server_name b; }
}`,
  },
});

unmendable('nobody can tell which of two is meant', {
  locations: `http { server {
    location / { return 200; }
    location / { return 201; }
    ^^^^^^^^^^ error conf/duplicate
} }`,
  'the only name of a server': `http {
    server { server_name a; }
    server { server_name a; }
                         ^ warning conf/duplicate
}`,
});

mends('a flag', {
  yes: {
    before: `gzip yes;
     ^^^ error conf/invalid-value`,
    title: 'Replace by `on`',
    after: 'gzip on;',
  },
  no: {
    before: `gzip "False";
     ^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `off`',
    after: 'gzip off;',
  },
  neither: {
    before: `gzip auto;
     ^^^^ error conf/invalid-value`,
    title: 'Replace by `off`',
    after: 'gzip off;',
  },
});

mends('a unit as others write it', {
  'of a size': {
    before: `client_max_body_size 10MB;
^^^^^^^^^^^^^^^^^^^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `10m`',
    after: 'client_max_body_size 10m;',
  },
  'of gigabytes, which only some directives know': {
    before: `client_body_buffer_size 1g;
^^^^^^^^^^^^^^^^^^^^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `1024m`',
    after: 'client_body_buffer_size 1024m;',
  },
  'of a time': {
    before: `send_timeout 5min;
^^^^^^^^^^^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `5m`',
    after: 'send_timeout 5m;',
  },
});

mends('the nearest name', {
  'of a variable, in a longer value': {
    before: `events {}
http { server { set $name x; return 200 "a $NMAE/b"; } }
                                           ^^^^^ error conf/undefined-variable`,
    title: 'Replace by `$name`',
    after: `events {}
http { server { set $name x; return 200 "a $name/b"; } }`,
  },
  'of a variable in braces': {
    before: `events {}
http { server { return 200 \${hots}x; } }
                           ^^^^^^^ error conf/undefined-variable`,
    title: 'Replace by `${host}`',
    after: `events {}
http { server { return 200 \${host}x; } }`,
  },
  'of a zone': {
    before: `events {}
http {
    limit_req_zone $uri zone=one:1m rate=1r/s;
    limit_req zone=ome;
              ^^^^^^^^ error conf/undefined-zone
}`,
    title: 'Replace by `zone=one`',
    after: `events {}
http {
    limit_req_zone $uri zone=one:1m rate=1r/s;
    limit_req zone=one;
}`,
  },
  'of a log format': {
    before: `http {
    log_format main x;
    access_log /dev/null mian;
                         ^^^^ error conf/undefined-log-format
}`,
    title: 'Replace by `main`',
    after: `http {
    log_format main x;
    access_log /dev/null main;
}`,
  },
  'of a directive': {
    before: `server { lisen 80; }
         ^^^^^ error conf/unknown-directive`,
    title: 'Replace by `listen`',
    after: 'server { listen 80; }',
  },
  'of a value': {
    before: `server { satisfy anny; }
                 ^^^^ error conf/invalid-value`,
    title: 'Replace by `any`',
    after: 'server { satisfy any; }',
  },
  'of a parameter': {
    before: `http { server { listen 80 defalt_server; } }
                          ^^^^^^^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `default_server`',
    after: 'http { server { listen 80 default_server; } }',
  },
  'of a parameter with a value': {
    before: `upstream u { server a wieght=2; }
                      ^^^^^^^^ error conf/invalid-value`,
    title: 'Replace by `weight=2`',
    after: 'upstream u { server a weight=2; }',
  },
  'of a named location': {
    before: `server {
    location / { try_files $uri @aap; }
                                ^^^^ warning conf/undefined-location
    location @app { return 404; }
}`,
    title: 'Replace by `@app`',
    after: `server {
    location / { try_files $uri @app; }
    location @app { return 404; }
}`,
  },
  'of an upstream': {
    before: `http {
    upstream backend { server 127.0.0.1:81; }
    server { location / { proxy_pass http://bakend/x; } }
                                     ^^^^^^^^^^^^^^^ warning conf/undefined-upstream
}`,
    title: 'Replace by `http://backend/x`',
    after: `http {
    upstream backend { server 127.0.0.1:81; }
    server { location / { proxy_pass http://backend/x; } }
}`,
  },
});

mends('what ends a statement', {
  'a semicolon that a line lacks': {
    before: `server {
    root /srv
         ^^^^ error conf/wrong-arity
    server_name a;
}`,
    title: 'Insert missing `;`',
    after: `server {
    root /srv;
    server_name a;
}`,
  },
  'where any number of arguments may follow': {
    before: `http { server {
    listen 80
    server_name a;
    ^^^^^^^^^^^ error conf/invalid-value
} }`,
    title: 'Insert missing `;`',
    after: `http { server {
    listen 80;
    server_name a;
} }`,
  },
  'braces for a semicolon': {
    before: `server { listen 80 { } }
         ^^^^^^ error conf/wrong-arity`,
    title: 'Replace `{}` by `;`',
    after: 'server { listen 80; }',
  },
  'a semicolon for braces': {
    before: `http { server ; }
       ^^^^^^ error conf/wrong-arity`,
    title: 'Replace `;` by `{}`',
    after: 'http { server {} }',
  },
});

unmendable('braces that hold something', {
  directives: `server { listen 80 { etag on; } }
         ^^^^^^ error conf/wrong-arity`,
});

mends('what is out of date', {
  'ssl on': {
    before: `server {
    listen 443 default_server;
    listen [::]:443 ssl;
    ssl on;
    ^^^^^^ warning conf/deprecated
}`,
    title: 'Say `ssl` in `listen` instead',
    after: `server {
    listen 443 default_server ssl;
    listen [::]:443 ssl;
}`,
  },
  'a directive without effect': {
    before: `http {
    http2_idle_timeout 3m;
    ^^^^^^^^^^^^^^^^^^ warning conf/deprecated
}`,
    title: 'Remove `http2_idle_timeout`, which has no effect',
    after: `http {
}`,
  },
  'another name': {
    before: `stream {
    proxy_downstream_buffer 8k;
    ^^^^^^^^^^^^^^^^^^^^^^^ warning conf/deprecated
}`,
    title: 'Replace by `proxy_buffer_size`',
    after: `stream {
    proxy_buffer_size 8k;
}`,
  },
});

mends(
  'events',
  {
    'in front of the first block': {
      before: `worker_processes 1;
# the web
http {
^^^^ error conf/incomplete
}`,
      title: 'Insert `events {}`',
      after: `worker_processes 1;
# the web
events {}
http {
}`,
    },
  },
  { levels: {} },
);
