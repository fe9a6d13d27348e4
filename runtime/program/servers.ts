import { hostname } from 'node:os';
import { emptyLevel, mergeSettings, type Compilation, type HttpDraft, type ServerDraft } from './draft.js';
import { defaultListen, readListen } from './listen.js';
import { buildTree, levelHandlers } from './locations.js';
import { ConfProblem, type HandlerTable, type Statement } from './reader.js';
import type { Listen, Location, Server, Settings } from './types.js';
import { flagOf } from './values.js';

export function readServer(statement: Statement, http: HttpDraft, compilation: Compilation): void {
  const { file, line } = statement;
  const draft: ServerDraft = { ...emptyLevel(), file, line, listens: [], names: [] };
  http.servers.push(draft);
  compilation.reader.read(statement.located.children, 'server', serverHandlers(compilation), draft);
  if (draft.listens.length === 0) draft.listens.push(defaultListen(draft));
}

function serverHandlers(compilation: Compilation): HandlerTable<ServerDraft> {
  return {
    ...levelHandlers<ServerDraft>(compilation),
    listen: (statement, draft) => {
      const listen = readListen(statement);
      if (draft.listens.some((other) => addressKey(other) === addressKey(listen))) {
        throw new ConfProblem(`a duplicate listen ${shownAddress(listen)}`);
      }
      draft.listens.push(listen);
    },
    server_name: ({ args }, draft) => {
      draft.names.push(
        ...args.map((name) =>
          name === '$hostname' ? hostname().toLowerCase() : name.startsWith('~') ? name : name.toLowerCase(),
        ),
      );
    },
    merge_slashes: (statement, draft) => (draft.mergeSlashes = flagOf(statement)),
    ignore_invalid_headers: (statement, draft) => (draft.ignoreInvalidHeaders = flagOf(statement)),
    underscores_in_headers: (statement, draft) => (draft.underscoresInHeaders = flagOf(statement)),
  };
}

export function addressKey({ address, port, isUnix }: Listen): string {
  return isUnix ? `unix:${address}` : `${address}:${port}`;
}

function shownAddress(listen: Listen): string {
  if (listen.isUnix) return `unix:${listen.address}`;
  const { address, port } = listen;
  if (address === '*') return `0.0.0.0:${port}`;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** What `http` sets for its servers beside the settings that locations inherit. */
type ServerDefaults = Pick<ServerDraft, 'mergeSlashes' | 'ignoreInvalidHeaders' | 'underscoresInHeaders'>;

export function finishServer(draft: ServerDraft, outer: Settings, defaults: ServerDefaults): Server {
  const settings = mergeSettings(outer, draft);
  const { file, line, listens, steps } = draft;
  const names = draft.names.length === 0 ? [''] : draft.names;
  const nested = { exact: new Map(), prefixes: [], regexes: [], named: new Map() };
  const root: Location = {
    kind: 'server',
    name: '',
    regex: undefined,
    internal: false,
    settings,
    steps,
    nested,
    file,
    line,
  };
  return {
    listens,
    names,
    mergeSlashes: draft.mergeSlashes ?? defaults.mergeSlashes ?? true,
    ignoreInvalidHeaders: draft.ignoreInvalidHeaders ?? defaults.ignoreInvalidHeaders ?? true,
    underscoresInHeaders: draft.underscoresInHeaders ?? defaults.underscoresInHeaders ?? false,
    root,
    locations: buildTree(draft.locations, settings),
    file,
    line,
  };
}

/** Every address once; `a duplicate default server` is reported. */
export function collectListens(servers: readonly ServerDraft[], { reader }: Compilation): Listen[] {
  const byAddress = new Map<string, Listen>();
  const defaults = new Set<string>();
  for (const listen of servers.flatMap(({ listens }) => listens)) {
    const key = addressKey(listen);
    if (listen.defaultServer && defaults.has(key)) {
      reader.error(listen, `a duplicate default server for ${shownAddress(listen)}`);
    }
    if (listen.defaultServer) defaults.add(key);
    if (!byAddress.has(key)) byAddress.set(key, listen);
  }
  return [...byAddress.values()];
}
