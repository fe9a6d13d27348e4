import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadLuaParser, type LuaParser } from '../index.js';

const { resolve } = createRequire(import.meta.url);

/** The parser from the installed packages, for tests; the product ships the same two files. */
export function testParser(): Promise<LuaParser> {
  return loadLuaParser({
    runtime: readFileSync(resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(resolve('@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm')),
  });
}
