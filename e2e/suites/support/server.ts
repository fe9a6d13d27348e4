import { startCommand, lens, type LensApi } from './lens.js';
import { until } from './until.js';

/** The processes of a running server. */
export interface Running {
  master: number;
  workers: number[];
}

/** Runs `OpenResty: Run Server` and waits for the sample project's four workers. */
export async function runServer(): Promise<Running> {
  startCommand('openresty.runServer');
  return running();
}

/** Waits for the four workers of the sample project; `before` are pids that do not count. */
export async function running(before: readonly number[] = []): Promise<Running> {
  const api = await lens();
  return until('four workers', () => now(api, before));
}

function now(api: LensApi, before: readonly number[]): Running | undefined {
  const master = api.runtimePid();
  const workers = api.workers().map((worker) => worker.pid);
  const fresh = workers.filter((pid) => !before.includes(pid));
  return master !== undefined && fresh.length === 4 ? { master, workers: fresh } : undefined;
}

/** Waits until the extension says that no server runs. */
export async function stopped(): Promise<void> {
  const api = await lens();
  await until(
    'the extension to see the end',
    () => api.runtimePid() === undefined && api.workers().length === 0,
  );
}
