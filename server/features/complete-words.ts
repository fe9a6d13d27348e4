import type { ValueKind } from '../../core/nginx/index.js';

/** Values that people choose from, where nginx itself takes any: a word and what it says. */
export type Choice = readonly [label: string, detail?: string];

const sizes = '1k 4k 8k 16k 32k 64k 128k 1m 8m 10m 16m 100m'.split(' ');

export const statuses: readonly Choice[] = [
  ['200', 'OK'],
  ['201', 'Created'],
  ['204', 'No Content'],
  ['301', 'Moved Permanently'],
  ['302', 'Found'],
  ['303', 'See Other'],
  ['304', 'Not Modified'],
  ['307', 'Temporary Redirect'],
  ['308', 'Permanent Redirect'],
  ['400', 'Bad Request'],
  ['401', 'Unauthorized'],
  ['403', 'Forbidden'],
  ['404', 'Not Found'],
  ['405', 'Not Allowed'],
  ['408', 'Request Time-out'],
  ['409', 'Conflict'],
  ['410', 'Gone'],
  ['413', 'Request Entity Too Large'],
  ['415', 'Unsupported Media Type'],
  ['429', 'Too Many Requests'],
  ['444', 'nginx closes the connection and sends nothing'],
  ['495', 'client certificate error'],
  ['496', 'no client certificate'],
  ['497', 'plain HTTP sent to an HTTPS port'],
  ['499', 'the client closed the connection'],
  ['500', 'Internal Server Error'],
  ['501', 'Not Implemented'],
  ['502', 'Bad Gateway'],
  ['503', 'Service Temporarily Unavailable'],
  ['504', 'Gateway Time-out'],
  ['507', 'Insufficient Storage'],
];

export const methods =
  'GET HEAD POST PUT DELETE PATCH OPTIONS PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK'.split(' ');

export const mimeTypes =
  'text/plain text/html text/css text/xml text/javascript text/csv text/event-stream application/json application/javascript application/xml application/xhtml+xml application/rss+xml application/atom+xml application/ld+json application/manifest+json application/octet-stream application/pdf application/wasm application/zip application/x-www-form-urlencoded image/svg+xml image/png image/jpeg image/gif image/webp image/avif image/x-icon font/woff font/woff2 font/ttf font/otf audio/mpeg video/mp4 video/webm'.split(
    ' ',
  );

const requestHeaders =
  'Host X-Real-IP X-Forwarded-For X-Forwarded-Proto X-Forwarded-Host X-Forwarded-Port X-Request-ID Upgrade Connection Authorization Accept-Encoding Content-Type Content-Length Cookie Origin Referer User-Agent'.split(
    ' ',
  );

const responseHeaders =
  'Cache-Control Content-Type Content-Security-Policy Strict-Transport-Security X-Frame-Options X-Content-Type-Options Referrer-Policy Permissions-Policy Access-Control-Allow-Origin Access-Control-Allow-Methods Access-Control-Allow-Headers Access-Control-Allow-Credentials Access-Control-Max-Age Location Vary Link Set-Cookie Server X-Powered-By'.split(
    ' ',
  );

/** Suggestions for a value of a kind; `typed` is what stands before the cursor. */
export function choicesOf(kind: ValueKind, typed: string, directive: string): readonly Choice[] {
  const digits = /^\d+$/.test(typed) ? typed : undefined;
  switch (kind) {
    case 'size':
      return digits
        ? [
            [`${digits}k`, 'kilobytes'],
            [`${digits}m`, 'megabytes'],
          ]
        : plain(sizes);
    case 'offset':
      return digits
        ? [
            [`${digits}k`, 'kilobytes'],
            [`${digits}m`, 'megabytes'],
            [`${digits}g`, 'gigabytes'],
          ]
        : plain([...sizes, '1g', '10g']);
    case 'time':
    case 'seconds':
      return times(digits, kind === 'time');
    case 'status':
      return statuses;
    case 'method':
      return plain(methods);
    case 'mime':
      return plain(mimeTypes);
    case 'header':
      return plain(
        /^(?:add_|more_set_headers|more_clear_headers|.*_hide_header|.*_pass_header)/.test(directive)
          ? responseHeaders
          : requestHeaders,
      );
    case 'server name':
      return [['localhost'], ['_', 'a name that no request asks for'], ['$hostname', "the machine's name"]];
    case 'cidr':
      return [
        ['127.0.0.1'],
        ['::1'],
        ['10.0.0.0/8', 'private'],
        ['172.16.0.0/12', 'private'],
        ['192.168.0.0/16', 'private'],
        ['fc00::/7', 'private'],
      ];
    case 'address':
      return addresses(directive);
    case 'port':
      return plain(['80', '443', '8080', '8443']);
    default:
      return [];
  }
}

function times(digits: string | undefined, milliseconds: boolean): readonly Choice[] {
  if (digits === undefined) {
    const short: Choice[] = milliseconds ? [['500ms', 'half a second']] : [];
    return [...short, ...plain(['1s', '5s', '10s', '30s', '60s', '5m', '10m', '1h', '12h', '1d', '30d'])];
  }
  const units: Choice[] = [
    [`${digits}s`, 'seconds'],
    [`${digits}m`, 'minutes'],
    [`${digits}h`, 'hours'],
    [`${digits}d`, 'days'],
  ];
  return milliseconds ? [[`${digits}ms`, 'milliseconds'], ...units] : units;
}

function addresses(directive: string): readonly Choice[] {
  if (directive === 'listen')
    return [
      ['[::]:80', 'IPv6'],
      ['[::]:443', 'IPv6'],
      ['127.0.0.1:8080'],
      ['unix:', 'a socket in the file system'],
    ];
  if (directive === 'resolver') return [['127.0.0.1'], ['127.0.0.11', "Docker's"], ['1.1.1.1'], ['8.8.8.8']];
  return [['127.0.0.1:8080'], ['unix:', 'a socket in the file system']];
}

/** What the words of some arguments say, by directive and word. */
export const wordDetails: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  location: {
    '=': 'exactly this URI',
    '^~': 'this prefix, before any regular expression',
    '~': 'a regular expression',
    '~*': 'a regular expression that does not tell upper from lower case',
  },
  rewrite: {
    last: 'look for a location with the new URI',
    break: 'stay in this location with the new URI',
    redirect: 'answer 302',
    permanent: 'answer 301',
  },
};

function plain(labels: readonly string[]): readonly Choice[] {
  return labels.map((label) => [label]);
}
