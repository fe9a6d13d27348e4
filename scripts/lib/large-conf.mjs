// A configuration as a company that hosts many sites has it: the same seed gives the same text. nginx would take all of
// it, apart from the certificates that it names.

const some = ['api', 'shop', 'blog', 'media', 'login', 'search', 'mail', 'docs', 'status', 'assets', 'admin'];

/**
 * The text of a configuration.
 * @param next random numbers below 1, as `mulberry32` makes them
 * @param lines how many lines it has, no fewer and few more
 */
export function largeConf(next, lines) {
  const below = (limit) => Math.floor(next() * limit);
  const one = (list) => list[below(list.length)];
  const parts = [top()];
  let count = linesOf(parts[0]) + 1;
  const add = (part) => {
    parts.push(part);
    count += linesOf(part);
  };
  for (let site = 1; count < lines; site += 1) {
    const name = `${one(some)}_${site}`;
    add(upstream(name, { below, one }));
    if (site % 4 === 0) add(map(name, { below, one }));
    add(server(name, { below, one }));
  }
  return `${parts.join('')}}\n`;
}

function linesOf(text) {
  return text.split('\n').length - 1;
}

function top() {
  return `user www-data;
worker_processes auto;
worker_rlimit_nofile 65535;
error_log /var/log/nginx/error.log warn;
pid /run/nginx.pid;

events {
    worker_connections 4096;
    multi_accept on;
}

http {
    default_type application/octet-stream;
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" "$http_user_agent"';
    access_log /var/log/nginx/access.log main buffer=32k flush=5s;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 65s;
    types_hash_max_size 2048;
    gzip on;
    gzip_types text/plain text/css application/json application/javascript;
    limit_req_zone $binary_remote_addr zone=per_ip:10m rate=20r/s;
    limit_conn_zone $binary_remote_addr zone=conns:10m;
    proxy_cache_path /var/cache/nginx levels=1:2 keys_zone=pages:50m inactive=60m;
    lua_package_path "/opt/sites/lua/?.lua;;";
    lua_shared_dict sessions 20m;
    lua_shared_dict counters 5m;
    variables_hash_max_size 8192;
    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' close;
    }
    init_by_lua_block {
        local started = os.time()
        ngx.log(ngx.NOTICE, "started at ", started)
    }

`;
}

function upstream(name, { below }) {
  const servers = Array.from(
    { length: 2 + below(3) },
    (_, index) =>
      `        server 10.0.${below(250)}.${below(250)}:80${80 + index} weight=${1 + below(9)} max_fails=3 fail_timeout=10s;\n`,
  );
  return `    upstream ${name} {
        least_conn;
${servers.join('')}        keepalive ${8 + below(32)};
    }

`;
}

function map(name, { below, one }) {
  const entries = Array.from(
    { length: 4 + below(8) },
    (_, index) => `        ~^/${one(some)}/v${index}(/|$) "${one(some)}-${index}";\n`,
  );
  return `    # Where the old addresses of ${name} lead now
    map $uri $moved_${name} {
        default "";
${entries.join('')}    }

`;
}

function server(name, random) {
  const { below } = random;
  const locations = Array.from({ length: 2 + below(5) }, (_, index) => location(name, index, random));
  const host = name.replaceAll('_', '-');
  return `    # ---- ${name} ----
    server {
        listen 80;
        server_name ${host}.example.com www.${host}.example.com;
        return 301 https://$host$request_uri;
    }
    server {
        listen 443 ssl;
        server_name ${host}.example.com *.${host}.example.com;
        ssl_certificate /etc/ssl/${name}.pem;
        ssl_certificate_key /etc/ssl/${name}.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        root /srv/www/${name};
        index index.html index.htm;
        set $backend ${name};
        add_header Strict-Transport-Security "max-age=31536000" always;

        location / {
            try_files $uri $uri/ @app;
        }
${locations.join('')}        location @app {
            proxy_pass http://${name};
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout ${30 + below(90)}s;
        }
        error_page 500 502 503 504 /50x.html;
        location = /50x.html {
            internal;
            root /usr/share/nginx/html;
        }
    }

`;
}

const kinds = [
  (name, index) => `        location ~* ^/static${index}/.+\\.(?:css|js|png|svg|woff2?)$ {
            expires 30d;
            access_log off;
            add_header Cache-Control "public, immutable";
        }
`,
  (name, index, { below }) => `        location /api/v${index}/ {
            limit_req zone=per_ip burst=${5 + below(30)} nodelay;
            limit_conn conns ${5 + below(20)};
            access_by_lua_block {
                local token = ngx.var.http_authorization
                if not token or #token < 20 then
                    return ngx.exit(ngx.HTTP_UNAUTHORIZED)
                end
                ngx.shared.counters:incr("${name}", 1, 0)
            }
            proxy_pass http://${name}/;
            proxy_set_header Host $host;
            proxy_next_upstream error timeout http_502;
        }
`,
  (name, index, { below }) => `        location ^~ /cached${index} {
            proxy_cache pages;
            proxy_cache_key "$scheme$host$request_uri";
            proxy_cache_valid 200 302 ${1 + below(60)}m;
            proxy_pass http://${name};
        }
`,
  (name, index) => `        location = /health${index} {
            content_by_lua_block {
                ngx.header.content_type = "application/json"
                ngx.say('{"name":"${name}","time":', ngx.now(), '}')
            }
        }
`,
  (name, index, { below }) => `        location /old${index} {
            rewrite ^/old${index}/(\\d+)/(.*)$ /new/$1/$2?from=${name} permanent;
            if ($request_method = POST) {
                return ${405 + below(5)};
            }
            return 404 "nothing here: $uri";
        }
`,
];

function location(name, index, random) {
  return random.one(kinds)(name, index, random);
}
