import { parseNumber } from './numbers.js';

/** An address of a socket, as nginx compares and names it. */
export interface SocketAddress {
  readonly family: 'inet' | 'inet6' | 'unix';
  /** How nginx writes it in its messages: `0.0.0.0:80`, `[::1]:80`, `unix:/path`. */
  readonly text: string;
  /** 0 for a path. */
  readonly port: number;
}

/** What ngx_parse_url makes of `host:port`. */
export interface ParsedUrl {
  /** With the brackets of an IPv6 address; the path of a socket; empty where there is but a port. */
  readonly host: string;
  readonly port: number;
  readonly hasPort: boolean;
  /** From the first `/` or `?` on; for a socket, what stands behind the second `:`. */
  readonly uri: string;
  /** Undefined where the host is a name: it takes a resolver to know. */
  readonly addresses: readonly SocketAddress[] | undefined;
}

export interface UrlOptions {
  /** For an address to listen at: a port alone will do, and ports may be a range. */
  readonly isListen?: boolean;
  /** A URI may follow. */
  readonly hasUri?: boolean;
  readonly defaultPort?: number;
}

/** The length of `sun_path` in Linux, with the NUL. */
const LONGEST_PATH = 108;

/** ngx_parse_url. @returns nginx's words for what is wrong, or the parts */
export function parseUrl(url: string, options: UrlOptions = {}): ParsedUrl | string {
  if (/^unix:/i.test(url)) return parseUnixUrl(url, options);
  return url.startsWith('[') ? parseInet6Url(url, options) : parseInetUrl(url, options);
}

