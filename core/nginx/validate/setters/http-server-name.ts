import type { LocatedDirective } from '../../include.js';
import type { Word } from '../../tree.js';
import type { BlockState, Key } from '../block-state.js';
import { bucketSize, hostFits, tooSmallBucket } from '../hash-sizes.js';
import { hostKeys } from '../host-keys.js';
import { compileRegex } from '../regex.js';
import type { BlockEnd, Setters } from '../setter.js';
import { addressesKey, type ListenAddress } from './http-listen.js';

interface ServerName {
  readonly name: string;
  readonly word: Word | undefined;
  readonly located: LocatedDirective;
}

const namesKey: Key<ServerName[]> = { name: 'server names', make: () => [] };
/** The server has a name, also a regular expression. */
const namedKey: Key<{ isNamed: boolean }> = { name: 'has names', make: () => ({ isNamed: false }) };

/** In lower case; a server without a name has the empty one. */
export function serverNamesOf(server: BlockState): readonly string[] {
  return server.get(namedKey).isNamed ? server.get(namesKey).map(({ name }) => name) : [''];
}

export const serverNameSetters: Setters = {
  ngx_http_core_server_name: (call) => {
    const { located, block } = call;
    for (const word of call.args) {
      const { value } = word;
      if (/^\*(?:[^.]|.?$)/s.test(value) || value === '.') {
        call.report(`server name "${value}" is invalid`, { at: word });
        return undefined;
      }
      if (value.includes('/'))
        call.report(`server name "${value}" has suspicious symbols`, { level: 'warn', at: word });
      block.get(namedKey).isNamed = true;
      if (!value.startsWith('~')) {
        // The name of the machine is nobody's here.
        if (value.toLowerCase() !== '$hostname')
          block.get(namesKey).push({ name: value.toLowerCase(), word, located });
        continue;
      }
      if (value === '~') {
        call.report(`empty regex in server name "${value}"`, { at: word });
        return undefined;
      }
      if (!compileRegex(call, word, value.slice(1))) return undefined;
    }
    return undefined;
  },
};

/** ngx_http_optimize_servers, of each address that more than one server listens at. */
export const conflictingServerNames: BlockEnd = (end) => {
  for (const address of end.cycle.get(addressesKey).values())
    if (address.servers.length > 1 && !checkNames(end, address)) return;
};

/** @returns whether nginx goes on */
function checkNames(end: Parameters<BlockEnd>[0], { servers, text }: ListenAddress): boolean {
  const { block, report } = end;
  const taken = new Set<string>();
  const bucket = bucketSize(block, 'server_names_hash_bucket_size', end);
  let tooLong: ServerName | undefined;
  for (const server of servers) {
    const { directive } = server;
    const names = server.get(namesKey);
    const unnamed = directive && !server.get(namedKey).isNamed;
    // A server without a name has the empty one.
    const all = unnamed ? [{ name: '', word: undefined, located: directive }] : names;
    for (const { name, word, located } of all) {
      const keys = hostKeys(name);
      if (keys === undefined) {
        report(`invalid server name or wildcard "${name}" on ${text}`, {
          in: located,
          at: word ?? located,
          unplaced: true,
        });
        return false;
      }
      if (keys.some((key) => taken.has(key)))
        report(`conflicting server name "${name}" on ${text}, ignored`, {
          level: 'warn',
          code: 'conf/duplicate',
          in: located,
          at: word ?? located,
          unplaced: true,
        });
      for (const key of keys) taken.add(key);
      // A name with a dot before it is hashed as a wildcard.
      const hashed = keys.length > 1 ? keys.slice(1) : keys;
      if (!hashed.every((key) => hostFits(key, bucket))) tooLong ??= { name, word, located };
    }
  }
  if (tooLong === undefined) return true;
  report(tooSmallBucket('server_names_hash', bucket), {
    in: tooLong.located,
    at: tooLong.word ?? tooLong.located,
    unplaced: true,
  });
  return false;
}
