import type { LuaVm, VmSnapshot } from '../../lua-engine/index.js';
import type { CompileInput, CompileResult, Program } from '../program/index.js';
import type { Binding, ProcessServices } from '../services.js';
import type { UpvalueWatchOf } from '../report/index.js';

/** A request that a worker finished. */
export interface FinishedRequest {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

/** What the master needs from the program and VM halves; tests put fakes in. */
export interface MasterParts {
  compile(input: CompileInput): CompileResult;
  /**
   * Makes the VM, declares the watches, runs init_by_lua and copies the VM as it is then.
   * Throws StartError for an error in init_by_lua.
   */
  initialize(input: {
    readonly luaWasm: Uint8Array;
    readonly program: Program;
    readonly services: ProcessServices;
    readonly watches: readonly UpvalueWatchOf[];
  }): VmSnapshot;
}

/** A worker's inside. */
export interface WorkerApp {
  readonly vm: LuaVm;
  /** Finished requests, accepted connections. */
  readonly counters: { readonly requests: number; readonly connections: number };
  runInitWorker(): void;
  /** Resolves when every binding accepts. Rejects with the system's error. */
  listen(): Promise<void>;
  /** Stops accepting and resolves when the last request is done. */
  quit(): Promise<void>;
  /** Stops accepting at once and drops what runs. */
  close(): void;
  /** Runs exit_worker_by_lua. */
  runExitWorker(): void;
  onRequest(callback: (request: FinishedRequest) => void): void;
}

export interface WorkerParts {
  compile(input: CompileInput): CompileResult;
  start(input: {
    readonly luaWasm: Uint8Array;
    readonly program: Program;
    readonly services: ProcessServices;
    readonly snapshot: VmSnapshot;
    readonly bindings: readonly Binding[];
  }): WorkerApp;
}
