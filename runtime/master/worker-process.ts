import cluster, { type Worker } from 'node:cluster';
import type { Duplex } from 'node:stream';
import type { WorkerIdentity } from '../../contract/index.js';
import { serveDicts } from '../dict/index.js';
import type { SharedDicts } from '../services.js';
import { dictPipe, isMessage, type MasterMessage, type WorkerMessage, type WorkerSetup } from './messages.js';
import type { RuntimeOptions } from './options.js';
import { endOf } from './child-end.js';
import type { ExitStatus } from './respawn.js';

/** What nginx gives a worker that was told to terminate, in milliseconds, before it kills it (ngx_master_process_cycle). */
const terminationTime = 1_000;

interface Closable {
  /** May be called again. */
  close(): void;
}

function isClosable(value: unknown): value is Closable {
  return typeof value === 'object' && value !== null && 'close' in value && typeof value.close === 'function';
}

/** One worker process, from its fork to its end. */
export class WorkerProcess {
  /** Resolves when the worker accepts connections; rejects with the reason when it ends before that. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone and everything that it sent has arrived. */
  readonly exited: Promise<ExitStatus>;
  /** Whether the master asked it to end. */
  isLeaving = false;
  private readyAt: number | undefined;
  private readonly worker: Worker;
  /** The connection that the worker got last. */
  private handedOver: Closable | undefined;
  private failure: string | undefined;
  private killer: NodeJS.Timeout | undefined;

  constructor(
    readonly setup: WorkerSetup,
    options: Pick<RuntimeOptions, 'workerEntry' | 'programOutput'>,
    dicts: SharedDicts,
    private readonly onMessage: (message: WorkerMessage) => void,
  ) {
    // The settings are cluster's only way to say these things, and every fork reads them anew.
    cluster.setupPrimary({
      exec: options.workerEntry.exec,
      args: [...options.workerEntry.args],
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', options.programOutput === 2 ? 2 : 'inherit', 'inherit', 'ipc', 'pipe'],
      windowsHide: true,
    });
    cluster.schedulingPolicy = cluster.SCHED_RR;
    this.worker = cluster.fork();
    const { process: child } = this.worker;
    this.rememberConnections();
    serveDicts(dicts, child.stdio[dictPipe] as unknown as Duplex);
    this.exited = this.whenExited();
    this.ready = this.whenReady();
    // Whoever does not wait for it must not be told by a crash.
    this.ready.catch(() => undefined);
    // Of a process that runs it tells only of a write or a kill that failed, and how it ends says more.
    this.worker.on('error', (error) => {
      if (this.worker.process.pid === undefined) this.failure ??= error.message;
    });
  }

  get isReady(): boolean {
    return this.readyAt !== undefined;
  }

  /** Milliseconds for which it served. */
  get lifetime(): number {
    return this.readyAt === undefined ? 0 : performance.now() - this.readyAt;
  }

  get identity(): WorkerIdentity {
    const { id, generation } = this.setup;
    return { id, pid: this.worker.process.pid ?? 1, generation };
  }

  send(message: MasterMessage): void {
    // A worker that has just died has no channel; its exit is on its way.
    if (this.worker.isConnected()) this.worker.process.send(message, () => undefined);
  }

  /** Asks it to end; `stop` is followed by a kill if it takes too long. Resolves when it is gone. */
  async leave(kind: 'stop' | 'quit'): Promise<void> {
    this.isLeaving = true;
    this.send({ type: kind });
    if (kind === 'stop') this.killer ??= setTimeout(() => this.kill(), terminationTime);
    await this.exited;
  }

  kill(): void {
    this.isLeaving = true;
    this.worker.process.kill('SIGKILL');
  }

  /**
   * node:cluster hands a worker one connection at a time and waits for its word. A worker that was killed never
   * says it, and the master's half of that connection would keep its client waiting for ever.
   */
  private rememberConnections(): void {
    const { process: child } = this.worker;
    const send = child.send.bind(child) as (...args: unknown[]) => boolean;
    child.send = (...args: unknown[]): boolean => {
      if (isClosable(args[1])) this.handedOver = args[1];
      return send(...args);
    };
  }

  private async whenExited(): Promise<ExitStatus> {
    const { process: child } = this.worker;
    if (child.pid === undefined) return { code: null, signal: null };
    const status = await endOf(child);
    clearTimeout(this.killer);
    this.handedOver?.close();
    return status;
  }

  private whenReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.worker.process.on('message', (value) => {
        if (!isMessage(value)) return;
        const message = value as WorkerMessage;
        if (message.type === 'hello') {
          this.send({ type: 'setup', setup: this.setup });
        } else if (message.type === 'drained') {
          this.send({ type: 'leave' });
        } else if (message.type === 'ready') {
          this.readyAt = performance.now();
          resolve();
        } else if (message.type === 'failed') {
          this.failure = message.message;
        } else {
          this.onMessage(message);
        }
      });
      void this.exited.then(({ code, signal }) => {
        const end = signal === null ? `with code ${code ?? '(not started)'}` : `on signal ${signal}`;
        reject(new Error(this.failure ?? `worker process exited ${end} before it was ready`));
      });
    });
  }
}
