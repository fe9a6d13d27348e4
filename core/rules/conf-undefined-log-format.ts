import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUndefinedLogFormat = nginxRule({
  code: 'conf/undefined-log-format',
  severity: 'error',
  summary: 'a log format that is not declared before its use',
  why: 'access_log looks for its format when it is read: a log_format further down, or of another name, does not count.',
  mend: 'Put the log_format before the access_log, or correct the name; "combined" is always there.',
  silent: ['a snippet whose surroundings are not known'],
  docs: 'nginx, ngx_http_log_set_log in src/http/modules/ngx_http_log_module.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { access_log logs/a.log main; }\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp { log_format main $request; access_log logs/a.log main; }\n' },
});
