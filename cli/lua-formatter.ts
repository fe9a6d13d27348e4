import * as stylua from '@johnnymorganz/stylua/stylua_lib_bg.js';
import type { FormatLua } from '../core/nginx/index.js';

interface Memory {
  grow(pages: number): number;
}

/** The part of the WebAssembly API that is used here; TypeScript knows it only in the browser's library. */
const api = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
      RuntimeError: new () => Error;
    };
  }
).WebAssembly;

/**
 * StyLua as a function, made when it is first called. What it cannot read (LuaJIT's `0x1p4`, `3i`, `a.goto` among
 * it) is answered with undefined; that its result means the same is StyLua's own check of the syntax trees.
 * @param wasm gives its `stylua_lib_bg.wasm`
 */
export function luaFormatter(wasm: () => Uint8Array<ArrayBuffer>): FormatLua {
  let module: object | undefined;
  let memory: Memory | undefined;
  const start = (): Memory => {
    module ??= new api.Module(wasm());
    const { exports } = new api.Instance(module, { './stylua_lib_bg.js': { ...stylua } });
    stylua.__wbg_set_wasm(exports);
    (exports['__wbindgen_start'] as () => void)();
    return exports['memory'] as Memory;
  };
  return (text, { tabSize, insertSpaces, eol, width }) => {
    memory ??= start();
    try {
      const config = stylua.Config.new();
      config.syntax = stylua.LuaVersion.LuaJIT;
      config.indent_type = insertSpaces ? stylua.IndentType.Spaces : stylua.IndentType.Tabs;
      config.indent_width = tabSize;
      config.column_width = width;
      config.line_endings = eol === '\n' ? stylua.LineEndings.Unix : stylua.LineEndings.Windows;
      // `require "x"` is a habit of OpenResty's own libraries.
      config.call_parentheses = stylua.CallParenType.Input;
      return stylua.formatCode(text, config, undefined, stylua.OutputVerification.Full);
    } catch (error) {
      // After a panic its stack is lost. Growing the memory parts the library from its view of the old one.
      if (error instanceof api.RuntimeError) {
        memory.grow(1);
        memory = undefined;
      }
      return undefined;
    }
  };
}
