import { addressKey, type Listen, type Server } from '../program/index.js';

interface NamedServers {
  readonly exact: ReadonlyMap<string, Server>;
  /** `*.example.com`: suffixes with their dot, longest first. */
  readonly suffixes: readonly (readonly [string, Server])[];
  /** `www.example.*`: prefixes with their dot, longest first. */
  readonly prefixes: readonly (readonly [string, Server])[];
  readonly regexes: readonly (readonly [RegExp, Server])[];
  readonly fallback: Server;
}

/** Which server answers on which address for which host (ngx_http_find_virtual_server). */
export class ServerSelector {
  readonly #byAddress = new Map<string, NamedServers>();

  constructor(servers: readonly Server[]) {
    const keys = new Set(servers.flatMap(({ listens }) => listens.map(addressKey)));
    for (const key of keys) {
      const here = servers.filter(({ listens }) => listens.some((listen) => addressKey(listen) === key));
      this.#byAddress.set(key, collect(here, key));
    }
  }

  /** @param host lower case, without its port; '' if the request names none */
  select(listen: Listen, host: string): Server | undefined {
    const servers = this.#byAddress.get(addressKey(listen));
    if (servers === undefined) return undefined;
    const exact = servers.exact.get(host);
    if (exact !== undefined || host === '') return exact ?? servers.fallback;
    const suffix = servers.suffixes.find(([end]) => host.endsWith(end) || `.${host}` === end);
    if (suffix) return suffix[1];
    const prefix = servers.prefixes.find(([start]) => host.startsWith(start));
    if (prefix) return prefix[1];
    return servers.regexes.find(([regex]) => regex.test(host))?.[1] ?? servers.fallback;
  }
}

function collect(servers: readonly Server[], key: string): NamedServers {
  const exact = new Map<string, Server>();
  const suffixes: [string, Server][] = [];
  const prefixes: [string, Server][] = [];
  const regexes: [RegExp, Server][] = [];
  for (const server of servers) {
    for (const name of server.names) {
      if (name.startsWith('~')) regexes.push([new RegExp(name.slice(1), 'i'), server]);
      else if (name.startsWith('*.')) suffixes.push([name.slice(1), server]);
      else if (name.endsWith('.*')) prefixes.push([name.slice(0, -1), server]);
      else if (name.startsWith('.')) {
        if (!exact.has(name.slice(1))) exact.set(name.slice(1), server);
        suffixes.push([name, server]);
      } else if (!exact.has(name)) exact.set(name, server);
    }
  }
  const longestFirst = (a: readonly [string, Server], b: readonly [string, Server]): number =>
    b[0].length - a[0].length;
  const isDefault = (server: Server): boolean =>
    server.listens.some((listen) => listen.defaultServer && addressKey(listen) === key);
  return {
    exact,
    suffixes: suffixes.sort(longestFirst),
    prefixes: prefixes.sort(longestFirst),
    regexes,
    fallback: servers.find(isDefault) ?? servers[0]!,
  };
}
