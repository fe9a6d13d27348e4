import { wasmApi } from './webassembly.js';
import { LuaVm } from './vm.js';
import type { VmOptions, VmSnapshot } from './vm.js';
import { SyntaxChecker } from './syntax.js';

/** A compiled engine: many VMs can come out of it. */
export interface LuaEngine {
  /** A VM with its libraries open. */
  createVm(options?: VmOptions): LuaVm;
  /** A VM as the snapshot left it. Register the same host functions in the same order. */
  restoreVm(snapshot: VmSnapshot, options?: VmOptions): LuaVm;
  /**
   * The engine's message for a text that does not compile, as LuaJIT words it
   * (`nginx.conf:12: '=' expected near 'x'`), or undefined. Never throws.
   * @param chunkName as for Lua's load: '=name' is shown as it is, '@file' as a file
   */
  compile(text: string | Uint8Array, chunkName: string): string | undefined;
}

/** Compiles the engine. `wasm` is the content of lua.wasm; throws WebAssembly.CompileError for anything else. */
export function loadLuaEngine(wasm: ArrayBuffer | ArrayBufferView): LuaEngine {
  const module = new wasmApi.Module(wasm);
  const build = fingerprint(wasm);
  const syntax = new SyntaxChecker(module);
  return {
    createVm: (options = {}) => LuaVm.create(module, build, options),
    restoreVm: (snapshot, options = {}) => LuaVm.restore(module, build, snapshot, options),
    compile: (text, chunkName) => syntax.check(text, chunkName),
  };
}

/** FNV-1a over the engine's bytes: a snapshot fits only the build that it was taken from. */
function fingerprint(wasm: ArrayBuffer | ArrayBufferView): string {
  const bytes = ArrayBuffer.isView(wasm)
    ? new Uint8Array(wasm.buffer, wasm.byteOffset, wasm.byteLength)
    : new Uint8Array(wasm);
  let hash = 0x811c9dc5;
  for (const byte of bytes) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(16)}`;
}
