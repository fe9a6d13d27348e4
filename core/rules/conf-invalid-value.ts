import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confInvalidValue = nginxRule({
  code: 'conf/invalid-value',
  severity: 'error',
  summary: 'a value that nginx cannot read',
  why: 'A size, a time, a number, an address, a regular expression or one of a few words is read when the configuration is; nginx refuses what it cannot make sense of.',
  mend: 'Sizes are 512, 8k, 10m (offsets also 1g); times are 30s, 5m, 1h 30m, 500ms.',
  silent: ['a value with a variable where nginx computes it for each request'],
  docs: 'nginx, ngx_parse_size and ngx_parse_time in src/core/ngx_parse.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { client_max_body_size 10q; } }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { server { client_max_body_size 10m; } }\n' },
});
