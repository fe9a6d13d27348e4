import type { LocatedDirective } from '../../include.js';
import type { BlockState } from '../block-state.js';
import { parseNumber } from '../numbers.js';
import type { BlockEnd } from '../setter.js';
import { addressesKey, type ListenAddress } from './http-listen.js';
import { lacksIncludes } from './ssl.js';

/** DEFAULT_CONNECTIONS of ngx_event.c. */
const DEFAULT_CONNECTIONS = 512;

/**
 * ngx_http_init_listening: an address that stands for all of a port is the only socket there is of it, beside those
 * that have options of their own.
 */
function socketsOf(addresses: Iterable<ListenAddress>): number {
  const ports = new Map<string, ListenAddress[]>();
  for (const address of addresses) {
    const port = `${address.kind}${address.address.family} ${address.address.port}`;
    ports.set(port, [...(ports.get(port) ?? []), address]);
  }
  let count = 0;
  for (const own of ports.values()) {
    const hasWildcard = own.some(isWildcard);
    count += own.filter((one) => !hasWildcard || one.isSet || isWildcard(one)).length;
  }
  return count;
}

const isWildcard = ({ text }: ListenAddress): boolean => /^(?:0\.0\.0\.0|\[::\]):/.test(text);

/** ngx_event_init_conf: a connection for each socket that nginx listens at, and one more. */
export const connectionsSuffice: BlockEnd = (end) => {
  const { block, cycle } = end;
  const events = block.inner.find(({ context }) => context === 'events');
  if (events?.directive === undefined || lacksIncludes(end) || listensElsewhere(block)) return;
  const located = events.directives.get('worker_connections');
  const connections = connectionsOf(located);
  if (connections === undefined) return;
  const sockets = socketsOf(cycle.get(addressesKey).values());
  if (connections >= sockets + 1) return;
  end.report(`${connections} worker_connections are not enough for ${sockets} listening sockets`, {
    at: located ?? events.directive,
    unplaced: true,
  });
};

function connectionsOf(located: LocatedDirective | undefined): number | undefined {
  return located === undefined ? DEFAULT_CONNECTIONS : parseNumber(located.directive.args[0]?.value ?? '');
}

/** The sockets of `stream` and `mail` are not counted here. */
function listensElsewhere({ inner }: BlockState): boolean {
  return inner.some(
    ({ context, inner: servers }) =>
      context !== 'http' && servers.some(({ directives }) => directives.has('listen')),
  );
}
