import type { NameKind } from './occurrence.js';

/** A name that an argument holds. */
export interface ShapedName {
  readonly kind: NameKind;
  readonly role: 'declaration' | 'use';
  readonly name: string;
  /** Where it starts in the argument's value. */
  readonly start: number;
}

/** Of an argument's value; the index counts from 0. */
export type Shape = (value: string, index: number, count: number) => ShapedName | undefined;

function whole(kind: NameKind, role: ShapedName['role'], at: number): Shape {
  return (value, index) =>
    index === at && value !== '' && !value.includes('$') ? { kind, role, name: value, start: 0 } : undefined;
}

/** `zone=name:10m`, `keys_zone=name:10m`, `shared:name:10m`. */
function behind(prefix: string, role: ShapedName['role']): Shape {
  return (value) => {
    if (!value.startsWith(prefix)) return undefined;
    const [name = ''] = value.slice(prefix.length).split(':', 1);
    return name === '' || name.includes('$') ? undefined : { kind: 'zone', role, name, start: prefix.length };
  };
}

const namedLocation: Shape = (value, index, count) =>
  index === count - 1 && /^@[^$]+$/.test(value)
    ? { kind: 'location', role: 'use', name: value.slice(1), start: 1 }
    : undefined;

const firstNamedLocation: Shape = (value, index) => (index === 0 ? namedLocation(value, 0, 1) : undefined);

/**
 * The host of `http://name:80/x` and of `name:80`, and where it starts; undefined for addresses, sockets, and what holds
 * variables.
 */
export function upstreamHostIn(value: string): { name: string; start: number } | undefined {
  if (value.startsWith('unix:')) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] ?? '';
  const name = /^[^/:?[\]$\s]+(?=[/:?]|$)/.exec(value.slice(scheme.length))?.[0] ?? '';
  if (name === '' || name === 'unix' || /^[\d.]+$/.test(name)) return undefined;
  return { name, start: scheme.length };
}

const upstreamHost: Shape = (value, index) => {
  const host = index === 0 ? upstreamHostIn(value) : undefined;
  return host && { kind: 'upstream', role: 'use', ...host };
};

const cacheZone: Shape = (value, index) =>
  value === 'off' ? undefined : whole('zone', 'use', 0)(value, index, 1);

/** `zone name 64k;` makes it, `zone name;` uses what another upstream made. */
const upstreamZone: Shape = (value, index, count) =>
  whole('zone', count > 1 ? 'declaration' : 'use', 0)(value, index, count);

const logFormatUse: Shape = (value, index) =>
  /^(?:(?:buffer|gzip|flush|if)=|gzip$)/.test(value)
    ? undefined
    : whole('log format', 'use', 1)(value, index, 2);

const table: Readonly<Record<string, readonly Shape[]>> = {
  upstream: [whole('upstream', 'declaration', 0)],
  lua_shared_dict: [whole('dict', 'declaration', 0)],
  log_format: [whole('log format', 'declaration', 0)],
  access_log: [logFormatUse],
  location: [
    (value, index, count) =>
      count === 1 && /^@./.test(value)
        ? { kind: 'location', role: 'declaration', name: value.slice(1), start: 1 }
        : undefined,
  ],
  try_files: [namedLocation],
  error_page: [namedLocation],
  post_action: [firstNamedLocation],
  echo_exec: [firstNamedLocation],
  internal_redirect: [firstNamedLocation],
  limit_req: [behind('zone=', 'use')],
  keyval: [behind('zone=', 'use')],
  limit_conn: [whole('zone', 'use', 0)],
  limit_zone: [whole('zone', 'declaration', 0)],
  zone: [upstreamZone],
  status_zone: [whole('zone', 'declaration', 0)],
  session_log: [cacheZone],
  upload_progress: [whole('zone', 'declaration', 0)],
  track_uploads: [whole('zone', 'use', 0)],
  ssl_session_cache: [behind('shared:', 'declaration')],
  ssl_ocsp_cache: [behind('shared:', 'declaration')],
  vhost_traffic_status_zone: [behind('shared:', 'declaration')],
  ...Object.fromEntries(
    ['proxy', 'fastcgi', 'scgi', 'uwsgi'].flatMap((module) => [
      [`${module}_cache`, [cacheZone]],
      [`${module}_cache_path`, [behind('keys_zone=', 'declaration')]],
    ]),
  ),
  ...Object.fromEntries(
    `proxy fastcgi scgi uwsgi grpc memcached memc redis2 redis drizzle postgres tunnel ajp`
      .split(' ')
      .map((module) => [`${module}_pass`, [upstreamHost]]),
  ),
  pass: [upstreamHost],
};

const zoneDeclarations: readonly Shape[] = [behind('zone=', 'declaration')];
const none: readonly Shape[] = [];

/** How the arguments of a directive name things other than variables. */
export function shapesOf(directive: string): readonly Shape[] {
  if (Object.hasOwn(table, directive)) return table[directive] ?? [];
  // `limit_req_zone`, `limit_conn_zone`, `keyval_zone`, `js_shared_dict_zone`, `session_log_zone`, …
  return directive.endsWith('_zone') ? zoneDeclarations : none;
}

/** Whether the first argument is where a request goes to. */
export function passesOn(directive: string): boolean {
  return shapesOf(directive).includes(upstreamHost);
}

/** The argument that is a URI which the same server looks up, from the end where negative. */
const uriArguments: Readonly<Record<string, number>> = {
  auth_request: 0,
  mirror: 0,
  error_page: -1,
  try_files: -1,
  post_action: 0,
  add_before_body: 0,
  add_after_body: 0,
  echo_exec: 0,
  echo_location: 0,
  echo_location_async: 0,
  echo_subrequest: 1,
  echo_subrequest_async: 1,
  srcache_fetch: 1,
  srcache_store: 1,
  internal_redirect: 0,
};

export function uriArgument(directive: string): number | undefined {
  return Object.hasOwn(uriArguments, directive) ? uriArguments[directive] : undefined;
}
