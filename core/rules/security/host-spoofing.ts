import type { LocatedDirective, Word } from '../../nginx/index.js';
import { argsOf, findings, named, type ConfFix, type ConfView, type Mark } from '../configuration/view.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/host-spoofing';

/** The upstream is told a host that the client chose freely. */
export const hostSpoofing: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'the upstream gets a Host header that nginx did not check',
  why:
    'nginx chooses the server by the host of the request line where that has one (`GET http://good.example/ HTTP/1.1`), and by the Host header ' +
    'otherwise. `$host` is that host, validated and in lower case. `$http_host` is the header whatever the request line says, so a client can ask ' +
    'for a server that you have and tell the application behind it another name, which then stands in its links, its cache keys and its mails. ' +
    'An argument of the request (`$arg_host`) is not checked at all.',
  mend: 'Pass `$host`; with a port other than the usual ones `$host:$server_port`. Where there is one name only, `$server_name`.',
  silent: [
    '`$host`, `$server_name`, `$proxy_host`, a constant',
    'other headers, such as X-Forwarded-Host',
    'a variable that a `map` or a `set` makes',
  ],
  docs: 'nginx, http core module, $host; src/http/ngx_http_request.c; gixy, host_spoofing',
  bad: { 'conf/nginx.conf': example('$http_host') },
  good: { 'conf/nginx.conf': example('$host') },
  check: (context) => findings(context, code, check, { templates: true }),
};

function example(value: string): string {
  return `events {}
http {
    server {
        location / {
            proxy_set_header Host ${value};
            proxy_pass http://127.0.0.1:8081;
        }
    }
}
`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'proxy_set_header', 'grpc_set_header')) {
    const [header, value] = argsOf(at);
    if (header?.value.toLowerCase() !== 'host' || value === undefined) continue;
    if (/^\$\{?http_host\}?$/i.test(value.value)) {
      yield {
        at,
        span: value.span,
        severity: 'warning',
        message:
          '`$http_host` is the Host header as the client wrote it, also where nginx chose the server by the request line: the upstream can be told any name. `$host` is the checked one.',
        fixes: [useHost(at, value)],
      };
    } else if (/^\$\{?(?:arg|cookie)_/i.test(value.value)) {
      yield {
        at,
        span: value.span,
        severity: 'warning',
        message: `The client chooses \`${value.value}\` freely: the upstream can be told any name.`,
        fixes: [useHost(at, value)],
      };
    }
  }
}

function useHost(at: LocatedDirective, { span }: Word): ConfFix {
  return { title: 'Use $host (without a port)', edits: [{ at, span, newText: '$host' }] };
}
