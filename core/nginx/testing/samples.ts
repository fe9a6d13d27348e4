/** nginx refuses to start, even to test, where it may not write; in its prefix it may. */
const HTTP_PATHS =
  'access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;';

/** Puts those lines behind the first `http {`, on the same line so that line numbers stay. */
export function withWritablePaths(conf: string): string {
  return conf.replace(/^(\s*http\s*\{)/m, `$1 ${HTTP_PATHS}`);
}

/** Configurations that nginx accepts, each full of other corners of its language. */
export const SAMPLES: readonly [string, ...string[]] = [
  `worker_processes  2; # two of them
events { worker_connections 64; }
http {
    default_type "text/plain";
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" '
                    '"$http_user_agent"';
    sendfile on; keepalive_timeout 65;
    server {
        listen 8080 default_server;
        server_name example.org "www.example.org" ~^(?<sub>\\w+)\\.example\\.org$;
        # a comment; with { all } the "marks'
        location / { root html; index index.html index.htm; }
        location ~ \\.php$ { return 404; }
        location ~* "\\.(?:css|js){1}$" { expires 30d; add_header X-Kind 'asset "quoted"'; }
        if ($request_method = POST) { return 405; }
        error_page 500 502 503 504 /50x.html;
        location = /50x.html { internal; }
    }
}
`,
  `events{}
http{
  types { text/html html htm; image/png png; application/x-x "x y"; }
  map $http_host $backend { hostnames; default a; *.example.com "b c"; ~^www\\d+ 'd;e'; # in a map
    "" none; }
  geo $where { default 0; 127.0.0.0/8 1; ranges_are_not_used 2; }
  server { listen 127.0.0.1:8081; set $x "\${http_host}x\\"y\\\\";
    location /a { rewrite ^/a/(.*)\\;$ /b/$1 break; return 200 "multi
line; { value }\\n"; }
    location /b { add_header A "a" ; add_header
      B
      'b'
      ;
    }
  }
}
`.replace(' ranges_are_not_used 2;', ''),
  `events {}
http {
  lua_shared_dict hits 1m;
  lua_package_path "$prefix/lua/?.lua;;";
  server {
    listen 8082;
    location /one {
      content_by_lua_block {
        -- a brace } in a comment
        local t = { a = { 1, 2 }, ["}"] = '}' } --[[ long } comment
        over lines { ]] local s = [==[ }}} ]] ]==]
        ngx.say("hello \\"}\\" ", t["}"], s, '\\'{')
      }
    }
    location /two {
      set_by_lua_block $sum { return 1 + 1 }
      access_by_lua_block { if ngx.var.x then ngx.exit(403) end }
      content_by_lua 'ngx.say("two", "\\n", \\'quoted\\')';
      log_by_lua_block { return }
    }
    location /three { rewrite_by_lua "ngx.req.set_header('a', \\"b\\")"; return 200 "three\\n"; }
  }
  init_worker_by_lua_block {
    local a = ...
    x = a and a[1] or {}
  }
}
`,
  `user\tnobody;\r
events\r
{\r
  worker_connections 16;\r
}\r
http\r
{\r
  upstream back { server 127.0.0.1:9; keepalive 4; }\r
  server\r
  {\r
    listen 8083;\r
    location / {\r
      proxy_set_header Host $host:$server_port;\r
      proxy_set_header X "a\\tb"; # tab\r
      proxy_pass http://back;\r
      limit_except GET { deny all; }\r
    }\r
  }\r
  split_clients "\${remote_addr}AAA" $variant { 0.5% .one; 2.0% .two; * ""; }\r
}\r
`.replace('user\tnobody;\r\n', ''),
];
