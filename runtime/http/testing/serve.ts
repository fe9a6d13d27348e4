import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadLuaEngine, type LuaEngine } from '../../../lua-engine/index.js';
import { LocalDicts } from '../../dict/index.js';
import { formatErrorLine } from '../../log/index.js';
import { compileProgram, type CompileResult, type Program } from '../../program/index.js';
import { logLevels, type ProcessServices } from '../../services.js';
import { createRuntimeVm } from '../../vm/index.js';
import { HttpWorker } from '../worker.js';

let engine: LuaEngine | undefined;

/** The committed engine, compiled once for all tests of a process. */
export function testEngine(): LuaEngine {
  engine ??= loadLuaEngine(readFileSync(new URL('../../../../lua-engine/built/lua.wasm', import.meta.url)));
  return engine;
}

/** Compiles the configuration of a prefix on disk. */
export function compileIn(prefix: string, confPath = join(prefix, 'conf/nginx.conf')): CompileResult {
  const orNone = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };
  const files = {
    read: (path: string) => orNone(() => readFileSync(path, 'utf8')),
    list: (path: string) => orNone(() => readdirSync(path)),
  };
  return compileProgram({ files, confPath, prefix, processors: 2 });
}

/** A temporary prefix with these files in it. */
export function makePrefix(files: Readonly<Record<string, string>>): string {
  const prefix = mkdtempSync(join(tmpdir(), 'lens-http-'));
  for (const [name, text] of Object.entries({ 'logs/.keep': '', ...files })) {
    const path = join(prefix, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return prefix;
}

/** A configuration that listens on a free port, from what stands in `http` and in its one server. */
export function confOf(server: string, http = ''): string {
  return `error_log logs/error.log info;\nevents {}\nhttp {\naccess_log logs/access.log;\n${http}\nserver {\nlisten 127.0.0.1:8080;\n${server}\n}\n}\n`;
}

export interface TestServer {
  readonly program: Program;
  /** One port for each worker. */
  readonly ports: readonly number[];
  /** The error log so far. */
  errorLog(): string;
  accessLog(): string;
  quit(): Promise<void>;
}

/** Runs a prefix in this process: as many workers as asked for, each with a VM, a port and a pid of its own. */
export async function serve(prefix: string, workers = 1): Promise<TestServer> {
  const result = compileIn(prefix);
  if ('errors' in result) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  const { program } = result;
  const lines = { error: '', access: '' };
  const dicts = new LocalDicts(program.dicts.map(({ name, sizeBytes }) => ({ name, size: sizeBytes })));
  const mildest = Math.max(...program.errorLog.map(({ level }) => logLevels.indexOf(level)));
  const services = (id: number | undefined): ProcessServices => ({
    log: (level, message, context) => {
      if (logLevels.indexOf(level) > mildest) return;
      lines.error += formatErrorLine({
        time: new Date(),
        level,
        pid: process.pid,
        message,
        ...(context && { context }),
      });
    },
    openLog: () => ({ write: (text: string) => (lines.access += text) }),
    dicts,
    worker: { id, pid: 50_000 + (id ?? 0), count: workers, exiting: () => false },
    writeOutput: () => undefined,
  });
  const master = createRuntimeVm(testEngine(), program, services(undefined));
  master.runInit();
  const snapshot = master.vm.snapshot();
  const running = await Promise.all(
    Array.from({ length: workers }, async (_, id) => {
      const runtime = createRuntimeVm(testEngine(), program, services(id), snapshot);
      const bindings = program.listens.map((listen, index) => ({
        address: '127.0.0.1',
        port: 0,
        configured: listen.text,
        listen: index,
        file: listen.file,
        line: listen.line,
      }));
      const worker = new HttpWorker(program, runtime, services(id), bindings);
      runtime.runInitWorker();
      await worker.listen();
      return worker;
    }),
  );
  return {
    program,
    ports: running.map((worker) => worker.ports()[0] ?? 0),
    errorLog: () => lines.error,
    accessLog: () => lines.access,
    quit: async () => {
      for (const worker of running) worker.close();
      await Promise.all(running.map((worker) => worker.quit()));
      rmSync(prefix, { recursive: true, force: true });
    },
  };
}
