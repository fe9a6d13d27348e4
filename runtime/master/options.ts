import type { CellAddress, Listener, RunEvent, WorkerSnapshot } from '../../contract/index.js';

/** A command line that starts this runtime's worker: its entry calls `runWorker`. */
export interface WorkerEntry {
  /** The script that Node runs. */
  readonly exec: string;
  readonly args: readonly string[];
}

export interface ConfigurationOptions {
  /** Absolute, nginx's `-p`. */
  readonly prefix: string;
  /** nginx's `-c`: relative to the prefix, or absolute. */
  readonly conf: string;
  /** Runs so many workers instead of `worker_processes`. */
  readonly workers?: number;
  /** The content of lua.wasm. */
  readonly luaWasm: Uint8Array;
  /** Binds what the configuration says; otherwise everything goes to loopback. */
  readonly listenAll: boolean;
}

export interface RuntimeOptions extends ConfigurationOptions {
  /** Replaces a port that is taken, or that this user may not bind, by a free one. */
  readonly freePorts: boolean;
  /** What to read in each worker; their files are relative to `root`. */
  readonly cells: readonly CellAddress[];
  readonly root: string;
  /** Told with `starting`: which cells only count, and which URIs a client can ask for. */
  readonly counters?: readonly string[];
  readonly uris?: readonly string[];
  readonly workerEntry: WorkerEntry;
  /**
   * The descriptor that the program's own standard output goes to, 1 unless told: with 2 this process keeps its
   * standard output for itself.
   */
  readonly programOutput?: 1 | 2;
  /** Told of everything that happens, in order. Must not throw. */
  onEvent(event: RunEvent): void;
}

export type StopKind = 'stop' | 'quit';

/** A runtime whose workers all accept connections. */
export interface RunningRuntime {
  /** The master's. */
  readonly pid: number;
  readonly listeners: readonly Listener[];
  /** What every worker holds now; one that does not answer in time, or ends meanwhile, is left out and logged. */
  snapshot(): Promise<WorkerSnapshot[]>;
  /** `stop` ends requests in flight, `quit` waits for them. Resolves when no process is left. */
  stop(kind: StopKind): Promise<void>;
  /** As HUP: resolves once the new workers serve; rejects with StartError, and the old ones go on. */
  reload(): Promise<void>;
  /** As USR1: opens the log files anew. */
  reopen(): void;
  /** Resolves when no process is left; `code` is the exit code for the program. */
  readonly ended: Promise<{ code: number }>;
}

/** Why nothing was started; nothing is left of the attempt. */
export class StartError extends Error {
  override name = 'StartError';
  /**
   * @param lines what nginx would print, each behind `nginx: [emerg] `
   * @param hint what to do about it
   */
  constructor(
    readonly lines: readonly string[],
    readonly hint?: string,
  ) {
    super(lines.join('\n') + (hint === undefined ? '' : `\n${hint}`));
  }
}
