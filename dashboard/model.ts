import type { CellAddress, Listener, RunEvent, RunEventOf, WorkerSnapshot } from '../contract/index.js';

/** How a process ended. Without a code and a signal nobody said: the run is over, and it with it. */
export type WorkerEnd = Pick<RunEventOf<'worker-exited'>, 'code' | 'signal' | 'expected'>;

/** A worker as its events tell of it. */
export interface WorkerModel {
  readonly id: number;
  readonly pid: number;
  /** How often it was started again. */
  readonly generation: number;
  /** Undefined while it lives. */
  readonly end: WorkerEnd | undefined;
  /** What it holds is part of the picture: it lives, or it lived until the run ended. */
  readonly isPart: boolean;
  /** The last process of this number that ended without being asked to. */
  readonly lost: { readonly pid: number; readonly end: WorkerEnd } | undefined;
  readonly snapshot: WorkerSnapshot | undefined;
}

/** A line of the error log, at the level `error` or above. */
export type LogLine = Pick<RunEventOf<'log'>, 'worker' | 'level' | 'message'>;

/** Everything that a run has told up to now. */
export interface RunModel {
  readonly state: 'none' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
  /** Why it is `failed`. */
  readonly fault: string | undefined;
  /** How many workers it starts with. */
  readonly planned: number;
  readonly listeners: readonly Listener[];
  /** By their number. */
  readonly workers: readonly WorkerModel[];
  readonly cells: readonly CellAddress[];
  /** Ids of the cells that only count. */
  readonly counters: ReadonlySet<string>;
  readonly uris: readonly string[];
  readonly dicts: NonNullable<WorkerSnapshot['dicts']>;
  readonly load: RunEventOf<'load'> | undefined;
  /** The last lines, oldest first, and how many there were. */
  readonly errors: { readonly last: readonly LogLine[]; readonly count: number };
}

export const noRun: RunModel = {
  state: 'none',
  fault: undefined,
  planned: 0,
  listeners: [],
  workers: [],
  cells: [],
  counters: new Set(),
  uris: [],
  dicts: {},
  load: undefined,
  errors: { last: [], count: 0 },
};

const keptErrors = 3;
const errorLevels: ReadonlySet<RunEventOf<'log'>['level']> = new Set([
  'stderr',
  'emerg',
  'alert',
  'crit',
  'error',
]);

/** The model after one more event. */
export function reduce(model: RunModel, event: RunEvent): RunModel {
  switch (event.type) {
    case 'starting': {
      const { cells, counters, uris, workers: planned } = event;
      return { ...noRun, state: 'starting', planned, cells, counters: new Set(counters), uris };
    }
    case 'ready':
      return { ...model, state: 'running', listeners: event.listeners };
    case 'worker-started':
      return withWorker(model, event.worker, {});
    case 'worker-exited':
      return afterExit(model, event);
    case 'snapshot': {
      // The first one of a worker comes before it has said that it started.
      const { worker, snapshot } = event;
      const next = withWorker(model, worker, { snapshot });
      return snapshot.dicts && next !== model ? { ...next, dicts: snapshot.dicts } : next;
    }
    case 'load':
      return { ...model, load: event };
    case 'log':
      return errorLevels.has(event.level) ? withError(model, event) : model;
    case 'stopping':
      return { ...model, state: 'stopping' };
    case 'stopped':
      return { ...over(model, true), state: model.state === 'failed' ? 'failed' : 'stopped' };
    case 'fatal':
      return { ...over(model, false), state: 'failed', fault: event.message };
    case 'reloaded':
    case 'request':
    case 'finding':
      return model;
  }
}

type Identity = Pick<WorkerModel, 'id' | 'pid' | 'generation'>;

/** After a reload or a respawn, the last words of an older process come when another has its number. */
function isOlder(told: Identity, known: WorkerModel | undefined): known is WorkerModel {
  return known !== undefined && told.generation < known.generation;
}

function withWorker(
  model: RunModel,
  { id, pid, generation }: Identity,
  news: Partial<Pick<WorkerModel, 'snapshot' | 'end' | 'isPart' | 'lost'>>,
): RunModel {
  const known = model.workers.find((worker) => worker.id === id);
  if (isOlder({ id, pid, generation }, known)) return model;
  const isSame = known?.pid === pid && known.generation === generation;
  const before: WorkerModel = isSame
    ? known
    : { id, pid, generation, end: undefined, isPart: true, lost: known?.lost, snapshot: undefined };
  return replace(model, { ...before, ...news });
}

function afterExit(model: RunModel, { worker, code, signal, expected }: RunEventOf<'worker-exited'>): RunModel {
  const end = { code, signal, expected };
  const lost = expected ? undefined : { pid: worker.pid, end };
  const known = model.workers.find(({ id }) => id === worker.id);
  if (isOlder(worker, known)) return lost ? replace(model, { ...known, lost }) : model;
  const isEnding = model.state === 'stopping' || model.state === 'stopped' || model.state === 'failed';
  return withWorker(model, worker, { end, isPart: isEnding && known?.isPart !== false, ...(lost && { lost }) });
}

function replace(model: RunModel, worker: WorkerModel): RunModel {
  const workers = [...model.workers.filter(({ id }) => id !== worker.id), worker];
  return { ...model, workers: workers.sort((a, b) => a.id - b.id) };
}

function over(model: RunModel, expected: boolean): RunModel {
  const unsaid: WorkerEnd = { code: null, signal: null, expected };
  return { ...model, workers: model.workers.map((worker) => ({ ...worker, end: worker.end ?? unsaid })) };
}

function withError(model: RunModel, { worker, level, message }: RunEventOf<'log'>): RunModel {
  const line: LogLine = { level, message, ...(worker && { worker }) };
  const { last, count } = model.errors;
  return { ...model, errors: { last: [...last, line].slice(-keptErrors), count: count + 1 } };
}
