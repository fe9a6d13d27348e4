import type { Word } from '../../tree.js';
import type { BlockState, Key } from '../block-state.js';
import { hostKeys } from '../host-keys.js';
import { testRegex } from '../regex.js';
import type { BlockEnd, Call, Setters } from '../setter.js';
import { serverNamesOf } from './http-server-name.js';

/** What ngx_http_referer_conf_t keeps. */
interface Referers {
  /** The hosts, as ngx_hash_add_key files them. */
  readonly hosts: Set<string>;
  /** `server_names`, where it was said last. */
  serverNames?: Word;
  /** `none` or `blocked`, where it was said last. */
  withoutHost?: Word;
}

const referersKey: Key<Referers> = { name: 'valid_referers', make: () => ({ hosts: new Set() }) };

/** ngx_http_add_referer. @returns nginx's words for what is wrong */
function add({ hosts }: Referers, name: string): string | undefined {
  const keys = hostKeys(name.toLowerCase());
  if (keys === undefined) return `invalid hostname or wildcard "${name}"`;
  if (keys.some((key) => hosts.has(key))) return `conflicting parameter "${name.toLowerCase()}"`;
  for (const key of keys) hosts.add(key);
  return undefined;
}

function validReferers(call: Call): undefined {
  const referers = call.block.get(referersKey);
  for (const word of call.args) {
    const { value } = word;
    if (value === '') {
      call.report('invalid referer ""', { at: word });
      return;
    }
    if (value === 'none' || value === 'blocked') referers.withoutHost = word;
    else if (value === 'server_names') referers.serverNames = word;
    else if (value.startsWith('~')) {
      if (value === '~') {
        call.report(`empty regex in "${value}"`, { at: word });
        return;
      }
      if (!testRegex(call, word, value.slice(1))) return;
    } else {
      const [host = ''] = value.split('/', 1);
      const fault = add(referers, host);
      if (fault !== undefined) {
        call.report(fault, { at: word });
        return;
      }
    }
  }
}

/** ngx_http_referer_merge_conf: the server's names are added when `http` has been read. */
export const refererHosts: BlockEnd = (end) => {
  const pending = end.block.inner.filter(({ context }) => context === 'server').reverse();
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (block.has(referersKey)) merge(end, block);
    pending.push(...block.inner.toReversed());
  }
};

function merge({ report }: Parameters<BlockEnd>[0], block: BlockState): void {
  const referers = block.get(referersKey);
  const located = block.directives.get('valid_referers');
  const server = block.enclosing('server');
  if (located === undefined || server === undefined) return;
  const { serverNames, withoutHost } = referers;
  if (serverNames !== undefined) {
    for (const name of serverNamesOf(server)) {
      const fault = add(referers, name);
      if (fault === undefined) continue;
      report(fault, { in: located, at: serverNames });
      return;
    }
  }
  if (withoutHost !== undefined && referers.hosts.size === 0)
    report(
      'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer',
      { in: located, at: withoutHost, unplaced: true },
    );
}

export const refererSetters: Setters = { ngx_http_valid_referers: validReferers };
