import type { DocEntry } from './entry.js';

type Constant = readonly [name: string, value: number, text: string, since?: string];

const manual = 'https://github.com/openresty/lua-nginx-module';

function constants(section: string, rows: readonly Constant[]): readonly DocEntry[] {
  return rows.map(([name, value, text, since]) => ({
    name,
    kind: 'constant',
    syntax: [`${name} -- ${value}`],
    ...(since === undefined ? {} : { since }),
    text,
    url: `${manual}#${section}`,
  }));
}

const core = constants('core-constants', [
  ['ngx.OK', 0, 'Success. `ngx.exit(ngx.OK)` ends the phase and lets nginx go on with the next one.'],
  ['ngx.ERROR', -1, 'Failure. `ngx.exit(ngx.ERROR)` breaks the request off.'],
  ['ngx.AGAIN', -2, 'nginx’s number for “not yet”. No call of ngx_lua takes it.'],
  ['ngx.DONE', -4, 'nginx’s number for “done by someone else”. No call of ngx_lua takes it.'],
  [
    'ngx.DECLINED',
    -5,
    '`ngx.exit(ngx.DECLINED)` leaves the phase’s other handlers to decide, and in a balancer the next peer.',
    '0.5.0rc19',
  ],
]);

const methods = constants('http-method-constants', [
  [
    'ngx.HTTP_GET',
    2,
    'GET as `ngx.location.capture` and `ngx.req.set_method` take it. `ngx.req.get_method` returns the text `"GET"`.',
  ],
  ['ngx.HTTP_HEAD', 4, 'HEAD: the answer has no body.'],
  ['ngx.HTTP_POST', 8, 'POST. A subrequest that is one sends the request’s body on, or its option `body`.'],
  ['ngx.HTTP_PUT', 16, 'PUT. A subrequest that is one sends the request’s body on, or its option `body`.'],
  ['ngx.HTTP_DELETE', 32, 'DELETE: removes what the URI names.'],
  ['ngx.HTTP_MKCOL', 64, 'MKCOL, of WebDAV: makes a folder.'],
  ['ngx.HTTP_COPY', 128, 'COPY, of WebDAV: makes a copy.'],
  ['ngx.HTTP_MOVE', 256, 'MOVE, of WebDAV: renames.'],
  ['ngx.HTTP_OPTIONS', 512, 'OPTIONS: what a browser asks with before some requests to other sites.'],
  ['ngx.HTTP_PROPFIND', 1024, 'PROPFIND, of WebDAV: asks for properties.'],
  ['ngx.HTTP_PROPPATCH', 2048, 'PROPPATCH, of WebDAV: changes properties.'],
  ['ngx.HTTP_LOCK', 4096, 'LOCK, of WebDAV: keeps others from changing.'],
  ['ngx.HTTP_UNLOCK', 8192, 'UNLOCK, of WebDAV: ends a LOCK.'],
  ['ngx.HTTP_PATCH', 16384, 'PATCH: changes a part.'],
  ['ngx.HTTP_TRACE', 32768, 'TRACE. nginx itself answers it with 405.'],
]);

const later = '0.9.20';

