import { SymbolKind } from 'vscode-languageserver';
import { blockOf, type ConfNode, type NameKind, type Span } from '../../core/nginx/index.js';
import type { ProjectNames } from '../../core/openresty/index.js';

/** Something of a project that has a name. */
export interface ProjectSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly file: string;
  readonly span: Span;
  /** The server around a location; what declares a name. */
  readonly container: string;
}

/** More than anybody reads; the client asks again as the query grows. */
const most = 500;

const kinds: Readonly<Record<NameKind, SymbolKind>> = {
  variable: SymbolKind.Variable,
  upstream: SymbolKind.Object,
  zone: SymbolKind.Struct,
  dict: SymbolKind.Struct,
  location: SymbolKind.Interface,
  'log format': SymbolKind.Constant,
};

/** Directives whose variables are worth finding: a `set` is a statement, these are definitions. */
const defining = new Set(['map', 'geo', 'split_clients', 'geoip2', 'keyval', 'js_set', 'perl_set']);

/**
 * Servers, locations, upstreams, shared dictionaries, zones, log formats, variables of maps, and the functions of Lua
 * files, whose names have the letters of the query in its order; the best first.
 */
export function workspaceSymbols(query: string, names: ProjectNames): ProjectSymbol[] {
  const { confFiles, luaFiles } = names.source;
  const all = [
    ...confFiles.flatMap((file) => confSymbols(file, names)),
    ...(query.trim().length > 1 ? luaFiles.flatMap((file) => luaFunctions(file, names)) : []),
  ];
  return all
    .map((symbol) => ({ symbol, rank: rankOf(symbol.name, query) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ symbol }) => symbol);
}

function confSymbols(file: string, names: ProjectNames): ProjectSymbol[] {
  const tree = names.treeOf(file);
  if (!tree) return [];
  const found: ProjectSymbol[] = [];
  const pending = tree.children.map((node) => ({ node, server: '' })).reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node } = next;
    const block = blockOf(node);
    if (!block) continue;
    const isServer = node.name.value === 'server';
    const server = isServer ? serverName(block.children) : next.server;
    const head = { start: node.name.span.start, end: (node.args.at(-1) ?? node.name).span.end };
    if (isServer) found.push({ name: server, kind: SymbolKind.Class, file, span: head, container: file });
    if (node.name.value === 'location') {
      const name = ['location', ...node.args.map(({ raw }) => raw)].join(' ');
      found.push({ name, kind: SymbolKind.Interface, file, span: head, container: server });
    }
    for (const child of block.children.toReversed()) pending.push({ node: child, server });
  }
  for (const { kind, name, role, span, by } of names.namesOf(file).occurrences) {
    const isWanted = kind === 'variable' ? defining.has(by) : kind !== 'location';
    if (role !== 'declaration' || !isWanted) continue;
    const shown = kind === 'variable' ? `$${name}` : name;
    found.push({ name: shown, kind: kinds[kind], file, span, container: by });
  }
  return found;
}

/** `server a.example:8080`: its first name and port. */
function serverName(children: readonly ConfNode[]): string {
  const first = (name: string): string | undefined =>
    children.find((child) => child.name.value === name)?.args[0]?.value;
  const [name, listen] = [first('server_name'), first('listen')];
  return ['server', ...(name ? [name] : []), ...(listen ? [listen] : [])].join(' ');
}

const functions = /^(?!\s*--).*?(?:\bfunction[ \t]+([\w.:]+)|([\w.]+)[ \t]*=[ \t]*function\b)/gm;

/** By the look of their lines: a workspace has more Lua than can be parsed while somebody types. */
function luaFunctions(file: string, names: ProjectNames): ProjectSymbol[] {
  const text = names.source.read(file) ?? '';
  return [...text.matchAll(functions)].map((match) => {
    const name = match[1] ?? match[2] ?? '';
    const start = match.index + match[0].lastIndexOf(name);
    const kind = name.includes(':') ? SymbolKind.Method : SymbolKind.Function;
    return { name, kind, file, span: { start, end: start + name.length }, container: file };
  });
}

/** Lower is better; Infinity: the letters of the query are not there, or not in its order. */
function rankOf(name: string, query: string): number {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase().replace(/\s+/g, '')];
  if (wanted === '') return 0;
  const at = text.indexOf(wanted);
  if (at === 0) return text.length / 1000;
  if (at > 0) return 1 + at / 1000;
  let from = 0;
  for (const letter of wanted) {
    const found = text.indexOf(letter, from);
    if (found === -1) return Infinity;
    from = found + 1;
  }
  return 2 + from / 1000;
}
