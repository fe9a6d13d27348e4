import { Worker } from 'node:worker_threads';

/**
 * A worker learns from its channel that the master is gone, unless its one thread never looks: Lua code that loops
 * for ever. A second thread, which runs nothing of the program, looks in its place once a second and kills the
 * process. It costs about 10 MB; no system but Linux has a signal for "my parent died", and Node offers not even that one.
 */
const watch = `
const { workerData: parent } = require('node:worker_threads');
function isGone() {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
setInterval(() => { if (isGone()) process.kill(process.pid, 'SIGKILL'); }, 1000);
`;

/** To be called once, while the master lives. */
export function endWithMaster(): void {
  const thread = new Worker(watch, {
    eval: true,
    workerData: process.ppid,
    // The smallest heap that a thread runs in.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
  });
  // A thread that cannot start is no reason to have no worker.
  thread.on('error', () => undefined);
  thread.unref();
}
