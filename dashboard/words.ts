import type { Listener } from '../contract/index.js';
import type { RunModel, WorkerEnd } from './model.js';

/** `1 worker`, `4 workers`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Bytes in units of 1024, as nginx writes sizes. */
export function bytes(count: number): string {
  const megabytes = count / 1024 / 1024;
  return megabytes >= 1 ? `${megabytes.toFixed(1)} MB` : `${Math.round(count / 1024)} KB`;
}

export function titleOf({ state, workers, planned }: RunModel): string {
  switch (state) {
    case 'none':
      return 'No server is running';
    case 'starting':
      return `Starting ${counted(planned, 'worker')} …`;
    case 'running':
      return counted(workers.filter(({ end }) => !end).length, 'worker');
    case 'stopping':
      return 'Stopping …';
    case 'stopped':
      return 'The server has stopped';
    case 'failed':
      return 'The server failed';
  }
}

/** Where a browser reaches a listener; undefined for a Unix socket. An address of all interfaces is asked by a name. */
export function urlOf({ address, port }: Listener): string | undefined {
  if (port <= 0) return undefined;
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}/`;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

export function isLoopback({ address }: Listener): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('unix:');
}

/** The port that a `listen` names; nginx takes 80 where it names none. Undefined for a Unix socket. */
export function configuredPort(configured: string): number | undefined {
  if (configured.startsWith('unix:')) return undefined;
  const port = /^(\d+)$|:(\d+)$/.exec(configured);
  return Number(port?.[1] ?? port?.[2] ?? 80);
}

/** What to know about the addresses: a port that is not the configured one, and who can reach them. */
export function hintsOf({ state, listeners, workers }: RunModel): readonly string[] {
  if (state === 'stopped' && workers.length > 0) return ['below: what the workers held last'];
  if (state !== 'running' || listeners.length === 0) return [];
  const moved = listeners
    .filter(({ port, configured }) => port > 0 && (configuredPort(configured) ?? port) !== port)
    .map(({ port, configured }) => `port ${port} stands in for "listen ${configured}"`);
  return [listeners.every(isLoopback) ? 'loopback only' : 'reachable from other machines', ...moved];
}

/** `exit code 1`, `signal SIGKILL`; empty where nobody said. */
export function howOf({ code, signal }: WorkerEnd): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? '' : `exit code ${code}`;
}

/** `100 × 200 in total`, and what had no answer; empty while requests are on their way. */
export function loadResultOf({ load, state, listeners }: RunModel): string {
  if (!load) {
    const isDeaf = state === 'running' && !listeners.some(({ port }) => port > 0);
    return isDeaf ? 'The configuration listens on no TCP port that requests could be sent to.' : '';
  }
  if (load.state === 'sending') return '';
  const answers = Object.entries(load.statuses ?? {}).map(([status, count]) => `${count} × ${status}`);
  const failures = Object.entries(load.failures ?? {}).map(
    ([reason, count]) => `${count} without an answer (${reason})`,
  );
  const told = [
    ...(answers.length > 0 ? [`${answers.join(', ')} in total`] : []),
    ...failures,
    ...(load.message === undefined ? [] : [load.message]),
  ];
  return `${load.path}: ${told.join('; ') || (load.state === 'failed' ? 'not sent' : 'no answer')}`;
}

/** What to do where there is nothing to see. */
export function emptyText({ state, cells, workers }: RunModel): string {
  if (state === 'none' || state === 'stopped' || state === 'failed') {
    return workers.length === 0 ? 'Press Run to start the server and see what each of its workers holds.' : '';
  }
  if (cells.length === 0) return 'No state that requests change was found in the text.';
  if (state !== 'running' || workers.some(({ snapshot }) => (snapshot?.requests ?? 0) > 0)) return '';
  return workers.length > 1
    ? 'No requests yet. Send some requests to see the workers diverge.'
    : 'No requests yet. Send some to see what they change.';
}
