// A server small enough to test processes with: the real program compiler and the real Lua engine, one Lua
// function `handle(path)` in PREFIX/app.lua instead of the phases of a request.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { loadLuaEngine, type LuaRef, type LuaValue, type LuaVm } from '../../../lua-engine/index.js';
import { compileProgram } from '../../program/index.js';
import type { DictScalar, ProcessServices } from '../../services.js';
import { StartError } from '../options.js';
import type { FinishedRequest, MasterParts, WorkerApp, WorkerParts } from '../parts.js';

export const luaWasm = new Uint8Array(
  readFileSync(new URL('../../../../lua-engine/built/lua.wasm', import.meta.url)),
);

function text(value: LuaValue): string {
  return typeof value === 'object' ? value.type : String(value);
}

function addFunctions(vm: LuaVm, services: ProcessServices): { incr: LuaRef; log: LuaRef } {
  const incr = vm.hostFunction('incr', (dict, key, by) => [
    ...services.dicts.execute(text(dict), 'incr', [key, by, 0] as DictScalar[]),
  ]);
  const log = vm.hostFunction('log', (message) => services.log('notice', text(message)));
  return { incr, log };
}

export const masterParts: MasterParts = {
  compile: compileProgram,
  initialize({ luaWasm: wasm, program, services, watches }) {
    const vm = loadLuaEngine(wasm).createVm();
    for (const { chunk, ...watch } of watches) vm.watchUpvalues(chunk, [watch]);
    const { incr, log } = addFunctions(vm, services);
    vm.setGlobal('incr', incr);
    vm.setGlobal('log', log);
    const file = `${program.prefix}app.lua`;
    try {
      vm.call(vm.load(readFileSync(file), `@${file}`));
    } catch (error) {
      throw new StartError([`init_by_lua error: ${(error as Error).message}`]);
    }
    return vm.snapshot();
  },
};

export const workerParts: WorkerParts = {
  compile: compileProgram,
  start({ luaWasm: wasm, services, snapshot, bindings }) {
    const vm = loadLuaEngine(wasm).restoreVm(snapshot);
    addFunctions(vm, services);
    return new FakeApp(vm, services, bindings);
  },
};

class FakeApp implements WorkerApp {
  readonly counters = { requests: 0, connections: 0 };
  private readonly servers: Server[] = [];
  private readonly waiting: (() => void)[] = [];
  private tell: (request: FinishedRequest) => void = () => undefined;

  constructor(
    readonly vm: LuaVm,
    private readonly services: ProcessServices,
    private readonly bindings: readonly { readonly address: string; readonly port: number }[],
  ) {}

  runInitWorker(): void {
    const start = this.vm.getGlobal('start');
    if (typeof start === 'object') this.vm.call(start, this.services.worker.id);
  }

  async listen(): Promise<void> {
    for (const { address, port } of this.bindings) {
      const server = createServer((request, response) => {
        void this.handle(request.url ?? '/').then((body) => {
          response.end(body);
          this.counters.requests += 1;
          this.tell({ method: request.method ?? 'GET', uri: request.url ?? '/', status: 200 });
        });
      });
      server.on('connection', () => (this.counters.connections += 1));
      server.listen(address.startsWith('unix:') ? { path: address.slice(5) } : { host: address, port });
      await once(server, 'listening');
      this.servers.push(server);
    }
  }

  async quit(): Promise<void> {
    await Promise.all(
      this.servers.map((server) => {
        const closed = once(server, 'close');
        server.close();
        for (const release of this.waiting.splice(0)) release();
        return closed;
      }),
    );
  }

  close(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  runExitWorker(): void {
    this.services.log('notice', `worker ${String(this.services.worker.id)} says good-bye`);
  }

  onRequest(callback: (request: FinishedRequest) => void): void {
    this.tell = callback;
  }

  private async handle(path: string): Promise<string> {
    if (path === '/pid') return String(process.pid);
    if (path === '/crash') throw new Error('as asked');
    // Answers when the worker is told to quit, so that a test sees it drain.
    if (path === '/wait') await new Promise<void>((resolve) => this.waiting.push(resolve));
    const handle = this.vm.getGlobal('handle') as LuaRef;
    const [answer] = this.vm.call(handle, path);
    this.vm.release(handle);
    return text(answer);
  }
}
