import { Worker } from 'node:worker_threads';
import type { ThreadEvents, ThreadLink } from './analysis/host.js';
import type { FromThread, ThreadData } from './analysis/protocol.js';

/** A script whose only work, with these arguments, is to call `runAnalysisThread`. */
export interface ThreadEntry {
  readonly file: string;
  readonly argv: readonly string[];
}

/** Megabytes: a project that needs more is lost with its thread, not with the server. */
const maxHeap = 2048;

/** Starts the analysis in a thread of its own. */
export function spawnThread({ file, argv }: ThreadEntry, data: ThreadData, events: ThreadEvents): ThreadLink {
  const worker = new Worker(file, {
    argv: [...argv],
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: maxHeap },
  });
  let reason = '';
  worker.on('message', (message: FromThread) => events.message(message));
  worker.on('error', (error) => (reason = error.stack ?? error.message));
  worker.on('exit', (code) => events.ended(reason === '' ? `exit code ${code}` : reason));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
  };
}
