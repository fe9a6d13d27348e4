import type { LocatedDirective } from '../../include.js';
import type { Word } from '../../tree.js';
import { parseUrl } from '../addresses.js';
import type { BlockState, Key } from '../block-state.js';
import type { BlockEnd, Call, Setters } from '../setter.js';
import { isListenHost, listenParameter, type ListenOptions } from './http-listen.js';
import { mayLackIncludes } from './named-locations.js';
import { lacksIncludes, placeOf } from './ssl.js';

/** What a server of `stream` listens at. */
interface StreamListen {
  readonly located: LocatedDirective;
  /** The addresses, `udp ` before those of datagrams; empty for a name. */
  readonly addresses: readonly string[];
  readonly isSsl: boolean;
}

const listensKey: Key<StreamListen[]> = { name: 'stream listen', make: () => [] };

/** In the order in which nginx 1.22 asks. */
const UDP_CLASHES = ['backlog', 'ssl', 'so_keepalive', 'proxy_protocol', 'fastopen'];
/** What only `http` has. */
const HTTP_ONLY: ReadonlySet<string> = new Set(['http2', 'quic', 'default']);

function streamParameter(word: Word, options: ListenOptions): string | undefined {
  if (word.value === 'udp') {
    options.given.add('udp');
    return undefined;
  }
  const wrong = HTTP_ONLY.has(word.value) ? 'invalid parameter' : listenParameter(word, options);
  return wrong?.startsWith('invalid parameter') ? `the invalid "${word.value}" parameter` : wrong;
}

/**
 * ngx_stream_core_listen. That two servers listen at one address is refused up to 1.25.4 only, and not here; nor is it said
 * here that `default_server` and a few others came with 1.25.5.
 */
function listen(call: Call): string | undefined {
  const listens = call.block.get(listensKey);
  const [address, ...parameters] = call.args;
  if (address === undefined) return undefined;
  const url = parseUrl(address.value, { isListen: true });
  const fault = typeof url === 'string' ? url : isListenHost(url) ? undefined : 'host not found';
  if (fault !== undefined || typeof url === 'string') {
    call.report(`${fault ?? ''} in "${address.value}" of the "listen" directive`, { at: address });
    return undefined;
  }
  const options: ListenOptions = { isSet: false, isDefault: false, given: new Set() };
  for (const word of parameters) {
    const wrong = streamParameter(word, options);
    if (wrong === undefined) continue;
    call.report(wrong, { at: word });
    return undefined;
  }
  const isUdp = options.given.has('udp');
  const clash = isUdp ? UDP_CLASHES.find((name) => options.given.has(name)) : undefined;
  if (clash !== undefined) return `"${clash}" parameter is incompatible with "udp"`;
  const addresses = (url.addresses ?? []).map(({ text }) => (isUdp ? `udp ${text}` : text));
  const known = new Set(listens.flatMap((one) => one.addresses));
  const twice = addresses.find((one) => known.has(one));
  if (twice !== undefined)
    call.report(`duplicate "${twice.replace(/^udp /, '')}" address and port pair`, {
      code: 'conf/duplicate',
    });
  listens.push({ located: call.located, addresses, isSsl: options.given.has('ssl') });
  return undefined;
}

/** ngx_stream_core_server, when the server has been read. */
export const streamServerListens: BlockEnd = ({ block, configuration, options, report }) => {
  const { directive } = block;
  if (block.context !== 'stream server' || directive === undefined) return;
  if (block.has(listensKey) || options.isPart || mayLackIncludes(directive, configuration)) return;
  report(`no "listen" is defined for server in ${placeOf(directive)}`, {
    code: 'conf/incomplete',
    at: directive,
    unplaced: true,
  });
};

/** ngx_stream_ssl_merge_conf; up to 1.25.4 for every server, later for the first of an address. */
export const streamCertificates: BlockEnd = (end) => {
  if (lacksIncludes(end)) return;
  const taken = new Set<string>();
  for (const server of end.block.inner) {
    const listens = server.has(listensKey) ? server.get(listensKey) : [];
    const secure = listens.filter(({ isSsl }) => isSsl);
    const isFirst = secure.some(({ addresses }) => addresses.every((address) => !taken.has(address)));
    for (const { addresses } of listens) for (const address of addresses) taken.add(address);
    const at = secure.at(-1)?.located;
    if (at === undefined || !isFirst || has(server, 'ssl_reject_handshake')) continue;
    const missing = ['ssl_certificate', 'ssl_certificate_key'].find((name) => !has(server, name));
    if (missing === undefined) continue;
    end.report(`no "${missing}" is defined for the "listen ... ssl" directive in ${placeOf(at)}`, {
      code: 'conf/incomplete',
      at,
      unplaced: true,
    });
  }
};

function has(block: BlockState, name: string): boolean {
  return block.directives.has(name) || block.outer?.directives.has(name) === true;
}

export const streamListenSetters: Setters = { ngx_stream_core_listen: listen };
