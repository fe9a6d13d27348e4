import { parseSize, parseTime } from '../../values.js';
import { isHostName, parseUrl, type ParsedUrl, type SocketAddress } from '../addresses.js';
import type { BlockState, Key } from '../block-state.js';
import type { Word } from '../../tree.js';
import type { BlockEnd, Call, Setters } from '../setter.js';
import { parseNumber } from './slots.js';

/** An address that servers listen at: ngx_http_conf_addr_t. */
export interface ListenAddress {
  readonly text: string;
  /** `udp ` for QUIC, which has ports of its own. */
  readonly kind: string;
  readonly address: SocketAddress;
  readonly servers: BlockState[];
  /** Socket options have been given. */
  isSet: boolean;
  hasDefault: boolean;
  defaultServer: BlockState;
  /** Some server speaks TLS at it. */
  isSsl: boolean;
}

export const addressesKey: Key<Map<string, ListenAddress>> = {
  name: 'listen addresses',
  make: () => new Map(),
};
const listenKey: Key<{ listens: boolean }> = { name: 'listen', make: () => ({ listens: false }) };

export const listenSetters: Setters = {
  ngx_http_core_listen: (call) => {
    call.block.get(listenKey).listens = true;
    const [address, ...parameters] = call.args;
    if (!address) return undefined;
    // The one name whose address everybody knows; what `::1` is called differs.
    const name = address.value.replace(/^localhost(?=$|:)/i, '127.0.0.1');
    const url = parseUrl(name, { isListen: true, defaultPort: 80 });
    if (typeof url === 'string') {
      call.report(`${url} in "${address.value}" of the "listen" directive`, { at: address });
      return undefined;
    }
    if (!isListenHost(url)) {
      call.report(`host not found in "${address.value}" of the "listen" directive`, { at: address });
      return undefined;
    }
    const options: ListenOptions = { isSet: false, isDefault: false, given: new Set() };
    for (const word of parameters) {
      const wrong = listenParameter(word, options);
      if (wrong === undefined) continue;
      call.report(wrong, { at: word });
      return undefined;
    }
    const clash = options.given.has('quic')
      ? QUIC_CLASHES.find((name) => options.given.has(name))
      : undefined;
    if (clash !== undefined) return `"${clash}" parameter is incompatible with "quic"`;
    const kind = options.given.has('quic') ? 'udp ' : '';
    for (const one of url.addresses ?? []) if (!add(call, kind, one, options)) break;
    return undefined;
  },
};

/** An address, or what a host may be called. */
export function isListenHost({ addresses, host }: ParsedUrl): boolean {
  return addresses !== undefined || isHostName(host);
}

export interface ListenOptions {
  isSet: boolean;
  isDefault: boolean;
  readonly given: Set<string>;
}

/** In the order in which nginx asks. */
const QUIC_CLASHES = [
  'fastopen',
  'backlog',
  'deferred',
  'multipath',
  'ssl',
  'http2',
  'so_keepalive',
  'proxy_protocol',
];

const PLAIN: ReadonlySet<string> = new Set(['ssl', 'http2', 'quic', 'proxy_protocol']);
const SOCKET_FLAGS: ReadonlySet<string> = new Set(['bind', 'deferred', 'reuseport', 'multipath']);

/** @returns what is wrong with it */
export function listenParameter({ value }: Word, options: ListenOptions): string | undefined {
  const [name = '', ...rest] = value.split('=');
  options.given.add(name);
  if (value === 'default_server' || value === 'default') {
    options.isDefault = true;
    return undefined;
  }
  if (PLAIN.has(value)) return undefined;
  options.isSet = true;
  if (SOCKET_FLAGS.has(value)) return undefined;
  const text = rest.join('=');
  if (rest.length === 0) return `invalid parameter "${value}"`;
  switch (name) {
    case 'fastopen':
      return parseNumber(text) === undefined ? `invalid fastopen "${value}"` : undefined;
    case 'backlog':
      return (parseNumber(text) ?? 0) === 0 ? `invalid backlog "${value}"` : undefined;
    case 'rcvbuf':
    case 'sndbuf':
      return parseSize(text) === undefined ? `invalid ${name} "${value}"` : undefined;
    case 'accept_filter':
    case 'setfib':
      return name === 'setfib' ? `invalid parameter "${value}"` : undefined;
    case 'ipv6only':
      if (!text.startsWith('o')) return `invalid parameter "${value}"`;
      return text === 'on' || text === 'off' ? undefined : `invalid ipv6only flags "${text}"`;
    case 'so_keepalive':
      return isKeepalive(text) ? undefined : `invalid so_keepalive value: "${text}"`;
    default:
      return `invalid parameter "${value}"`;
  }
}

/** `on`, `off` or `idle:interval:count`, of which some may be empty, but not all nothing. */
function isKeepalive(text: string): boolean {
  if (text === 'on' || text === 'off') return true;
  const [idle = '', interval = '', ...more] = text.split(':');
  const count = more.join(':');
  const times = [idle, interval].map((time) => (time === '' ? 0 : parseTime(time, 's')));
  const values = [...times, count === '' ? 0 : parseNumber(count)];
  return values.every((value) => value !== undefined) && values.some((value) => value !== 0);
}

/** ngx_http_add_listen. @returns whether nginx goes on */
function add(call: Call, kind: string, socket: SocketAddress, options: ListenOptions): boolean {
  const { text } = socket;
  const addresses = call.cycle.get(addressesKey);
  const address = addresses.get(kind + text);
  if (address === undefined) {
    const { isSet, isDefault } = options;
    addresses.set(kind + text, {
      text,
      kind,
      address: socket,
      servers: [call.block],
      isSet,
      hasDefault: isDefault,
      defaultServer: call.block,
      isSsl: options.given.has('ssl'),
    });
    return true;
  }
  const refuse = (message: string): false => {
    call.report(message, { code: 'conf/duplicate' });
    return false;
  };
  if (address.servers.includes(call.block)) return refuse(`a duplicate listen ${address.text}`);
  address.servers.push(call.block);
  if (options.given.has('ssl')) address.isSsl = true;
  if (options.isSet) {
    if (address.isSet) return refuse(`duplicate listen options for ${address.text}`);
    address.isSet = true;
  }
  if (options.isDefault) {
    if (address.hasDefault) return refuse(`a duplicate default server for ${address.text}`);
    address.hasDefault = true;
    address.defaultServer = call.block;
  }
  return true;
}

/** A server without `listen` listens at every address, at port 80 (8000 where nginx does not run as root). */
export const implicitListen: BlockEnd = ({ block, cycle }) => {
  if (block.context !== 'server' || block.get(listenKey).listens) return;
  const addresses = cycle.get(addressesKey);
  const text = '0.0.0.0:80';
  const address = addresses.get(text);
  if (address) address.servers.push(block);
  else
    addresses.set(text, {
      text,
      kind: '',
      address: { family: 'inet', text, port: 80 },
      servers: [block],
      isSet: false,
      hasDefault: false,
      defaultServer: block,
      isSsl: false,
    });
};
