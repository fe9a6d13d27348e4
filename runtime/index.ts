/** The embedded OpenResty: runs a configuration and its Lua in several worker processes, without OpenResty. */
import {
  check,
  Master,
  signal,
  type CheckOutcome,
  type ConfigurationOptions,
  type ControlCommand,
  type RunningRuntime,
  type RuntimeOptions,
} from './master/index.js';
import { masterParts, workerParts } from './master/program-parts.js';
import { runWorker } from './worker/index.js';

export { StartError } from './master/index.js';
export type {
  CheckOutcome,
  ConfigurationOptions,
  RunningRuntime,
  RuntimeOptions,
  StopKind,
  WorkerEntry,
} from './master/index.js';
export {
  sendRequests,
  type LoadOptions,
  type LoadResult,
  type PathResult,
  type Percentiles,
} from './load/index.js';

/**
 * Starts master and workers: this process becomes the master, and one process can run one runtime at a time.
 * Resolves when every worker accepts connections. Rejects with StartError, and then nothing of the attempt is left.
 */
export function startRuntime(options: RuntimeOptions): Promise<RunningRuntime> {
  return Master.start(options, masterParts);
}

/** `nginx -t`: compiles the configuration and runs init_by_lua, as nginx does; starts nothing. Never rejects for what the configuration says. */
export function checkConfiguration(options: ConfigurationOptions): Promise<CheckOutcome> {
  return check(options, masterParts);
}

/**
 * `nginx -s`: sends a command to the runtime of a prefix, wherever signals don't exist, too. Rejects with
 * StartError where none answers.
 */
export function signalRuntime(
  prefix: string,
  command: ControlCommand,
  options?: { readonly untilEnded?: boolean },
): Promise<{ readonly pid: number }> {
  return signal(prefix, command, options);
}

/** Makes this process a worker: for the entry that RuntimeOptions.workerEntry names. Call it once, at once. */
export function runWorkerProcess(): void {
  runWorker(workerParts);
}
