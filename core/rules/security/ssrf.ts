import { bytesOf, hasByte, type LocatedDirective } from '../../nginx/index.js';
import { argumentValues, type ValuePart } from '../configuration/request-values.js';
import {
  argsOf,
  enclosing,
  findings,
  isFilledIn,
  named,
  nameOf,
  spanIn,
  type ConfView,
  type Mark,
} from '../configuration/view.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/ssrf';

/** The client says which host nginx sends the request to. */
export const ssrf: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'the client chooses the host that nginx sends the request to',
  why:
    'A `proxy_pass` with variables is put together for each request. Where the client’s text stands before the first slash behind `://`, it is ' +
    'the host, or its end, that they choose: also names and addresses that only this machine reaches (metadata services, an admin port).',
  mend:
    'Let a `map` with a fixed list choose the upstream, or narrow the group to what a name may be, without a dot: `([a-z]+)\\.internal`. A ' +
    'location that only nginx itself goes to is marked `internal`.',
  silent: [
    'variables behind the host (`http://backend/$1`, `http://backend$request_uri`)',
    'groups without a dot; groups that a constant follows, if they cannot end the host (`http://$1.internal` with `([\\w.-]+)`)',
    '`internal` locations; `map`, `geo` with constant values; variables that Lua sets',
    '`$host` in a server with constant names',
  ],
  docs: 'nginx, proxy module, proxy_pass; CWE-918; gixy, ssrf',
  bad: { 'conf/nginx.conf': example('location ~ ^/proxy/([\\w.-]+)/(.*)$', 'http://$1/$2') },
  good: { 'conf/nginx.conf': example('location ~ ^/proxy/([a-z]+)/(.*)$', 'http://$1.internal/$2') },
  check: (context) => findings(context, code, check),
};

function example(location: string, url: string): string {
  return `events {}
http {
    resolver 127.0.0.1;
    server {
        ${location} {
            proxy_pass ${url};
        }
    }
}
`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass')) {
    const [word] = argsOf(at);
    if (!word || isFilledIn(word) || isInternal(at)) continue;
    const hasScheme = ['proxy_pass'].includes(nameOf(at));
    const chosen = argumentValues(at, 0, view)
      .map((parts) => chosenHost(parts, hasScheme, at))
      .find((one) => one !== undefined);
    if (!chosen) continue;
    const source = [`$${chosen.name}`, `\${${chosen.name}}`].find((one) => word.raw.includes(one));
    const via = source === undefined ? ` (by way of ${word.value})` : '';
    yield {
      at,
      span: source === undefined ? word.span : spanIn(word, source),
      severity: 'warning',
      message: `The client chooses \`$${chosen.name}\`${via}, and with it the host that nginx connects to.`,
      related: chosen.from.map((from) => ({
        at: from,
        message: `${from.directive.name.value}: where the value comes from`,
      })),
    };
  }
}

/** A location that no client can ask for: `internal`, or a named one. */
function isInternal(at: LocatedDirective): boolean {
  for (let location = enclosing(at, 'location'); location; location = enclosing(location, 'location')) {
    if (argsOf(location)[0]?.value.startsWith('@')) return true;
    if (location.children.some((one) => nameOf(one) === 'internal')) return true;
  }
  return false;
}

type ClientPart = Extract<ValuePart, { kind: 'client' }>;

/** What ends the host in a URL. */
const HOST_END = bytesOf('/?#');

/** The part of a URL by which the client chooses the host; undefined where it is somebody else's. */
function chosenHost(
  parts: readonly ValuePart[],
  hasScheme: boolean,
  at: LocatedDirective,
): ClientPart | undefined {
  let inHost = !hasScheme;
  let before = '';
  let suspect: ClientPart | undefined;
  for (const part of parts) {
    if (part.kind === 'unknown') {
      if (inHost && !endsHost(suspect)) suspect = undefined;
    } else if (part.kind === 'client') {
      if (!inHost) {
        if (choosesUrl(part)) return part;
        continue;
      }
      if (part.beginsWithSlash) return suspect;
      if (suspect === undefined && choosesHost(part, at)) suspect = part;
    } else {
      before += part.text;
      if (!inHost) {
        const scheme = before.indexOf('://');
        if (scheme < 0) continue;
        inHost = true;
        before = before.slice(scheme + 3);
      }
      const own = part.text.slice(
        Math.max(0, part.text.indexOf('://') + 3 * Number(part.text.includes('://'))),
      );
      if (/[/?#]/.test(own)) return suspect && (isPort(own) || endsHost(suspect)) ? suspect : undefined;
      // A constant behind the client's text keeps the domain, unless that text can end the host itself.
      if (suspect && own !== '' && !own.startsWith(':') && !endsHost(suspect)) suspect = undefined;
    }
  }
  return suspect;
}

/** Nothing of the host, or its port only, stands before the end. */
function isPort(text: string): boolean {
  return /^(?::\d*)?[/?#]/.test(text);
}

function endsHost(part: ClientPart | undefined): boolean {
  return part !== undefined && (part.bytes & HOST_END) !== 0n;
}

/** The whole URL with its `http://`. */
function choosesUrl({ bytes, mergesSlashes, beginsWithSlash }: ClientPart): boolean {
  return hasByte(bytes, ':') && hasByte(bytes, '/') && !mergesSlashes && !beginsWithSlash;
}

function choosesHost({ name, bytes }: ClientPart, at: LocatedDirective): boolean {
  return hasByte(bytes, '.') && (name !== 'host' || takesAnyHost(at));
}

/** Whether the server in view answers to every name. */
function takesAnyHost(at: LocatedDirective): boolean {
  const server = enclosing(at, 'server');
  if (!server) return false;
  const names = server.children.filter((one) => nameOf(one) === 'server_name').flatMap(argsOf);
  const isDefault = server.children.some(
    (one) =>
      nameOf(one) === 'listen' &&
      argsOf(one).some(({ value }) => ['default_server', 'default'].includes(value)),
  );
  return (
    isDefault ||
    names.length === 0 ||
    names.some(({ value }) => value === '_' || value === '""' || value === '')
  );
}
