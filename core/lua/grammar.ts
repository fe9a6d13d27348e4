import { Language, Parser } from 'web-tree-sitter';
import { lowerChunk, syntaxErrors } from './lower.js';
import { copyTree } from './raw.js';
import type { LuaSyntax } from './syntax.js';

/** The one way from text to the compact syntax; tree-sitter stays behind it. */
export interface LuaParser {
  /** Never throws: what cannot be read becomes errors and holes, the rest of the chunk is still there. */
  parse(text: string): LuaSyntax;
}

/** The two WebAssembly files that make a parser; the caller knows where they lie. */
export interface LuaParserFiles {
  /** `web-tree-sitter.wasm` of the package web-tree-sitter. */
  readonly runtime: Uint8Array;
  /** `tree-sitter-lua.wasm` of the package @tree-sitter-grammars/tree-sitter-lua. */
  readonly grammar: Uint8Array;
}

let loading: Promise<LuaParser> | undefined;

/** Loads the grammar once for the process: web-tree-sitter has one WebAssembly instance, which later calls share. */
export function loadLuaParser(files: LuaParserFiles): Promise<LuaParser> {
  loading ??= load(files);
  return loading;
}

async function load({ runtime, grammar }: LuaParserFiles): Promise<LuaParser> {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return { parse: (text) => parse(parser, text) };
}

function parse(parser: Parser, text: string): LuaSyntax {
  const tree = parser.parse(text);
  // Only without a language or after a cancellation, and neither happens here.
  if (!tree) throw new Error('the Lua grammar is not loaded');
  try {
    const cursor = tree.walk();
    try {
      const root = copyTree(cursor);
      const errors = tree.rootNode.hasError ? syntaxErrors(root, text) : [];
      return { text, main: lowerChunk(root, text), errors };
    } catch (error) {
      // Lua itself refuses more than 200 levels ("chunk has too many syntax levels", lparser.c).
      if (error instanceof RangeError) return unreadable(text, 'chunk has too many syntax levels');
      throw error;
    } finally {
      cursor.delete();
    }
  } finally {
    // The tree lives in WebAssembly memory, which nothing else gives back.
    tree.delete();
  }
}

function unreadable(text: string, message: string): LuaSyntax {
  const span = { start: 0, end: text.length };
  const body = { statements: [], ...span };
  return {
    text,
    main: {
      kind: 'function',
      parameters: [],
      hasVararg: true,
      isMethod: false,
      body,
      label: undefined,
      ...span,
    },
    errors: [{ message, ...span }],
    tooDeep: true,
  };
}
