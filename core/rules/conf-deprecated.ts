import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confDeprecated = nginxRule({
  code: 'conf/deprecated',
  severity: 'warning',
  summary: 'a directive that nginx takes, but no more for long',
  why: 'nginx goes on with a warning; the directive, or the way it is written, may be refused by a later release.',
  mend: 'Say it as the message says.',
  docs: 'nginx, ngx_http_v2_obsolete in src/http/v2/ngx_http_v2_module.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { http2_idle_timeout 3m; }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { keepalive_timeout 3m; }\n' },
});
