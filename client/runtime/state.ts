import { isMoved, urlOf, type Listener, type RunEvent } from '../../contract/index.js';

/** What is known of the server that this window runs. */
export interface RunState {
  readonly phase: 'stopped' | 'starting' | 'running' | 'stopping' | 'failed';
  /** Those that live. */
  readonly workers: readonly { readonly id: number; readonly pid: number }[];
  readonly listeners: readonly Listener[];
  /** Why it could not start. */
  readonly fault: string | undefined;
}

export const notRunning: RunState = { phase: 'stopped', workers: [], listeners: [], fault: undefined };

export function nextState(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'starting':
      return { ...notRunning, phase: 'starting' };
    case 'ready':
      return { ...state, phase: 'running', listeners: event.listeners };
    case 'worker-started': {
      const { id, pid } = event.worker;
      const others = state.workers.filter((worker) => worker.pid !== pid);
      return { ...state, workers: [...others, { id, pid }].sort((a, b) => a.id - b.id) };
    }
    case 'worker-exited':
      return { ...state, workers: state.workers.filter(({ pid }) => pid !== event.worker.pid) };
    case 'stopping':
      return { ...state, phase: 'stopping' };
    case 'stopped':
      // What failed has stopped, too; why it did is what matters.
      return state.phase === 'failed' ? state : notRunning;
    case 'fatal':
      return { ...notRunning, phase: 'failed', fault: event.message };
    case 'reloaded':
    case 'request':
    case 'snapshot':
    case 'log':
    case 'load':
    case 'finding':
      return state;
  }
}

/** The first place that a message of nginx or of Lua names: `… in /srv/conf/nginx.conf:12`. Line from 1. */
export function placeIn(message: string): { file: string; line: number } | undefined {
  const match = /(?:\bin |^|\s|@)((?:[A-Za-z]:)?[\\/][^\s:]+):(\d+)/m.exec(message);
  return match?.[1] === undefined ? undefined : { file: match[1], line: Number(match[2]) };
}

/** Where the server is reached: `http://127.0.0.1:8080/`, and what the configuration said if it was another port. */
export function addressesOf(listeners: readonly Listener[]): string[] {
  return listeners
    .filter(({ port }) => port > 0)
    .map((listener) => {
      const note = isMoved(listener)
        ? ` (for "listen ${listener.configured}", which could not be bound)`
        : '';
      return urlOf(listener) + note;
    });
}

/** An event as a person reads it in a terminal; undefined for those that are only numbers. */
export function describeEvent(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'starting':
      return `starting ${event.workers} worker${event.workers === 1 ? '' : 's'}: ${event.configuration}`;
    case 'ready':
      return addressesOf(event.listeners)
        .map((address) => `listening: ${address}`)
        .join('\n');
    case 'worker-started':
      return `worker ${event.worker.id} is process ${event.worker.pid}`;
    case 'worker-exited':
      if (event.expected) return undefined;
      return `worker ${event.worker.id} (process ${event.worker.pid}) ended: ${event.signal ?? `exit code ${event.code}`}`;
    case 'reloaded':
      return 'reloaded: new workers serve';
    case 'request':
      return `${event.count === 1 ? '' : `${event.count} × `}${event.method} ${event.uri} ${event.status} (worker ${event.worker.id})`;
    case 'log':
      return `[${event.level}] ${event.message}`;
    case 'stopping':
      return `stopping (${event.reason})`;
    case 'stopped':
      return 'stopped';
    case 'load':
      return event.state === 'sending'
        ? undefined
        : `${event.done} of ${event.total} requests to ${event.path}`;
    // Why it could not start the program writes itself, to its standard error.
    case 'fatal':
    case 'snapshot':
    case 'finding':
      return undefined;
  }
}
