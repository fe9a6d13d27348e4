import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confDuplicate = nginxRule({
  code: 'conf/duplicate',
  severity: 'error',
  summary: 'the same thing said twice in one block',
  why: 'Most directives may stand once in a block; two locations of one server, two upstreams and two shared zones may not have one name.',
  mend: 'Take one of the two away. A block inside may say it again: that replaces the value there.',
  silent: ['the same directive in a block inside, which replaces the value'],
  docs: 'nginx, ngx_conf_set_flag_slot and others in src/core/ngx_conf_file.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { root /srv; gzip on; gzip off; } }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { gzip on; server { root /srv; gzip off; } }\n' },
});
