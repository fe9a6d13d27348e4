import { SymbolKind } from 'vscode-languageserver';
import type { LuaParser } from '../../core/lua/index.js';
import { blockOf, luaChunkOf, luaDirective, type ConfNode, type ConfTree } from '../../core/nginx/index.js';
import { parseLua } from '../workspace/documents.js';
import type { SymbolNode } from './symbols.js';
import { luaSymbols } from './symbols-lua.js';

const blockKinds: Readonly<Record<string, SymbolKind>> = {
  http: SymbolKind.Namespace,
  stream: SymbolKind.Namespace,
  mail: SymbolKind.Namespace,
  events: SymbolKind.Namespace,
  server: SymbolKind.Class,
  upstream: SymbolKind.Object,
  location: SymbolKind.Interface,
  map: SymbolKind.Enum,
  geo: SymbolKind.Enum,
  split_clients: SymbolKind.Enum,
  types: SymbolKind.Enum,
  if: SymbolKind.Operator,
};

/** How a simple directive that names something is told: its kind, and what its name is. */
interface Naming {
  readonly kind: SymbolKind;
  readonly nameOf: (args: readonly string[]) => string | undefined;
}

const firstArgument = (args: readonly string[]): string | undefined => args[0];

/** `zone=one:10m` is the zone `one`. */
const zoneOf =
  (key: string) =>
  (args: readonly string[]): string | undefined =>
    args
      .find((arg) => arg.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .split(':')[0];

const zone = (key: string): Naming => ({ kind: SymbolKind.Key, nameOf: zoneOf(key) });

/** The simple directives that declare a thing with a name, or bring one in. */
const namings: Readonly<Record<string, Naming>> = {
  lua_shared_dict: { kind: SymbolKind.Key, nameOf: firstArgument },
  limit_req_zone: zone('zone'),
  limit_conn_zone: zone('zone'),
  proxy_cache_path: zone('keys_zone'),
  fastcgi_cache_path: zone('keys_zone'),
  uwsgi_cache_path: zone('keys_zone'),
  scgi_cache_path: zone('keys_zone'),
  log_format: { kind: SymbolKind.String, nameOf: firstArgument },
  include: { kind: SymbolKind.File, nameOf: firstArgument },
};

/** A server of an upstream, and what it shares with the other workers. */
const upstreamNamings: Readonly<Record<string, Naming>> = {
  server: { kind: SymbolKind.Field, nameOf: firstArgument },
  zone: { kind: SymbolKind.Key, nameOf: firstArgument },
  include: { kind: SymbolKind.File, nameOf: firstArgument },
};

/** Blocks, what runs Lua, and what has a name: servers of upstreams, dictionaries, zones, formats, included files. */
export function confSymbols(tree: ConfTree, parser: LuaParser): SymbolNode[] {
  return symbolsIn(tree.children, parser, namings, 0);
}

/** nginx itself nests a handful of blocks; a file that nests more is nobody's outline. */
const maxDepth = 50;

function symbolsIn(
  nodes: readonly ConfNode[],
  parser: LuaParser,
  known: Readonly<Record<string, Naming>>,
  depth: number,
): SymbolNode[] {
  if (depth > maxDepth) return [];
  return nodes.flatMap((node): SymbolNode[] => {
    const isDirective = node.kind === 'directive';
    const isInclude = node.name.value === 'include' && node.args.length === 1;
    if (!isDirective && !isInclude) return [];
    const own = blockOf(node)
      ? blockSymbol(node)
      : (luaSymbol(node) ?? namedSymbol(node, isDirective ? known : namings));
    if (!own) return [];
    const children = blockOf(node)?.children;
    const inner = node.name.value === 'upstream' ? upstreamNamings : namings;
    return [
      {
        ...own,
        span: node.span,
        selection: { start: node.name.span.start, end: (node.args.at(-1) ?? node.name).span.end },
        children: children ? symbolsIn(children, parser, inner, depth + 1) : luaInside(node, parser),
      },
    ];
  });
}

type Label = Pick<SymbolNode, 'name' | 'detail' | 'kind'>;

function blockSymbol(node: ConfNode): Label {
  const name = node.name.value;
  const kind = blockKinds[name] ?? SymbolKind.Struct;
  if (name === 'server') return { ...serverLabel(blockOf(node)?.children ?? []), kind };
  return { name: words(node), kind };
}

/** A server is told by its names, and where it has none by what it listens on. */
function serverLabel(children: readonly ConfNode[]): Pick<Label, 'name' | 'detail'> {
  const names = argumentsOf(children, 'server_name')
    .flat()
    .filter((name) => name !== '');
  const addresses = argumentsOf(children, 'listen').flatMap(([address = '']) => address);
  const [label, detail] = names.length > 0 ? [names.join(' '), addresses] : [addresses.join(', '), []];
  return {
    name: label === '' ? 'server' : `server ${label}`,
    ...(detail.length > 0 && { detail: detail.join(', ') }),
  };
}

function argumentsOf(nodes: readonly ConfNode[], wanted: string): string[][] {
  return nodes.filter(({ name }) => name.value === wanted).map(({ args }) => args.map(({ value }) => value));
}

/** The directive says the phase; a file is named, code is not. */
function luaSymbol(node: ConfNode): Label | undefined {
  const lua = luaDirective(node.name.value);
  if (!lua && node.form !== 'lua') return undefined;
  const count = lua?.source === 'string' ? lua.argument : undefined;
  return { name: words(node, count), kind: SymbolKind.Function };
}

function namedSymbol(node: ConfNode, known: Readonly<Record<string, Naming>>): Label | undefined {
  const directive = node.name.value;
  const naming = Object.hasOwn(known, directive) ? known[directive] : undefined;
  const args = node.args.map(({ value }) => value);
  const name = naming?.nameOf(args);
  if (!naming || name === undefined) return undefined;
  const rest = naming.nameOf === firstArgument && directive !== 'log_format' ? args.slice(1) : [];
  const detail = rest.join(' ');
  return { name: `${directive} ${name}`, kind: naming.kind, ...(detail !== '' && { detail }) };
}

function words({ name, args }: ConfNode, count = args.length): string {
  return [name.raw, ...args.slice(0, count).map(({ raw }) => raw)].join(' ');
}

function luaInside(node: ConfNode, parser: LuaParser): SymbolNode[] {
  const chunk = luaChunkOf(node);
  if (!chunk) return [];
  const move = (symbol: SymbolNode): SymbolNode => ({
    ...symbol,
    span: { start: chunk.toHost(symbol.span.start), end: chunk.toHost(symbol.span.end) },
    selection: { start: chunk.toHost(symbol.selection.start), end: chunk.toHost(symbol.selection.end) },
    children: symbol.children.map(move),
  });
  return luaSymbols(parseLua(chunk.text, parser)).map(move);
}
