import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confWrongContext = nginxRule({
  code: 'conf/wrong-context',
  severity: 'error',
  summary: 'a directive in a block where nginx does not take it',
  why: 'Each command of a module names the blocks that it may stand in; anywhere else nginx refuses it, although the name is right.',
  mend: 'Move it to a block that its documentation names. The top of a snippet is read in the blocks that include it; where nobody includes it, a comment such as "# openresty-lens: context server" at its top says which one is meant.',
  silent: ['a snippet that fits at least one of the blocks that it could belong to'],
  docs: 'nginx, ngx_conf_handler in src/core/ngx_conf_file.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { worker_connections 512; } }\n' },
  good: { 'conf/nginx.conf': 'events { worker_connections 512; }\nhttp { server { listen 8080; } }\n' },
});
