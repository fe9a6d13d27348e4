import { LinearMemory } from './memory.js';
import type { LuaExports } from './wasm.js';
import type { WasmModule } from './webassembly.js';
import { instantiate, luaStatus } from './wasm.js';

/** A checker whose memory has grown beyond this is replaced. Bytes. */
const MEMORY_LIMIT = 64 * 1024 * 1024;
/** Collecting after each chunk would cost more than compiling it. */
const CHUNKS_BETWEEN_COLLECTIONS = 64;

interface Checker {
  readonly exports: LuaExports;
  readonly memory: LinearMemory;
  readonly L: number;
  chunks: number;
}

/** Compiles texts, and throws the functions away, in a VM that no program ever runs in. */
export class SyntaxChecker {
  #checker: Checker | undefined;

  constructor(private readonly module: WasmModule) {}

  /** The engine's message, or undefined for a text that compiles. */
  check(text: string | Uint8Array, chunkName: string): string | undefined {
    try {
      return this.#check((this.#checker ??= this.#create()), text, chunkName);
    } catch (error) {
      this.#checker = undefined; // a trap leaves it in no state to go on
      return `the Lua engine could not compile this: ${String(error)}`;
    }
  }

  #check(checker: Checker, text: string | Uint8Array, chunkName: string): string | undefined {
    const { exports, memory, L } = checker;
    const status = memory.withCopy(chunkName, (name) =>
      memory.withText(text, (at, length) => exports.lens_load(L, at, length, name)),
    );
    const message = status === luaStatus.ok ? undefined : memory.readLuaString(L, -1);
    exports.lua_settop(L, 0);
    if (++checker.chunks % CHUNKS_BETWEEN_COLLECTIONS === 0) {
      exports.lens_collect(L);
    }
    if (exports.memory.buffer.byteLength > MEMORY_LIMIT) {
      this.#checker = undefined;
    }
    return message;
  }

  #create(): Checker {
    const nothing = () => 0;
    const exports = instantiate(
      this.module,
      {
        call: nothing,
        open: () => -1,
        panic: () => {
          throw new Error('not enough memory');
        },
      },
      { fd_read: nothing, fd_write: nothing, fd_seek: nothing, fd_close: nothing },
    );
    exports._initialize();
    return { exports, L: exports.lens_create(), memory: new LinearMemory(exports), chunks: 0 };
  }
}
