import type { RunEvent } from '../../contract/index.js';

/**
 * The events that tell a newly opened dashboard what the whole run told: of each kind the last one that still matters.
 * Bounded by the number of workers.
 */
export function remember(journal: readonly RunEvent[], event: RunEvent): readonly RunEvent[] {
  const key = keyOf(event);
  if (key === undefined) return journal;
  if (event.type === 'starting') return [event];
  // After a reload the end of an old process comes behind the start of the new one that has its number.
  const isOld = (known: RunEvent): boolean =>
    event.type === 'worker-exited' &&
    known.type === 'worker-started' &&
    known.worker.id === event.worker.id &&
    known.worker.pid !== event.worker.pid;
  if (journal.some(isOld)) return journal;
  return [...journal.filter((known) => keyOf(known) !== key), event];
}

function keyOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'starting':
    case 'ready':
    case 'reloaded':
    case 'load':
    case 'stopping':
    case 'stopped':
    case 'fatal':
      return event.type;
    case 'worker-started':
    case 'worker-exited':
      return `worker ${event.worker.id}`;
    case 'snapshot':
      return `snapshot ${event.worker.id}`;
    case 'request':
    case 'log':
    case 'finding':
      return undefined;
  }
}