const statuses = constants('http-status-constants', [
  ['ngx.HTTP_CONTINUE', 100, 'The client may send the body.', later],
  [
    'ngx.HTTP_SWITCHING_PROTOCOLS',
    101,
    'The connection goes on with another protocol, such as WebSocket.',
    later,
  ],
  ['ngx.HTTP_OK', 200, 'All went well. It is what an answer has unless told otherwise.'],
  ['ngx.HTTP_CREATED', 201, 'Something new was made; `Location` names it.'],
  ['ngx.HTTP_ACCEPTED', 202, 'The work was taken and is not done yet.', later],
  ['ngx.HTTP_NO_CONTENT', 204, 'All went well, and there is no body: write none.', later],
  ['ngx.HTTP_PARTIAL_CONTENT', 206, 'A part of the body, as the client’s `Range` asked.', later],
  ['ngx.HTTP_SPECIAL_RESPONSE', 300, 'From this number on `ngx.exit` sends nginx’s page for the status.'],
  ['ngx.HTTP_MOVED_PERMANENTLY', 301, 'A redirect that clients may remember for ever.'],
  [
    'ngx.HTTP_MOVED_TEMPORARILY',
    302,
    'A redirect for this time; what `ngx.redirect` sends unless told otherwise.',
  ],
  ['ngx.HTTP_SEE_OTHER', 303, 'A redirect that the client follows with GET, behind a form for example.'],
  ['ngx.HTTP_NOT_MODIFIED', 304, 'What the client has is still good; no body.'],
  ['ngx.HTTP_TEMPORARY_REDIRECT', 307, 'A redirect for this time that keeps method and body.', later],
  ['ngx.HTTP_PERMANENT_REDIRECT', 308, 'A redirect for ever that keeps method and body.'],
  ['ngx.HTTP_BAD_REQUEST', 400, 'The request makes no sense.'],
  ['ngx.HTTP_UNAUTHORIZED', 401, 'The client must log in; `WWW-Authenticate` says how.'],
  ['ngx.HTTP_PAYMENT_REQUIRED', 402, 'Payment is asked for; there is no standard behind it.', later],
  ['ngx.HTTP_FORBIDDEN', 403, 'Refused, and logging in does not help.'],
  ['ngx.HTTP_NOT_FOUND', 404, 'There is nothing here.'],
  ['ngx.HTTP_NOT_ALLOWED', 405, 'Not with this method.'],
  ['ngx.HTTP_NOT_ACCEPTABLE', 406, 'Not to be had in a form that the client accepts.', later],
  ['ngx.HTTP_REQUEST_TIMEOUT', 408, 'The client took too long to send.', later],
  [
    'ngx.HTTP_CONFLICT',
    409,
    'It contradicts the present state, for example a change that came between.',
    later,
  ],
  ['ngx.HTTP_GONE', 410, 'It was here and will not come back.'],
  ['ngx.HTTP_UPGRADE_REQUIRED', 426, 'Only with another protocol.', later],
  [
    'ngx.HTTP_TOO_MANY_REQUESTS',
    429,
    'The client is over its limit. Count limits in `ngx.shared`, not in a module.',
    later,
  ],
  ['ngx.HTTP_CLOSE', 444, 'nginx’s own: closes the connection without any answer.', later],
  ['ngx.HTTP_ILLEGAL', 451, 'Not to be shown for reasons of law.', later],
  ['ngx.HTTP_INTERNAL_SERVER_ERROR', 500, 'The server failed; what an uncaught Lua error becomes.'],
  ['ngx.HTTP_NOT_IMPLEMENTED', 501, 'The server cannot do this.'],
  ['ngx.HTTP_METHOD_NOT_IMPLEMENTED', 501, 'The older name of `ngx.HTTP_NOT_IMPLEMENTED`.'],
  ['ngx.HTTP_BAD_GATEWAY', 502, 'The upstream’s answer was none.', later],
  ['ngx.HTTP_SERVICE_UNAVAILABLE', 503, 'Not at the moment: too busy, or at work on it.'],
  ['ngx.HTTP_GATEWAY_TIMEOUT', 504, 'The upstream took too long.', '0.3.1rc38'],
  ['ngx.HTTP_VERSION_NOT_SUPPORTED', 505, 'Not with this version of HTTP.', later],
  ['ngx.HTTP_INSUFFICIENT_STORAGE', 507, 'There is no room to store it.', later],
]);

const levels = constants('nginx-log-level-constants', [
  ['ngx.STDERR', 0, 'The highest level for `ngx.log`: always written.'],
  ['ngx.EMERG', 1, 'The system cannot be used.'],
  ['ngx.ALERT', 2, 'Something must be done at once.'],
  ['ngx.CRIT', 3, 'A serious failure.'],
  ['ngx.ERR', 4, 'A failure. `error_log` without a level lets this and higher ones through.'],
  [
    'ngx.WARN',
    5,
    'Something that should not be, and that went well. Not written unless `error_log` has the level `warn` or lower.',
  ],
  [
    'ngx.NOTICE',
    6,
    'Something worth knowing; the level of `print`. Not written unless `error_log` has the level `notice` or lower.',
  ],
  ['ngx.INFO', 7, 'For information. Not written unless `error_log` has the level `info` or `debug`.'],
  ['ngx.DEBUG', 8, 'For finding faults. Written only by an nginx that was built with `--with-debug`.'],
]);

export const constantEntries: readonly DocEntry[] = [
  ...core,
  {
    name: 'ngx.null',
    kind: 'constant',
    syntax: ['ngx.null'],
    text: 'A value for “nothing” where `nil` cannot stand, such as in a table: what Redis, MySQL and JSON call null. It is a light userdata and **counts as true** in a condition: compare with `== ngx.null`. The same value as `cjson.null`.',
    url: `${manual}#core-constants`,
  },
  ...methods,
  ...statuses,
  ...levels,
];
