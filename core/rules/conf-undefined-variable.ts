import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUndefinedVariable = nginxRule({
  code: 'conf/undefined-variable',
  severity: 'error',
  summary: 'a variable that nothing declares',
  why: 'nginx looks for every variable that a value uses when it has read the whole configuration, and refuses to start where no module, set, map or named group has it.',
  mend: 'Correct the name, or declare it: set $name value, map, or a named group in a regular expression. Variables of the request begin with $http_, $arg_, $cookie_ …',
  silent: [
    'a configuration that includes a file which is not here',
    'a snippet whose surroundings are not known',
  ],
  docs: 'nginx, ngx_http_variables_init_vars in src/http/ngx_http_variables.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { location / { return 200 $nmae; } } }\n' },
  good: {
    'conf/nginx.conf': 'events {}\nhttp { server { set $name x; location / { return 200 $name; } } }\n',
  },
});
