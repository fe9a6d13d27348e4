import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUnknownDirective = nginxRule({
  code: 'conf/unknown-directive',
  severity: 'error',
  summary: 'no module of nginx or OpenResty has a directive of this name',
  why: 'nginx refuses a configuration with a name that none of its modules has, and says so for the first only. Directives of modules that are not known here can be added by the setting openresty.modules.',
  mend: 'Correct the name, or tell the module: the setting openresty.modules takes directives with their contexts and numbers of arguments.',
  silent: ['what a template fills in before nginx reads the file'],
  docs: 'nginx, ngx_conf_handler in src/core/ngx_conf_file.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { listn 8080; } }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { server { listen 8080; } }\n' },
});
