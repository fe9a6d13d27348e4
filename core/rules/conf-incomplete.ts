import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confIncomplete = nginxRule({
  code: 'conf/incomplete',
  severity: 'error',
  summary: 'something that nginx cannot do without is missing',
  why: 'A configuration without events, an upstream without servers, a certificate without its key: nginx says so when it has read everything, and refuses to start.',
  mend: 'Add what is missing.',
  silent: ['where an included file that is not here may hold it'],
  docs: 'nginx, ngx_event_init_conf in src/event/ngx_event.c',
  bad: { 'conf/nginx.conf': 'http { server { listen 8080; } }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { server { listen 8080; } }\n' },
});
