import { marked } from '../testing/configurations.js';

marked('security/ssrf fires', {
  'an argument': `location /proxy/ {
    proxy_pass $arg_some;
               ^^^^^^^^^ warning security/ssrf
}`,
  'the scheme, with whatever follows': `location ~ /proxy/$ {
    proxy_pass $http_proxy_scheme://some/file.conf;
               ^^^^^^^^^^^^^^^^^^ warning security/ssrf
}`,
  'a group that is the host': `location ~ ^/proxy/([^/\\s]+)/(.*)$ {
    proxy_pass http://$1/$2;
                      ^^ warning security/ssrf
}`,
  'by way of set': `location ~* ^/internal-proxy/(https?)/(.*?)/(.*) {
    set $proxy_protocol $1;
    set $proxy_host $2;
    set $proxy_path $3;
    proxy_pass $proxy_protocol://$proxy_host/$proxy_path ;
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning security/ssrf
}`,
  'the end of the host': `location ~* ^/backend/(?<path>.*) {
    proxy_pass http://some$path;
                          ^^^^^ warning security/ssrf
}`,
  'the middle of the host, which a slash can end': `location /backend/ {
    proxy_pass http://some\${arg_la}.example;
                          ^^^^^^^^^ warning security/ssrf
}`,
  'the Host header': `location / {
    proxy_pass http://$http_host$request_uri;
                      ^^^^^^^^^^ warning security/ssrf
}`,
  'the host of a server for all names': `server {
    server_name _;
    location / { proxy_pass http://$host:8080; }
                                   ^^^^^ warning security/ssrf
}`,
  'a whole URL where slashes are not merged': `server {
    merge_slashes off;
    location ~ /proxy/(?<proxy>.*)$ {
        proxy_pass $proxy;
                   ^^^^^^ warning security/ssrf
    }
}`,
});

marked('security/ssrf stays silent', {
  'an internal location': `location /proxy/ {
    internal;
    proxy_pass $arg_some;
}`,
  'a named location': `location @proxy {
    proxy_pass http://$http_x;
}`,
  'behind the host': `location ~ /proxy/(.*)$ {
    proxy_pass http://yastatic.net/$1;
}`,
  'a URI begins with a slash': `location /backend/ {
    proxy_pass http://some$request_uri;
}`,
  'also by way of set': `location / {
    set $upstream "http://some$request_uri";
    proxy_pass $upstream;
}`,
  'a group without a dot': `location ~ ^/([a-z]+)/ {
    proxy_pass http://$1.internal;
}`,
  'a group that a constant follows': `location ~ ^/([\\w.-]+)/ {
    proxy_pass http://$1.internal/;
}`,
  'spelt-out choices': `location ~ ^/(a\\.com|b\\.com)/ {
    proxy_pass http://$1/;
}`,
  'a map': `map $arg_to $upstream { a 10.0.0.1; default 10.0.0.2; }
server { location / { proxy_pass http://$upstream; } }`,
  'the host of a server with names': `server {
    server_name a.example;
    location / { proxy_pass http://$host; }
}`,
  'merged slashes leave no http://': `location ~ /proxy/(?<proxy>.*)$ {
    proxy_pass $proxy;
}`,
  'what Lua sets': `location / {
    set $target "";
    access_by_lua_block { ngx.var.target = "10.0.0.1" }
    proxy_pass http://$target;
}`,
});
