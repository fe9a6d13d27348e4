import type { CellAddress, Listener, RunEvent, RunEventOf, WorkerSnapshot } from '../contract/index.js';

/** A worker as its events tell of it. */
export interface WorkerModel {
  readonly id: number;
  readonly pid: number;
  /** How often it was started again. */
  readonly generation: number;
  readonly isAlive: boolean;
  readonly snapshot: WorkerSnapshot | undefined;
}

/** Everything that a run has told up to now. */
export interface RunModel {
  readonly state: 'none' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  /** Why it is `failed`. */
  readonly fault: string | undefined;
  readonly listeners: readonly Listener[];
  /** By their number. */
  readonly workers: readonly WorkerModel[];
  readonly cells: readonly CellAddress[];
  /** Ids of the cells that only count. */
  readonly counters: ReadonlySet<string>;
  readonly uris: readonly string[];
  readonly dicts: NonNullable<WorkerSnapshot['dicts']>;
  readonly load: RunEventOf<'load'> | undefined;
}

export const noRun: RunModel = {
  state: 'none',
  fault: undefined,
  listeners: [],
  workers: [],
  cells: [],
  counters: new Set(),
  uris: [],
  dicts: {},
  load: undefined,
};

/** The model after one more event. */
export function reduce(model: RunModel, event: RunEvent): RunModel {
  switch (event.type) {
    case 'starting': {
      const { cells, counters, uris } = event;
      return { ...noRun, state: 'starting', cells, counters: new Set(counters), uris };
    }
    case 'ready':
      return { ...model, state: 'running', listeners: event.listeners };
    case 'worker-started':
      return withWorker(model, { ...event.worker, isAlive: true });
    case 'worker-exited':
      return withWorker(model, { ...event.worker, isAlive: false });
    case 'snapshot': {
      // The first one of a worker may come before it has said that it started, the last one after its end.
      const { worker, snapshot } = event;
      const known = model.workers.find(({ pid }) => pid === worker.pid);
      const next = withWorker(model, { ...worker, isAlive: known?.isAlive ?? true, snapshot });
      return snapshot.dicts ? { ...next, dicts: snapshot.dicts } : next;
    }
    case 'load':
      return { ...model, load: event };
    case 'stopping':
      return { ...model, state: 'stopping' };
    case 'stopped':
      // What failed has stopped, too; why it did is what matters.
      if (model.state === 'failed') return model;
      return { ...model, state: 'stopped', workers: model.workers.map(gone) };
    case 'fatal':
      return { ...model, state: 'failed', fault: event.message, workers: model.workers.map(gone) };
    case 'reloaded':
    case 'request':
    case 'log':
    case 'finding':
      return model;
  }
}

function gone(worker: WorkerModel): WorkerModel {
  return { ...worker, isAlive: false };
}

type Told = Pick<WorkerModel, 'id' | 'pid' | 'generation' | 'isAlive'> & { snapshot?: WorkerSnapshot };

function withWorker(model: RunModel, told: Told): RunModel {
  const known = model.workers.find(({ id }) => id === told.id);
  // The last words of a process come late: by then another has its number.
  if (known && known.pid !== told.pid && (!told.isAlive || told.generation < known.generation)) return model;
  const snapshot = told.snapshot ?? (known?.pid === told.pid ? known.snapshot : undefined);
  const worker: WorkerModel = { ...told, snapshot };
  const workers = [...model.workers.filter(({ id }) => id !== told.id), worker].sort((a, b) => a.id - b.id);
  return { ...model, workers };
}
