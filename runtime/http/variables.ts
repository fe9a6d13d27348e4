import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isoTime, logTime } from '../ngx/dates.js';
import type { HttpRequest } from './request.js';
import type { Template } from '../program/index.js';

type Reader = (request: HttpRequest) => string | undefined;

/** What `$nginx_version` says: the nginx whose behaviour this runtime follows. */
const NGINX_VERSION = '1.22.1';

function requestSeconds({ startTime }: HttpRequest): string {
  return (Math.max(0, Date.now() - startTime) / 1000).toFixed(3);
}

function statusOf({ headersOut }: HttpRequest): string {
  return String(headersOut.status).padStart(3, '0');
}

/** nginx's variables (ngx_http_core_variables and others), by name. */
const readers: Readonly<Record<string, Reader>> = {
  host: (r) => (r.host === '' ? r.serverName : r.host),
  hostname: () => hostname(),
  remote_addr: (r) => r.connection.remoteAddress,
  remote_port: (r) => String(r.connection.remotePort),
  binary_remote_addr: (r) => binaryAddress(r.connection.remoteAddress),
  server_addr: (r) => r.connection.localAddress,
  server_port: (r) => String(r.connection.localPort),
  server_name: (r) => r.serverName,
  server_protocol: (r) => r.protocol,
  scheme: () => 'http',
  https: () => '',
  request_uri: (r) => r.rawUri,
  uri: (r) => r.uri,
  document_uri: (r) => r.uri,
  request: (r) => r.requestLine,
  request_method: (r) => r.method,
  request_id: (r) => remembered(r, 'request_id', () => randomBytes(16).toString('hex')),
  request_time: requestSeconds,
  request_length: (r) => String(requestLength(r)),
  request_completion: (r) => (r.output.isEnded ? 'OK' : ''),
  request_body: (r) => (r.body.text === '' ? undefined : r.body.text),
  request_body_file: () => undefined,
  request_filename: (r) => fileName(r),
  document_root: (r) => evaluate(r.location.settings.root, r),
  realpath_root: (r) => evaluate(r.location.settings.root, r),
  args: (r) => (r.args === '' ? undefined : r.args),
  query_string: (r) => (r.args === '' ? undefined : r.args),
  is_args: (r) => (r.args === '' ? '' : '?'),
  content_length: (r) => r.header('Content-Length'),
  content_type: (r) => r.header('Content-Type'),
  remote_user: (r) => remoteUser(r),
  status: statusOf,
  bytes_sent: (r) => String(r.output.bytes + r.output.bodyBytes),
  body_bytes_sent: (r) => String(r.output.bodyBytes),
  connection: (r) => String(r.connection.number),
  connection_requests: (r) => String(r.connection.requests),
  connection_time: (r) => ((Date.now() - r.connection.startTime) / 1000).toFixed(3),
  pipe: () => '.',
  pid: () => String(process.pid),
  msec: () => (Date.now() / 1000).toFixed(3),
  time_local: () => logTime(Date.now()),
  time_iso8601: () => isoTime(Date.now()),
  nginx_version: () => NGINX_VERSION,
  limit_rate: () => '0',
  sent_http_content_type: (r) => r.headersOut.contentType,
  sent_http_content_length: (r) =>
    r.headersOut.find('Content-Length')?.value ?? numberText(r.headersOut.contentLength),
  sent_http_location: (r) => r.headersOut.location ?? r.headersOut.find('Location')?.value,
  sent_http_connection: (r) => (r.keepalive ? 'keep-alive' : 'close'),
};

const families: readonly (readonly [
  prefix: string,
  read: (request: HttpRequest, rest: string) => string | undefined,
])[] = [
  ['arg_', (r, rest) => queryArgument(r.args, rest)],
  ['http_', (r, rest) => requestHeader(r, rest.replaceAll('_', '-'))],
  [
    'sent_http_',
    (r, rest) =>
      r.headersOut
        .all(rest.replaceAll('_', '-'))
        .map(({ value }) => value)
        .join(', ') || undefined,
  ],
  ['cookie_', (r, rest) => cookie(r.header('Cookie'), rest)],
];

/** A variable's value; undefined where nginx has none. @param name in lower case */
export function readVariable(request: HttpRequest, name: string): string | undefined {
  if (request.variables.has(name)) return request.variables.get(name);
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader !== undefined) return reader(request);
  const captured = request.namedCaptures?.[name];
  if (captured !== undefined) return captured;
  for (const [prefix, read] of families) {
    if (name.startsWith(prefix)) return read(request, name.slice(prefix.length));
  }
  // A variable that `set` defines is empty until it is set.
  return request.program.variables.has(name) ? '' : undefined;
}

/** Of these nginx 1.22 joins all values; of every other header it takes the first one. */
const joinedHeaders: ReadonlySet<string> = new Set(['cookie', 'x-forwarded-for']);

function requestHeader(request: HttpRequest, name: string): string | undefined {
  if (joinedHeaders.has(name)) return request.header(name);
  return request.headersIn.find((line) => line.name.toLowerCase() === name)?.value;
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function remembered({ variables }: HttpRequest, name: string, make: () => string): string {
  const value = variables.get(name) ?? make();
  variables.set(name, value);
  return value;
}

/** ngx_http_arg: the first one, its name compared without case, as it stands in the query. */
function queryArgument(args: string, name: string): string | undefined {
  for (const part of args.split('&')) {
    const at = part.indexOf('=');
    if (at === name.length && part.slice(0, at).toLowerCase() === name) return part.slice(at + 1);
  }
  return undefined;
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(/[;,]/)) {
    const [key = '', ...rest] = part.trim().split('=');
    if (rest.length > 0 && key.toLowerCase() === name) return rest.join('=');
  }
  return undefined;
}

function remoteUser(request: HttpRequest): string | undefined {
  const [, encoded] = /^Basic\s+(\S+)/i.exec(request.header('Authorization') ?? '') ?? [];
  if (encoded === undefined) return undefined;
  return Buffer.from(encoded, 'base64').toString('latin1').split(':')[0];
}

function requestLength({ requestLine, headersIn, body }: HttpRequest): number {
  const head = headersIn.reduce(
    (sum, { name, value }) => sum + name.length + value.length + 4,
    requestLine.length + 4,
  );
  return head + (body.text?.length ?? 0);
}

function binaryAddress(address: string): string {
  return address.includes(':') ? address : String.fromCharCode(...address.split('.').map(Number));
}

/** `$request_filename`: the root (or alias) and the URI (ngx_http_map_uri_to_path). */
export function fileName(request: HttpRequest): string {
  const { settings, kind, name } = request.location;
  if (settings.alias !== undefined) {
    const alias = evaluate(settings.alias, request);
    return kind === 'regex' ? alias : alias + request.uri.slice(name.length);
  }
  return evaluate(settings.root, request) + request.uri;
}

/** A template's text for a request; what has no value is empty. */
export function evaluate(template: Template, request: HttpRequest): string {
  if (template.constant !== undefined) return template.constant;
  let text = '';
  for (const part of template.parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'variable') text += readVariable(request, part.name) ?? '';
    else text += request.captures?.[part.index] ?? '';
  }
  return text;
}
