import { marked } from '../testing/configurations.js';

marked('security/add-header-lost fires', {
  'in a location': `add_header X-Frame-Options "DENY" always;
location /new-headers {
    add_header X-Foo foo;
    ^^^^^^^^^^ warning security/add-header-lost
}`,
  'two blocks away': `http {
    add_header X-Frame-Options "DENY" always;
    server {
        location /new-headers {
            add_header X-Foo foo;
            ^^^^^^^^^^ warning security/add-header-lost
        }
    }
}`,
  'one of two': `server {
    add_header X-Frame-Options DENY;
    add_header Content-Security-Policy "default-src 'self'";
    location / {
        add_header x-frame-options DENY;
        ^^^^^^^^^^ warning security/add-header-lost
    }
}`,
  'in a nested location, once': `server {
    add_header X-Frame-Options "DENY" always;
    location / {
        location /another {
            add_header X-Foo foo;
            ^^^^^^^^^^ warning security/add-header-lost
            add_header X-Bar bar;
        }
    }
}`,
  'in a server': `http {
    add_header Strict-Transport-Security max-age=1;
    server {
        add_header X-Foo foo;
        ^^^^^^^^^^ warning security/add-header-lost
    }
}`,
  'add_header_inherit on is the default': `server {
    add_header X-Content-Type-Options nosniff;
    location / {
        add_header_inherit on;
        add_header X-Foo foo;
        ^^^^^^^^^^ warning security/add-header-lost
    }
}`,
});

marked('security/add-header-lost stays silent', {
  repeated: `http {
    add_header X-Frame-Options "DENY" always;
    server {
        location /new-headers {
            add_header X-Frame-Options "DENY" always;
            add_header X-Foo foo;
        }
    }
}`,
  'nothing of its own': `server {
    add_header X-Frame-Options DENY;
    location / { expires 1d; }
}`,
  'headers that protect nothing': `add_header X-Bar bar;
location /new-headers {
    add_header X-Foo foo;
}`,
  'the inner one protects': `add_header X-Bar bar;
location /new-headers {
    add_header X-Frame-Options "DENY" always;
}`,
  'one block': `server {
    add_header X-Frame-Options DENY;
    add_header X-Foo foo;
}`,
  more_set_headers: `server {
    more_set_headers "X-Frame-Options: DENY";
    location / { more_set_headers "X-Foo: foo"; }
}`,
  merged: `server {
    add_header_inherit merge;
    add_header X-Frame-Options DENY;
    location / { add_header X-Foo foo; }
}`,
  'a sibling': `server {
    location /a { add_header X-Frame-Options DENY; }
    location /b { add_header X-Foo foo; }
}`,
});
