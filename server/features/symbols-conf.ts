import { SymbolKind } from 'vscode-languageserver';
import type { LuaParser } from '../../core/lua/index.js';
import { blockOf, luaChunkOf, luaDirective, type ConfNode, type ConfTree } from '../../core/nginx/index.js';
import { parseLua } from '../workspace/documents.js';
import type { SymbolNode } from './symbols.js';
import { luaSymbols } from './symbols-lua.js';

const kinds: Readonly<Record<string, SymbolKind>> = {
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
  lua_shared_dict: SymbolKind.Key,
};

/** Blocks, what runs Lua, and shared dictionaries; a server is told by its name, else by its port. */
export function confSymbols(tree: ConfTree, parser: LuaParser): SymbolNode[] {
  return symbolsIn(tree.children, parser, 0);
}

/** nginx itself nests a handful of blocks; a file that nests more is nobody's outline. */
const maxDepth = 50;

function symbolsIn(nodes: readonly ConfNode[], parser: LuaParser, depth: number): SymbolNode[] {
  if (depth > maxDepth) return [];
  return nodes.flatMap((node): SymbolNode[] => {
    const name = node.name.value;
    const lua = node.kind === 'directive' ? luaDirective(name) : undefined;
    const block = blockOf(node);
    if (node.kind === 'entry' || (!block && !lua && node.form !== 'lua' && name !== 'lua_shared_dict'))
      return [];
    const args = node.args.map(({ raw }) => raw);
    const shown = lua?.source === 'string' ? args.slice(0, lua.argument) : args;
    const detail = name === 'server' && block ? serverDetail(block.children) : undefined;
    return [
      {
        name: [node.name.raw, ...shown].join(' '),
        ...(detail !== undefined && { detail }),
        kind: lua || node.form === 'lua' ? SymbolKind.Function : (kinds[name] ?? SymbolKind.Struct),
        span: node.span,
        selection: { start: node.name.span.start, end: (node.args.at(-1) ?? node.name).span.end },
        children: block ? symbolsIn(block.children, parser, depth + 1) : luaInside(node, parser),
      },
    ];
  });
}

function serverDetail(children: readonly ConfNode[]): string | undefined {
  const values = ['server_name', 'listen'].flatMap((wanted) => {
    const found = children.find(({ name }) => name.value === wanted);
    return found ? found.args.map(({ value }) => value).join(' ') : [];
  });
  return values.length > 0 ? values.join(', ') : undefined;
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
