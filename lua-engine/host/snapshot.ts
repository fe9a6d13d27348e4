import type { LuaExports } from './wasm.js';

/** Everything a VM is, as data: it can be cloned into another process. */
export interface VmSnapshot {
  /** Tells which build of the engine it fits. */
  readonly build: string;
  /** The linear memory, without the zeros at its end. */
  readonly memory: Uint8Array;
  /** The memory's full size, in pages of 64 KiB. */
  readonly pages: number;
  /** The names of the host functions in the order of their registration. */
  readonly hostFunctions: readonly string[];
  /** The watches that were declared, by the caller's id. */
  readonly watches: readonly (readonly [id: string, watch: number])[];
}

const PAGE = 65536;

/** A copy of the memory up to its last byte that is not zero. */
export function copyMemory(exports: LuaExports): Pick<VmSnapshot, 'memory' | 'pages'> {
  const { buffer } = exports.memory;
  const words = new BigUint64Array(buffer);
  let last = words.length;
  while (last > 0 && words[last - 1] === 0n) {
    last--;
  }
  return { memory: new Uint8Array(buffer, 0, last * 8).slice(), pages: buffer.byteLength / PAGE };
}

/**
 * Makes the memory of a fresh instance the snapshot's. The engine's one mutable global is the C
 * stack pointer, which is at its base in both (a snapshot is taken at rest); a fresh instance has
 * nothing but its data segments in memory, and every snapshot covers those.
 */
export function restoreMemory(exports: LuaExports, snapshot: VmSnapshot): void {
  const missing = snapshot.pages - exports.memory.buffer.byteLength / PAGE;
  if (missing > 0) {
    exports.memory.grow(missing);
  }
  new Uint8Array(exports.memory.buffer).set(snapshot.memory);
}
