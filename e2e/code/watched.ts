import { setTimeout as pause } from 'node:timers/promises';
import type { Left } from '../protocol.js';

/** Waits until the processes are gone, or the deadline (in milliseconds) has passed. */
export async function untilGone(watched: readonly number[], deadline: number): Promise<Left> {
  const start = Date.now();
  for (;;) {
    const left = watched.filter(isAlive);
    const ms = Date.now() - start;
    if (left.length === 0 || ms > deadline) return { watched: [...watched], left, ms };
    // Processes that are not our children have no event to wait on.
    await pause(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
