import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadLuaParser, type LuaParser } from '../core/lua/index.js';
import type { FormatLua } from '../core/nginx/index.js';
import { loadLuaEngine, type LuaEngine } from '../lua-engine/index.js';
import { luaFormatter } from './lua-formatter.js';

/** The WebAssembly files that lie beside the bundle. */
const files = {
  treeSitter: 'web-tree-sitter.wasm',
  luaGrammar: 'tree-sitter-lua.wasm',
  luaEngine: 'lua.wasm',
  luaFormatter: 'stylua.wasm',
} as const;

function bytes(name: keyof typeof files): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path.join(import.meta.dirname, files[name])));
}

export function luaParser(): Promise<LuaParser> {
  return loadLuaParser({ runtime: bytes('treeSitter'), grammar: bytes('luaGrammar') });
}

export function luaWasm(): Uint8Array<ArrayBuffer> {
  return bytes('luaEngine');
}

export function luaEngine(): LuaEngine {
  return loadLuaEngine(luaWasm());
}

/** StyLua's WebAssembly is read when the first Lua is to be laid out. */
export function assetLuaFormatter(): FormatLua {
  return luaFormatter(() => bytes('luaFormatter'));
}

/** All three, for the language server's threads. */
export function wasmFiles(): Record<'treeSitter' | 'luaGrammar' | 'luaEngine', Uint8Array<ArrayBuffer>> {
  return { treeSitter: bytes('treeSitter'), luaGrammar: bytes('luaGrammar'), luaEngine: bytes('luaEngine') };
}
