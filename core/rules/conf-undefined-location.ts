import { nginxRule } from './nginx-faults.js';

/** What nginx says: see `core/nginx/validate`. */
export const confUndefinedLocation = nginxRule({
  code: 'conf/undefined-location',
  severity: 'warning',
  summary: 'a named location that the server does not have',
  why: 'nginx does not look for the location when it starts; the request that is sent there is answered 500 and logged as "could not find named location".',
  mend: 'Correct the name, or add the location to the same server: named locations of other servers do not count.',
  silent: ['a server that includes a file which is not here', 'a name with a variable'],
  docs: 'nginx, ngx_http_named_location in src/http/ngx_http_core_module.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp { server { location / { try_files $uri @app; } } }\n' },
  good: {
    'conf/nginx.conf':
      'events {}\nhttp { server { location / { try_files $uri @app; } location @app { return 404; } } }\n',
  },
});
