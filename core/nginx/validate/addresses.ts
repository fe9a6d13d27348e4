import { parseNumber } from './numbers.js';

/** What ngx_parse_url (ngx_inet.c) makes of `host:port/uri`, `[::1]:port`, `unix:path` or, for `listen`, of a port alone. */
export interface ParsedUrl {
  readonly kind: 'inet' | 'inet6' | 'unix';
  /** As written, for IPv6 with its brackets; empty for a port alone. */
  readonly host: string;
  /** 0 where none is written and the caller gave no default. */
  readonly port: number;
  /** The end of a range of ports, for `listen`. */
  readonly lastPort?: number;
  readonly hasPort: boolean;
  readonly uri: string;
  /** An address of all interfaces. */
  readonly isWildcard: boolean;
  /** The host is an address, so that nobody needs to look it up. */
  readonly isAddress: boolean;
}

export interface UrlOptions {
  readonly defaultPort?: number;
  /** An address to listen on: ranges of ports, `*`, and a port alone. */
  readonly listen?: boolean;
  /** A URI may follow. */
  readonly uriPart?: boolean;
}

/**
 * ngx_parse_url without the looking up of names.
 * @returns nginx's words where it refuses the address
 */
export function parseUrl(url: string, options: UrlOptions = {}): ParsedUrl | string {
  if (/^unix:/i.test(url)) return parseUnix(url, options);
  if (url.startsWith('[')) return parseInet6(url, options);
  return parseInet(url, options);
}

/** The longest path of a socket: sizeof(sun_path), with its NUL. */
const LONGEST_SOCKET_PATH = 108;

function parseUnix(url: string, { uriPart }: UrlOptions): ParsedUrl | string {
  const rest = url.slice('unix:'.length);
  const colon = uriPart ? rest.indexOf(':') : -1;
  const path = colon === -1 ? rest : rest.slice(0, colon);
  if (path === '') return 'no path in the unix domain socket';
  if (new TextEncoder().encode(path).length + 1 > LONGEST_SOCKET_PATH)
    return 'too long path in the unix domain socket';
  const uri = colon === -1 ? '' : rest.slice(colon + 1);
  return { kind: 'unix', host: path, port: 0, hasPort: false, uri, isWildcard: false, isAddress: true };
}

function parseInet(url: string, { listen, uriPart, defaultPort = 0 }: UrlOptions): ParsedUrl | string {
  const slash = url.search(/[/?]/);
  if (slash !== -1 && (listen || !uriPart)) return 'invalid host';
  const authority = slash === -1 ? url : url.slice(0, slash);
  const uri = slash === -1 ? '' : url.slice(slash);
  const colon = authority.indexOf(':');
  if (colon === -1 && slash === -1 && listen) {
    const alone = parsePortAlone(authority);
    if (alone !== undefined) return alone;
  }
  const ports = colon === -1 ? undefined : parsePorts(authority.slice(colon + 1), listen);
  if (typeof ports === 'string') return ports;
  const host = colon === -1 ? authority : authority.slice(0, colon);
  if (host === '') return 'no host';
  const isAny = listen === true && host === '*';
  const isAddress = isAny || isInetAddress(host);
  return {
    kind: 'inet',
    host,
    port: ports?.port ?? defaultPort,
    ...(ports?.lastPort !== undefined && { lastPort: ports.lastPort }),
    hasPort: ports !== undefined,
    uri,
    isWildcard: isAny || host === '0.0.0.0',
    isAddress,
  };
}

function parsePortAlone(text: string): ParsedUrl | string | undefined {
  const dash = text.indexOf('-');
  const last = dash === -1 ? undefined : parseNumber(text.slice(dash + 1));
  if (dash !== -1 && last === undefined) return undefined;
  const port = parseNumber(dash === -1 ? text : text.slice(0, dash));
  if (port === undefined) return undefined;
  if (!isPort(port) || (last !== undefined && !isPort(last))) return 'invalid port';
  if (last !== undefined && port > last) return 'invalid port range';
  return {
    kind: 'inet',
    host: '',
    port,
    ...(last !== undefined && { lastPort: last }),
    hasPort: true,
    uri: '',
    isWildcard: true,
    isAddress: true,
  };
}

