import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUndefinedUpstream = nginxRule({
  code: 'conf/undefined-upstream',
  severity: 'warning',
  summary: 'a name that looks like an upstream and is none',
  why: 'A name without an upstream block is taken for a host: nginx looks it up when it starts, and refuses to start where there is none.',
  mend: 'Correct the name, or add the upstream block.',
  silent: ['a host name with a dot, a port or an address', 'a configuration without any upstream block'],
  docs: 'nginx, ngx_http_upstream_add in src/http/ngx_http_upstream.c',
  bad: {
    'conf/nginx.conf':
      'events {}\nhttp { upstream backend { server 127.0.0.1:81; } server { location / { proxy_pass http://bakend; } } }\n',
  },
  good: {
    'conf/nginx.conf':
      'events {}\nhttp { upstream backend { server 127.0.0.1:81; } server { location / { proxy_pass http://backend; } } }\n',
  },
});
