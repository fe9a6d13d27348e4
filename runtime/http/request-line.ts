import type { Server } from '../program/index.js';

/** What Node's parser, which is asked to be lenient, has read of a request's head. */
export interface RequestHead {
  readonly method: string;
  /** As the client sent it. */
  readonly target: string;
  /** `1.1` */
  readonly version: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/**
 * The status with which nginx refuses a request before any phase, as ngx_http_process_request_line and
 * ngx_http_process_request_header do; undefined for one that it takes.
 */
export function refusal({ method, target, version, headers }: RequestHead): number | undefined {
  const valuesOf = (wanted: string): string[] =>
    headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
  if (Number.parseInt(version, 10) > 1) return 505;
  if (target === '*') return 400;
  if (method === 'TRACE') return 405;
  const hosts = valuesOf('host');
  if (hosts.length > 1 || hosts.some((host) => !isHost(host))) return 400;
  const [encoding] = valuesOf('transfer-encoding');
  if (encoding === undefined) return undefined;
  // Two lengths for one body are how requests are smuggled past a proxy.
  if (valuesOf('content-length').length > 0) return 400;
  return encoding.toLowerCase() === 'chunked' ? undefined : 501;
}

/** ngx_http_validate_host: something, and nothing that belongs to a path. */
function isHost(host: string): boolean {
  return host !== '' && !/[\u0000-\u0020/\u007f]/.test(host) && !host.includes('..');
}

/** Whether nginx keeps a header of this name: letters, digits and hyphens, the rest by two directives. */
export function isTakenHeader(
  name: string,
  {
    ignoreInvalidHeaders,
    underscoresInHeaders,
  }: Pick<Server, 'ignoreInvalidHeaders' | 'underscoresInHeaders'>,
): boolean {
  if (!ignoreInvalidHeaders) return true;
  return (underscoresInHeaders ? /^[A-Za-z0-9_-]+$/ : /^[A-Za-z0-9-]+$/).test(name);
}
