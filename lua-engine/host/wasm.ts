import { wasmApi } from './webassembly.js';
import type { WasmMemory, WasmModule } from './webassembly.js';

/** A pointer into the linear memory; 0 is NULL. */
export type Pointer = number;

/** Lua's type numbers (lua.h). */
export const luaType = {
  none: -1,
  nil: 0,
  boolean: 1,
  lightUserdata: 2,
  number: 3,
  string: 4,
  table: 5,
  function: 6,
  userdata: 7,
  thread: 8,
} as const;

/** Statuses of lua_pcall and lua_resume (lua.h); every other number is an error. */
export const luaStatus = { ok: 0, yield: 1 } as const;

/** What lua.wasm exports. `L` is a lua_State; names without `lens_` are Lua's own API (5.2 manual, § 4). */
export interface LuaExports {
  readonly memory: WasmMemory;
  _initialize(): void;
  stackSave(): Pointer;
  malloc(size: number): Pointer;
  free(at: Pointer): void;

  lua_gettop(L: Pointer): number;
  lua_settop(L: Pointer, index: number): void;
  lua_pushvalue(L: Pointer, index: number): void;
  lua_type(L: Pointer, index: number): number;
  lua_tolstring(L: Pointer, index: number, length: Pointer): Pointer;
  lua_pushnil(L: Pointer): void;
  lua_pushboolean(L: Pointer, value: number): void;
  lua_pushnumber(L: Pointer, value: number): void;
  lua_pushlstring(L: Pointer, text: Pointer, length: number): Pointer;
  lua_createtable(L: Pointer, arraySize: number, hashSize: number): void;
  lua_rawget(L: Pointer, index: number): void;
  lua_rawset(L: Pointer, index: number): void;
  lua_rawlen(L: Pointer, index: number): number;
  lua_rawequal(L: Pointer, a: number, b: number): number;
  lua_next(L: Pointer, index: number): number;
  lua_newthread(L: Pointer): Pointer;
  lua_checkstack(L: Pointer, slots: number): number;
  lua_topointer(L: Pointer, index: number): Pointer;

  // c/host.c
  lens_create(): Pointer;
  lens_main_thread(): Pointer;
  lens_arguments(): Pointer;
  lens_scratch(): Pointer;
  lens_marshal(L: Pointer, first: number, count: number): void;
  lens_keep(L: Pointer): number;
  lens_release(L: Pointer, slot: number): void;
  lens_push_kept(L: Pointer, slot: number): void;
  lens_push_host_function(L: Pointer, id: number): void;
  lens_call(L: Pointer, count: number): number;
  lens_push_error_trace(L: Pointer): void;
  lens_load(L: Pointer, text: Pointer, length: number, name: Pointer): number;
  lens_push_where(L: Pointer, level: number): void;
  lens_traceback(L: Pointer, of: Pointer, withMessage: number, level: number): void;
  lens_push_globals(L: Pointer): void;
  lens_push_null(L: Pointer): void;
  lens_has_key(L: Pointer, table: number): number;
  lens_describe_function(L: Pointer): void;
  lens_memory(L: Pointer): number;
  lens_collect(L: Pointer): void;
  lens_flush(): void;

  // c/coroutines.c
  lens_can_suspend_here(L: Pointer): number;
  lens_resume_task(task: Pointer, from: Pointer, count: number, withError: number): number;
  lens_take_suspension(): number;

  // c/watch.c
  lens_watch_add(L: Pointer, source: Pointer, line: number, name: Pointer): number;
  lens_watch_read(L: Pointer, watch: number): number;
}

/** What the VM answers to lua.wasm (c/host.c, c/files.c). */
export interface HostImports {
  call(L: Pointer, id: number, count: number): number;
  panic(L: Pointer): void;
  open(path: Pointer, flags: number): number;
}

/** The WASI functions that the C library uses; results are WASI error numbers, 0 for success. */
export interface WasiImports {
  fd_read(fd: number, vectors: Pointer, count: number, result: Pointer): number;
  fd_write(fd: number, vectors: Pointer, count: number, result: Pointer): number;
  fd_seek(fd: number, offset: bigint, whence: number, result: Pointer): number;
  fd_close(fd: number): number;
}

const ENOSYS = 52;

/** Instantiates the engine. Whatever else the C library imports answers "not implemented". */
export function instantiate(module: WasmModule, host: HostImports, wasi: WasiImports): LuaExports {
  const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
  for (const { module: from, name } of wasmApi.Module.imports(module)) {
    (imports[from] ??= {})[name] = notImplemented;
  }
  Object.assign((imports['host'] ??= {}), host);
  Object.assign((imports['wasi_snapshot_preview1'] ??= {}), wasi);
  let highHalf = 0;
  Object.assign((imports['env'] ??= {}), {
    emscripten_notify_memory_growth: () => undefined,
    // The second half of a 64-bit result of the C library's setjmp, fetched right after it was set.
    setTempRet0: (value: number) => {
      highHalf = value;
    },
    getTempRet0: () => highHalf,
  });
  const instance = new wasmApi.Instance(module, imports);
  // The build script names these exports; `LuaExports` is their one description in TypeScript.
  return instance.exports as unknown as LuaExports;
}

function notImplemented(): number {
  return -ENOSYS;
}
