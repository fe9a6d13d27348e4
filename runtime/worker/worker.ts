import { EventEmitter, once } from 'node:events';
import type { WorkerSnapshot } from '../../contract/index.js';
import { MasterGone, PipeDicts } from '../dict/index.js';
import { replay } from '../master/conf-files.js';
import { openLogs, type ProcessLogs } from '../master/logs.js';
import {
  dictPipe,
  isMessage,
  type MasterMessage,
  type WorkerMessage,
  type WorkerSetup,
} from '../master/messages.js';
import type { WorkerApp, WorkerParts } from '../master/parts.js';
import { readCells } from '../report/index.js';
import type { ProcessServices, SharedDicts } from '../services.js';
import { endWithMaster } from './guard.js';
import { Reporter } from './reporter.js';

/**
 * Makes this process a worker: it waits for its setup on the channel, serves, and ends with the channel at the
 * latest, so that no worker outlives its master. To be called once, in a process that node:cluster forked.
 */
export function runWorker(parts: WorkerParts): void {
  process.title = 'openresty-lens: worker process';
  endWithMaster();
  let worker: RunningWorker | undefined;
  const end = (kind: 'stop' | 'quit'): void => {
    if (worker) void worker.end(kind);
    else process.exit(0);
  };
  // Ctrl-C reaches the whole group of processes; the master decides what follows from it.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', () => end('stop'));
  process.on('SIGQUIT', () => end('quit'));
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', (error) => {
    const text = error.stack ?? error.message;
    if (worker) worker.crash(text);
    else void fail(text);
  });
  process.on('message', (value) => {
    if (!isMessage(value)) return;
    const message = value as MasterMessage;
    switch (message.type) {
      case 'setup':
        start(parts, message.setup).then(
          (started) => (worker = started),
          (error: unknown) => void fail(error instanceof Error ? error.message : String(error)),
        );
        return;
      case 'stop':
      case 'quit':
        end(message.type);
        return;
      case 'leave':
        worker?.leave();
        return;
      case 'reopen':
        worker?.reopen();
        return;
      case 'snapshot':
        if (worker) void send({ type: 'snapshot', number: message.number, snapshot: worker.snapshot() });
        return;
    }
  });
  void send({ type: 'hello' });
}

async function start(parts: WorkerParts, setup: WorkerSetup): Promise<RunningWorker> {
  const { confPath, prefix, workersOverride, processors, luaWasm, snapshot, bindings } = setup;
  const files = replay(setup.texts);
  const result = parts.compile({ files, confPath, prefix, workersOverride, processors });
  if ('errors' in result) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  const { program } = result;
  const reporter = new Reporter(send);
  const logs = openLogs(program, 1, (level, message) => reporter.addLog(level, message));
  const state = { isExiting: false };
  const services = workerServices(setup, logs, state);
  const app = parts.start({ luaWasm, program, services, snapshot, bindings });
  const worker = new RunningWorker(setup, app, logs, reporter, state);
  app.onRequest((request) => reporter.addRequest(request));
  app.runInitWorker();
  await app.listen();
  reporter.start(() => worker.snapshot());
  await send({ type: 'ready' });
  return worker;
}

function workerServices(
  { id, workerCount, dictNames }: WorkerSetup,
  { files, errorLog }: ProcessLogs,
  state: { readonly isExiting: boolean },
): ProcessServices {
  return {
    log: (level, message, context) => errorLog.write(level, message, context),
    openLog: (path) => files.open(Buffer.from(path, 'latin1').toString('utf8')),
    dicts: endingWithMaster(new PipeDicts(dictNames, dictPipe)),
    worker: { id, pid: process.pid, count: workerCount, exiting: () => state.isExiting },
    writeOutput: (bytes) => files.open('/dev/stdout').write(bytes),
  };
}

/** Without a master there is nothing to carry on for: the process ends in the middle of the operation. */
function endingWithMaster(dicts: SharedDicts): SharedDicts {
  return {
    names: dicts.names,
    execute(dict, operation, args) {
      try {
        return dicts.execute(dict, operation, args);
      } catch (error) {
        if (error instanceof MasterGone) process.exit(0);
        throw error;
      }
    },
  };
}

class RunningWorker {
  private readonly left = new EventEmitter();
  private ending: 'stop' | 'quit' | undefined;

  constructor(
    private readonly setup: WorkerSetup,
    private readonly app: WorkerApp,
    private readonly logs: ProcessLogs,
    private readonly reporter: Reporter,
    private readonly state: { isExiting: boolean },
  ) {}

  snapshot(): WorkerSnapshot {
    const { vm, counters } = this.app;
    return {
      worker: this.setup.id,
      requests: counters.requests,
      connections: counters.connections,
      memory: { lua: vm.memory(), rss: process.memoryUsage.rss() },
      cells: readCells(vm, this.setup.cells, this.setup.watchIds),
    };
  }

  reopen(): void {
    this.logs.files.reopen();
  }

  /** `quit` lets requests end first; a `stop` that comes meanwhile does not wait for them. */
  async end(kind: 'stop' | 'quit'): Promise<void> {
    if (this.ending === 'stop' || this.ending === kind) return;
    this.ending = kind;
    this.state.isExiting = true;
    if (kind === 'quit') {
      this.logs.errorLog.write('notice', 'gracefully shutting down');
      await this.app.quit();
      // A `stop` came meanwhile and goes on from here.
      if (this.ending !== kind) return;
    } else {
      this.app.close();
    }
    this.app.runExitWorker();
    this.logs.errorLog.write('notice', 'exit');
    await this.reporter.finish();
    const left = once(this.left, 'leave');
    await send({ type: 'drained' });
    await left;
    process.exit(0);
  }

  /** The master's answer to `drained`. */
  leave(): void {
    this.left.emit('leave');
  }

  crash(text: string): void {
    this.logs.errorLog.write('alert', `worker process ${process.pid} crashed: ${text}`);
    void this.reporter.finish().then(() => process.exit(1));
  }
}

/** Says why there will be no worker. */
async function fail(message: string): Promise<void> {
  await send({ type: 'failed', message });
  process.exit(1);
}

/** Resolves when the message is on its way; a master that is gone needs none. */
function send(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
