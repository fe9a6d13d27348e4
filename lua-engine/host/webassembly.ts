/** A compiled WebAssembly module. */
export type WasmModule = object & { readonly __module?: never };

/** A linear memory; `grow` takes pages of 64 KiB. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Module: {
    new (bytes: ArrayBuffer | ArrayBufferView): WasmModule;
    imports(module: WasmModule): { module: string; name: string }[];
  };
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
  readonly RuntimeError: new (message?: string) => Error;
  /** An exception of wasm code's own: here a longjmp that nobody catches. */
  readonly Exception: new (...args: never[]) => object;
}

/**
 * The part of the WebAssembly API that the engine uses. TypeScript describes that API only in its
 * library for browsers, whose other names this project does not want.
 */
export const wasmApi = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
