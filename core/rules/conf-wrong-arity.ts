import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confWrongArity = nginxRule({
  code: 'conf/wrong-arity',
  severity: 'error',
  summary: 'too few or too many arguments, or a block where there should be none',
  why: 'nginx counts the arguments of each directive before it looks at them. A missing ";" often shows itself so: the next line becomes arguments.',
  mend: 'Look at the directive\'s syntax; where the next line was swallowed, put the ";".',
  docs: 'nginx, ngx_conf_handler in src/core/ngx_conf_file.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { root /srv /www; } }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { server { root /srv; } }\n' },
});
