import type { CellAddress, WorkerSnapshot } from '../../contract/index.js';
import type { VmSnapshot } from '../../lua-engine/index.js';
import type { Binding, LogLevel } from '../services.js';
import type { ConfTexts } from './conf-files.js';
import type { RequestSum } from '../report/index.js';

/** Everything that a worker needs to become one; crosses the channel with V8's own serialization. */
export interface WorkerSetup {
  readonly id: number;
  readonly generation: number;
  readonly workerCount: number;
  readonly prefix: string;
  readonly confPath: string;
  readonly workersOverride: number | undefined;
  readonly processors: number;
  readonly texts: ConfTexts;
  readonly luaWasm: Uint8Array;
  readonly snapshot: VmSnapshot;
  readonly bindings: readonly Binding[];
  readonly dictNames: readonly string[];
  readonly cells: readonly CellAddress[];
  readonly watchIds: ReadonlyMap<string, readonly string[]>;
}

/** From the master to a worker. */
export type MasterMessage =
  | { readonly type: 'setup'; readonly setup: WorkerSetup }
  | { readonly type: 'stop' }
  | { readonly type: 'quit' }
  /** The answer to `drained`: no connection is on the way any more. */
  | { readonly type: 'leave' }
  | { readonly type: 'reopen' }
  | { readonly type: 'snapshot'; readonly number: number };

/** From a worker to the master. */
export type WorkerMessage =
  /** Asks for the setup: cluster's own listener would swallow what comes before the worker's is there. */
  | { readonly type: 'hello' }
  | { readonly type: 'ready' }
  /**
   * The worker has stopped accepting. What was on its way meanwhile it still gets and gives back, so that another
   * worker serves it; when `leave` comes behind that, it can end.
   */
  | { readonly type: 'drained' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'snapshot'; readonly number: number; readonly snapshot: WorkerSnapshot }
  | { readonly type: 'changed'; readonly snapshot: WorkerSnapshot }
  | { readonly type: 'requests'; readonly requests: readonly RequestSum[] }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string };

/**
 * Both ends are the same build, so that a message is what it says it is; node:cluster's own messages
 * never get here.
 */
export function isMessage(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The worker's descriptor of its dictionary pipe: behind standard input, output, error and the channel. */
export const dictPipe = 4;