function parsePorts(
  text: string,
  listen: boolean | undefined,
): { readonly port: number; readonly lastPort?: number } | string {
  const dash = listen ? text.indexOf('-') : -1;
  const lastPort = dash === -1 ? undefined : parseNumber(text.slice(dash + 1));
  if (dash !== -1 && !isPort(lastPort)) return 'invalid port';
  const port = parseNumber(dash === -1 ? text : text.slice(0, dash));
  if (port === undefined || !isPort(port)) return 'invalid port';
  if (lastPort === undefined) return { port };
  return port > lastPort ? 'invalid port range' : { port, lastPort };
}

function parseInet6(url: string, { listen, uriPart, defaultPort = 0 }: UrlOptions): ParsedUrl | string {
  const close = url.indexOf(']');
  if (close === -1) return 'invalid host';
  const slash = url.indexOf('/', close);
  if (slash !== -1 && (listen || !uriPart)) return 'invalid host';
  const behind = url.slice(close + 1, slash === -1 ? undefined : slash);
  if (behind !== '' && !behind.startsWith(':')) return 'invalid host';
  const ports = behind === '' ? undefined : parsePorts(behind.slice(1), listen);
  if (typeof ports === 'string') return ports;
  const address = url.slice(1, close);
  if (address === '') return 'no host';
  const groups = inet6Groups(address);
  if (groups === undefined) return 'invalid IPv6 address';
  return {
    kind: 'inet6',
    host: url.slice(0, close + 1),
    port: ports?.port ?? defaultPort,
    ...(ports?.lastPort !== undefined && { lastPort: ports.lastPort }),
    hasPort: ports !== undefined,
    uri: slash === -1 ? '' : url.slice(slash),
    isWildcard: groups.every((group) => group === 0),
    isAddress: true,
  };
}

/** ngx_inet_addr: four decimal numbers up to 255. */
export function isInetAddress(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255);
}

/** ngx_inet6_addr: the eight groups of an IPv6 address, the last two perhaps written as IPv4; undefined for none. */
export function inet6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 7) return undefined;
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

function groupsOf(text: string, mayEndInInet: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (mayEndInInet && index === parts.length - 1 && part.includes('.')) {
      if (!isInetAddress(part)) return undefined;
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** What ngx_ptocidr says to `address` or `address/bits`. */
export function parseCidr(text: string): 'ok' | 'low bits' | 'invalid' {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const isInet = isInetAddress(address);
  const groups = isInet ? undefined : inet6Groups(address);
  if (!isInet && groups === undefined) return 'invalid';
  if (slash === -1) return 'ok';
  const bits = parseNumber(text.slice(slash + 1));
  if (bits === undefined || bits > (isInet ? 32 : 128)) return 'invalid';
  const bytes = isInet
    ? address.split('.').map(Number)
    : (groups ?? []).flatMap((group) => [group >> 8, group & 255]);
  const isMeaningful = bytes.every((byte, index) => {
    const own = Math.min(8, Math.max(0, bits - index * 8));
    return (byte & (255 >> own)) === 0;
  });
  return isMeaningful ? 'ok' : 'low bits';
}

/** ngx_parse_addr_port, ngx_parse_addr: an address, perhaps with a port; no name. */
export function isAddress(text: string, mayHavePort = false): boolean {
  if (isInetAddress(text) || inet6Groups(text) !== undefined) return true;
  if (!mayHavePort) return /^\[.*\]$/.test(text) && inet6Groups(text.slice(1, -1)) !== undefined;
  const found = /^(?:\[(?<six>.*)\]|(?<four>[^:]*))(?::(?<port>\d+))?$/.exec(text)?.groups;
  if (found === undefined) return false;
  const isHost = found['six'] === undefined ? isInetAddress(found['four'] ?? '') : inet6Groups(found['six']);
  return Boolean(isHost) && (found['port'] === undefined || isPort(Number(found['port'])));
}

function isPort(value: number | undefined): boolean {
  return value !== undefined && value >= 1 && value <= 65_535;
}
