import type { EventEmitter } from 'node:events';
import type { ExitStatus } from './respawn.js';

/**
 * How a child process ended, once its channel and pipes have ended too: the last messages may come in behind `exit`.
 * Never rejects. `events.once` would, on an `error` event, which also tells of a write to a child that is just dying:
 * node:cluster writes to its workers by itself, at any time.
 */
export function endOf(child: EventEmitter): Promise<ExitStatus> {
  return new Promise((resolve) => {
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, signal }));
  });
}
