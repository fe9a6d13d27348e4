import { loadLuaEngine } from '../../lua-engine/index.js';
import { HttpWorker } from '../http/index.js';
import { compileProgram } from '../program/index.js';
import { createRuntimeVm, InitFailure } from '../vm/index.js';
import { StartError } from './options.js';
import type { MasterParts, WorkerParts } from './parts.js';

/** The master's parts as they are in earnest. */
export const masterParts: MasterParts = {
  compile: compileProgram,
  initialize({ luaWasm, program, services, watches }) {
    const runtime = createRuntimeVm(loadLuaEngine(luaWasm), program, services);
    for (const { chunk, ...watch } of watches) runtime.vm.watchUpvalues(chunk, [watch]);
    try {
      runtime.runInit();
    } catch (error) {
      if (error instanceof InitFailure) throw new StartError([error.message]);
      throw error;
    }
    const snapshot = runtime.vm.snapshot();
    runtime.vm.close();
    return snapshot;
  },
};

/** A worker's parts as they are in earnest. */
export const workerParts: WorkerParts = {
  compile: compileProgram,
  start({ luaWasm, program, services, snapshot, bindings }) {
    const runtime = createRuntimeVm(loadLuaEngine(luaWasm), program, services, snapshot);
    const http = new HttpWorker(program, runtime, services, bindings);
    return {
      vm: runtime.vm,
      counters: http.counters,
      runInitWorker: () => runtime.runInitWorker(),
      runExitWorker: () => runtime.runExitWorker(),
      listen: () => http.listen(),
      quit: () => http.quit(),
      close: () => http.close(),
      onRequest: (callback) => (http.onRequest = callback),
    };
  },
};