function parseUnixUrl(url: string, { hasUri }: UrlOptions): ParsedUrl | string {
  const rest = url.slice('unix:'.length);
  const colon = hasUri ? rest.indexOf(':') : -1;
  const path = colon === -1 ? rest : rest.slice(0, colon);
  if (path === '') return 'no path in the unix domain socket';
  if (utf8Length(path) + 1 > LONGEST_PATH) return 'too long path in the unix domain socket';
  return {
    host: path,
    port: 0,
    hasPort: false,
    uri: colon === -1 ? '' : rest.slice(colon + 1),
    addresses: [{ family: 'unix', text: url.slice(0, 'unix:'.length) + path, port: 0 }],
  };
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function parseInetUrl(url: string, options: UrlOptions): ParsedUrl | string {
  const uriAt = url.search(/[/?]/);
  if (uriAt !== -1 && (options.isListen || !options.hasUri)) return 'invalid host';
  const authority = uriAt === -1 ? url : url.slice(0, uriAt);
  const uri = uriAt === -1 ? '' : url.slice(uriAt);
  const colon = authority.indexOf(':');
  let ports: Ports = { first: options.defaultPort ?? 0, last: undefined };
  if (colon !== -1) {
    const read = parsePorts(authority.slice(colon + 1), options);
    if (typeof read === 'string') return read;
    ports = read;
  } else if (uriAt === -1 && options.isListen) {
    const read = parsePortAlone(authority);
    if (typeof read === 'string') return read;
    if (read !== undefined)
      return {
        host: '',
        port: read.first,
        hasPort: true,
        uri,
        addresses: addressesOf('inet', '0.0.0.0', read),
      };
  }
  const host = colon === -1 ? authority : authority.slice(0, colon);
  if (host === '') return 'no host';
  const address = options.isListen && host === '*' ? '0.0.0.0' : parseInet(host);
  return {
    host,
    port: ports.first,
    hasPort: colon !== -1,
    uri,
    addresses: address === undefined ? undefined : addressesOf('inet', address, ports),
  };
}

function parseInet6Url(url: string, options: UrlOptions): ParsedUrl | string {
  const close = url.indexOf(']');
  if (close === -1) return 'invalid host';
  const slash = url.indexOf('/', close);
  if (slash !== -1 && (options.isListen || !options.hasUri)) return 'invalid host';
  const rest = url.slice(close + 1, slash === -1 ? undefined : slash);
  let ports: Ports = { first: options.defaultPort ?? 0, last: undefined };
  if (rest !== '') {
    if (!rest.startsWith(':')) return 'invalid host';
    const read = parsePorts(rest.slice(1), options);
    if (typeof read === 'string') return read;
    ports = read;
  }
  const host = url.slice(1, close);
  if (host === '') return 'no host';
  const words = parseInet6(host);
  if (words === undefined) return 'invalid IPv6 address';
  return {
    host: `[${host}]`,
    port: ports.first,
    hasPort: rest !== '',
    uri: slash === -1 ? '' : url.slice(slash),
    addresses: addressesOf('inet6', `[${inet6Text(words)}]`, ports),
  };
}

interface Ports {
  readonly first: number;
  readonly last: number | undefined;
}

function parsePorts(text: string, { isListen }: UrlOptions): Ports | string {
  const dash = isListen ? text.indexOf('-') : -1;
  const last = dash === -1 ? undefined : (parseNumber(text.slice(dash + 1)) ?? -1);
  if (last !== undefined && !isPort(last)) return 'invalid port';
  const first = parseNumber(dash === -1 ? text : text.slice(0, dash));
  if (first === undefined || !isPort(first)) return 'invalid port';
  return last !== undefined && first > last ? 'invalid port range' : { first, last };
}

/** @returns undefined where the text is no number, and so a host */
function parsePortAlone(text: string): Ports | string | undefined {
  const dash = text.indexOf('-');
  const last = dash === -1 ? undefined : parseNumber(text.slice(dash + 1));
  if (dash !== -1 && last === undefined) return undefined;
  const first = parseNumber(dash === -1 ? text : text.slice(0, dash));
  if (first === undefined) return undefined;
  if ((last !== undefined && !isPort(last)) || !isPort(first)) return 'invalid port';
  return last !== undefined && first > last ? 'invalid port range' : { first, last };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

function addressesOf(family: 'inet' | 'inet6', host: string, { first, last }: Ports): SocketAddress[] {
  const count = (last ?? first) - first + 1;
  return Array.from({ length: count }, (_, index) => ({
    family,
    text: `${host}:${first + index}`,
    port: first + index,
  }));
}

/** ngx_inet_addr: four numbers (an empty one is 0). @returns the address as nginx writes it; undefined: it is none */
export function parseInet(text: string): string | undefined {
  if (!/^[0-9.]+$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => octet > 255)) return undefined;
  const address = octets.join('.');
  // INADDR_NONE is this very address.
  return address === '255.255.255.255' ? undefined : address;
}

/** ngx_inet6_addr. @returns the eight words, or undefined where it is no address */
export function parseInet6(text: string): readonly number[] | undefined {
  const [left, right, more] = text.replace(/^:(?!:)/, '').split('::');
  if (left === undefined || more !== undefined) return undefined;
  const before = wordsOf(left);
  if (right === undefined) return before?.length === 8 && !text.startsWith(':') ? before : undefined;
  const after = wordsOf(right);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

function wordsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const words: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const inet = index === parts.length - 1 && part.includes('.') ? parseInet(part) : undefined;
    if (inet !== undefined) {
      const [a = 0, b = 0, c = 0, d = 0] = inet.split('.').map(Number);
      words.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return words;
}

/** ngx_inet6_ntop: the first of the longest runs of two zeros and more becomes `::`. */
function inet6Text(words: readonly number[]): string {
  let [start, length] = [0, 1];
  let run = 0;
  for (let index = 0; index <= words.length; index += 1) {
    if (words[index] === 0) {
      run += 1;
      continue;
    }
    if (run > length) [start, length] = [index - run, run];
    run = 0;
  }
  if (length === 1) return words.map((word) => word.toString(16)).join(':');
  const hex = (part: readonly number[]): string => part.map((word) => word.toString(16)).join(':');
  const [high = 0, low = 0] = words.slice(6);
  const isMapped =
    start === 0 &&
    ((length === 5 && words[5] === 0xffff) || length === 6 || (length === 7 && low > 255 && low % 256 !== 1));
  if (isMapped) {
    const inet = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
    return length === 5 ? `::ffff:${inet}` : `::${inet}`;
  }
  return `${hex(words.slice(0, start))}::${hex(words.slice(start + length))}`;
}

/** What ngx_ptocidr says of `address/bits`: `'low bits'` where the address has bits that the mask covers. */
export function parseCidr(text: string): 'ok' | 'low bits' | undefined {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const inet = parseInet(address);
  const bits = inet === undefined ? inet6Bits(address) : bitsOf(inet.split('.').map(Number), 8);
  if (bits === undefined) return undefined;
  if (slash === -1) return 'ok';
  const shift = parseNumber(text.slice(slash + 1));
  if (shift === undefined || shift > bits.length) return undefined;
  return bits.slice(shift).includes('1') ? 'low bits' : 'ok';
}

function inet6Bits(address: string): string | undefined {
  const words = parseInet6(address);
  return words && bitsOf(words, 16);
}

function bitsOf(parts: readonly number[], width: number): string {
  return parts.map((part) => part.toString(2).padStart(width, '0')).join('');
}

/** ngx_parse_addr_port: an address, perhaps with a port; no name. */
export function isAddressWithPort(text: string): boolean {
  if (parseInet(text) !== undefined || parseInet6(text) !== undefined) return true;
  const parsed = parseUrl(text);
  return typeof parsed !== 'string' && parsed.addresses?.every(({ family }) => family !== 'unix') === true;
}

/** Whether a host may be called so; which there are, is known where this will run. */
export function isHostName(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(text);
}
