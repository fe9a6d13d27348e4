import { mends, unmendable } from '../testing/mends.js';

mends('security/add-header-lost', {
  'the headers are repeated, in the words of the enclosing block': {
    before: `server {
    add_header X-Frame-Options "DENY" always;
    add_header X-Else else;
    location /a {
        add_header X-Foo foo;
        ^^^^^^^^^^ warning security/add-header-lost
    }
}`,
    title: 'Repeat X-Frame-Options here',
    after: `server {
    add_header X-Frame-Options "DENY" always;
    add_header X-Else else;
    location /a {
        add_header X-Frame-Options "DENY" always;
        add_header X-Foo foo;
    }
}`,
  },
  'several, on one line': {
    before: `http {
    add_header X-Frame-Options DENY;
    add_header Referrer-Policy no-referrer;
    server { add_header X-Foo foo; }
             ^^^^^^^^^^ warning security/add-header-lost
}`,
    title: 'Repeat X-Frame-Options and Referrer-Policy here',
    after: `http {
    add_header X-Frame-Options DENY;
    add_header Referrer-Policy no-referrer;
    server { add_header X-Frame-Options DENY; add_header Referrer-Policy no-referrer; add_header X-Foo foo; }
}`,
  },
});

mends('security/add-header-multiline', {
  'a value becomes one line': {
    before: `add_header Content-Security-Policy "default-src 'self';
                                   ^^^^^^^^^^^^^^^^^^^^ warning security/add-header-multiline
    img-src *";`,
    title: 'Write the value on one line',
    after: `add_header Content-Security-Policy "default-src 'self'; img-src *";`,
  },
});

mends('security/alias-traversal', {
  'a slash ends the location': {
    before: `location ^~ "/files" {
            ^^^^^^^^ warning security/alias-traversal
    alias /home/;
}`,
    title: 'End the location with a slash',
    after: `location ^~ "/files/" {
    alias /home/;
}`,
  },
  'a slash ends both': {
    before: `location /files {
         ^^^^^^ hint security/alias-traversal
    alias "/home";
}`,
    title: 'End both with a slash',
    after: `location /files/ {
    alias "/home/";
}`,
  },
});

mends('security/host-spoofing', {
  'the header': {
    before: `proxy_set_header Host $http_host;
                      ^^^^^^^^^^ warning security/host-spoofing`,
    title: 'Use $host (without a port)',
    after: 'proxy_set_header Host $host;',
  },
  'an argument': {
    before: `proxy_set_header Host "\${arg_host}";
                      ^^^^^^^^^^^^^ warning security/host-spoofing`,
    title: 'Use $host (without a port)',
    after: 'proxy_set_header Host $host;',
  },
});

mends('security/valid-referers', {
  'the word goes': {
    before: `valid_referers server_names
    none
    ^^^^ warning security/valid-referers
    example.com;`,
    title: 'Leave `none` out',
    after: `valid_referers server_names
    example.com;`,
  },
});

unmendable('security/valid-referers without another name', {
  alone: `valid_referers none;
               ^^^^ warning security/valid-referers`,
});

mends('security/splitting', {
  'a redirect keeps what the client sent': {
    before: `return 301 https://$host$uri$is_args$args;
                        ^^^^ warning security/splitting`,
    title: 'Use $request_uri, which is still encoded',
    after: 'return 301 https://$host$request_uri;',
  },
});

mends('security/splitting by a group', {
  'of the location': {
    before: `location ~ "^/a/([^/]+)/([^/.]*)$" {
    return 301 https://x/$1;
                         ^^ warning security/splitting
}`,
    title: 'Leave white space out of the groups: `^/a/([^\\s/]+)/([^\\s/.]*)$`',
    after: `location ~ "^/a/([^\\s/]+)/([^\\s/.]*)$" {
    return 301 https://x/$1;
}`,
  },
  'by its name': {
    before: `location ~ ^/a/(?<Rest>[^/]+)$ {
    add_header X-Rest $rest;
                      ^^^^^ warning security/splitting
}`,
    title: 'Leave white space out of the groups: `^/a/(?<Rest>[^\\s/]+)$`',
    after: `location ~ ^/a/(?<Rest>[^\\s/]+)$ {
    add_header X-Rest $rest;
}`,
  },
});

unmendable('security/splitting by what no set leaves out', {
  'a class': `location ~ ^/a/(\\W+)$ {
    return 301 https://x/$1;
                         ^^ warning security/splitting
}`,
});

unmendable('security/splitting where $request_uri would say more', {
  'something follows': `return 301 https://$host$uri/;
                        ^^^^ warning security/splitting`,
});

mends('security/origins', {
  'the end of an Origin': {
    before: `if ($http_origin !~ ^https://example\\.com) {
                    ^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
    title: 'Use `^https://example\\.com$`',
    after: `if ($http_origin !~ ^https://example\\.com$) {
}`,
  },
  'the end of a Referer': {
    before: `if ($http_referer !~ "^https://example\\.com") {
                     ^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
    title: 'Use `^https://example\\.com(?:/|$)`',
    after: `if ($http_referer !~ "^https://example\\.com(?:/|$)") {
}`,
  },
  'the beginning': {
    before: `if ($http_referer !~ "https://example\\.com/") {
                     ^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
    title: 'Use `^https://example\\.com/`',
    after: `if ($http_referer !~ "^https://example\\.com/") {
}`,
  },
  'a dot': {
    before: `if ($http_origin !~ '^https?://example.com$') {
                    ^^^^^^^^^^^^^^^^^^^^^^^^ information security/origins
}`,
    title: 'Use `^https?://example\\.com$`',
    after: `if ($http_origin !~ '^https?://example\\.com$') {
}`,
  },
  'subdomains, in a map': {
    before: `map $http_origin $cors {
    "~^https://.*example\\.com$" $http_origin;
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
    title: 'Use `^https://(?:[\\w-]+\\.)*example\\.com$`',
    after: `map $http_origin $cors {
    "~^https://(?:[\\w-]+\\.)*example\\.com$" $http_origin;
}`,
  },
});

unmendable('security/origins that may need more than the usual', {
  alternatives: `if ($http_referer !~ "^https?://([^/]+\\.)?a\\.com/|([^/]+\\.)?b\\.com/"){
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/origins
}`,
});
