import { marked } from '../testing/configurations.js';

marked('security/splitting fires', {
  '$uri in a redirect': `return 301 https://$host$uri;
                        ^^^^ warning security/splitting`,
  '$uri with arguments behind it, without a code': `return https://$host$uri$is_args$args;
                    ^^^^ warning security/splitting`,
  'a redirecting rewrite': `rewrite ^ http://some$uri;
                     ^^^^ warning security/splitting`,
  'a named group in a redirecting rewrite is not encoded': `rewrite ^/p/(?<path>\\W*)$ http://storage/$path redirect;
                                         ^^^^^ warning security/splitting`,
  'a header of the answer': `add_header X-Uri $document_uri;
                 ^^^^^^^^^^^^^ warning security/splitting`,
  'a header to the upstream': `proxy_set_header X-Original-Uri "\${uri}";
                                 ^^^^^^ warning security/splitting`,
  'a negated class lets a line feed through': `location ~* ^/test/([^/]+)/ {
    proxy_pass http://10.10.10.10/$1;
                                  ^^ warning security/splitting
}`,
  'by way of set and of a named group': `location ~ /proxy/(a|b)/(?<p>\\W*)$ {
    set $target "http://$1/$p?";
    proxy_pass $target;
               ^^^^^^^ warning security/splitting
}`,
  'by way of a map': `map $uri $name {
    ~^/(?<n>[^/]+)/ $n;
    default x;
}
server {
    add_header X-Name $name;
                      ^^^^^ warning security/splitting
}`,
  more_set_headers: `more_set_headers "X-Uri: $uri";
                         ^^^^ warning security/splitting`,
  'the user that nobody has checked': `add_header X-User $remote_user;
                  ^^^^^^^^^^^^ warning security/splitting`,
});

marked('security/splitting stays silent', {
  'the raw URI': `return 301 https://some$request_uri;`,
  'a code without a value': `return 403;`,
  'the text of an answer': `return 200 "you asked for $uri";`,
  'a numbered group in a redirecting rewrite': `rewrite ^/p/([^/]*)$ http://storage/$1 redirect;`,
  'an internal rewrite': `rewrite ^ /index$uri;`,
  'a dot does not match a line feed': `location ~* ^/test/(.*) {
    proxy_pass http://10.10.10.10/$1;
}`,
  'the other group': `location ~ /proxy/(a|b)/(\\W*)$ {
    set $p $1;
    proxy_pass http://storage/$p;
}`,
  'a variable of nobody': `location ~ /proxy/(a|b)/(\\W*)$ {
    proxy_pass http://storage/$some;
}`,
  'the sets of another location': `server {
    location /a { set $x $uri; }
    location /b { add_header X-X $x; }
}`,
  'a group of a header, which holds no line feed': `if ($http_x ~ "^([^/]+)/") {
    return 302 /x/$1;
}`,
  'arguments, cookies and headers': `add_header X-All "$args $arg_a $cookie_b $http_c $host";`,
  'a constant map': `map $uri $name { ~^/(?<n>[^/]+)/ a; default x; }
server { add_header X-Name $name; }`,
});
