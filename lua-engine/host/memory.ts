import type { LuaExports, Pointer } from './wasm.js';

/** c/host.c: SCRATCH_SIZE. */
const SCRATCH_SIZE = 65536;
/** Shorter strings are cheaper to copy in a loop than through Buffer. */
const SHORT = 16;

/** Views of a VM's linear memory, renewed when it has grown, and strings in and out of it. */
export class LinearMemory {
  #buffer: ArrayBufferLike = new ArrayBuffer(0);
  #bytes: Buffer = Buffer.alloc(0);
  #int32 = new Int32Array(0);
  #float64 = new Float64Array(0);
  readonly #scratch: Pointer;

  constructor(private readonly exports: LuaExports) {
    this.#scratch = exports.lens_scratch();
  }

  get bytes(): Buffer {
    this.#refresh();
    return this.#bytes;
  }

  get int32(): Int32Array {
    this.#refresh();
    return this.#int32;
  }

  get float64(): Float64Array {
    this.#refresh();
    return this.#float64;
  }

  /** A binary string of `length` bytes. */
  read(at: Pointer, length: number): string {
    const bytes = this.bytes;
    if (length > SHORT) {
      return bytes.toString('latin1', at, at + length);
    }
    let text = '';
    for (let i = at; i < at + length; i++) {
      text += String.fromCharCode(bytes[i]!);
    }
    return text;
  }

  /** A binary string up to the next zero byte. */
  readZeroTerminated(at: Pointer): string {
    return this.read(at, this.bytes.indexOf(0, at) - at);
  }

  /** The string on top of a Lua stack position; '' if it is none. Numbers there become strings. */
  readLuaString(L: Pointer, index: number): string {
    const text = this.exports.lua_tolstring(L, index, this.#scratch);
    return text === 0 ? '' : this.read(text, this.int32[this.#scratch >> 2]!);
  }

  /** Copies the text (and a zero byte behind it) and calls `use` with its place, which is gone afterwards. */
  withText<T>(text: string | Uint8Array, use: (at: Pointer, length: number) => T): T {
    const length = text.length;
    if (length < SCRATCH_SIZE) {
      this.#write(this.#scratch, text);
      return use(this.#scratch, length);
    }
    return this.withCopy(text, use);
  }

  /** The same in memory of its own: for a text that must stay while others cross. */
  withCopy<T>(text: string | Uint8Array, use: (at: Pointer, length: number) => T): T {
    const at = this.exports.malloc(text.length + 1);
    if (at === 0) {
      throw new Error('not enough memory for a string');
    }
    try {
      this.#write(at, text);
      return use(at, text.length);
    } finally {
      this.exports.free(at);
    }
  }

  #write(at: Pointer, text: string | Uint8Array): void {
    const bytes = this.bytes;
    if (typeof text !== 'string') {
      bytes.set(text, at);
    } else if (text.length > SHORT) {
      bytes.write(text, at, text.length, 'latin1');
    } else {
      for (let i = 0; i < text.length; i++) {
        bytes[at + i] = text.charCodeAt(i);
      }
    }
    bytes[at + text.length] = 0;
  }

  #refresh(): void {
    const buffer = this.exports.memory.buffer;
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#bytes = Buffer.from(buffer);
      this.#int32 = new Int32Array(buffer);
      this.#float64 = new Float64Array(buffer);
    }
  }
}
