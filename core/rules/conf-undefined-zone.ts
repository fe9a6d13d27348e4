import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUndefinedZone = nginxRule({
  code: 'conf/undefined-zone',
  severity: 'error',
  summary: 'a zone of shared memory that nothing makes',
  why: 'limit_req, limit_conn, proxy_cache and others name a zone of shared memory; nginx refuses to start where no directive says how large it is.',
  mend: 'Declare it at the http level: limit_req_zone, limit_conn_zone, proxy_cache_path … keys_zone=name:10m.',
  silent: ['a snippet whose surroundings are not known'],
  docs: 'nginx, ngx_init_cycle in src/core/ngx_cycle.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { limit_req zone=one; } }\n' },
  good: {
    'conf/nginx.conf':
      'events {}\nhttp { limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s; server { limit_req zone=one; } }\n',
  },
});
