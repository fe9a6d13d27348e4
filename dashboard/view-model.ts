import { isLoopback, isMoved, urlOf, type CellReading } from '../contract/index.js';
import type { RunModel, WorkerModel } from './model.js';

/** A row of the table of workers: texts, as they are shown. */
export interface WorkerRow {
  readonly id: number;
  readonly note: string;
  readonly isAlive: boolean;
  readonly pid: string;
  readonly requests: string;
  readonly connections: string;
  readonly lua: string;
  readonly rss: string;
}

/** What one worker holds of a cell. */
export interface Bar {
  readonly worker: number;
  /** What is written: a number, a preview, or why it was not read. */
  readonly text: string;
  /** For a number: its share of the largest, 0 to 1; undefined for what has no length. */
  readonly fraction: number | undefined;
  /** The number itself, for a counter that was not touched 0. */
  readonly value: number | undefined;
  readonly isUnreadable: boolean;
}

export interface CellView {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly differs: boolean;
  /** What the comparison came to, in words; what was not read is not said to be the same. */
  readonly verdict: string;
  readonly bars: readonly Bar[];
  /** Of a counter: `7 + 11 = 18`, and 18. */
  readonly sum: { readonly text: string; readonly total: number } | undefined;
  readonly sentence: string;
}

export interface DictView {
  readonly name: string;
  readonly size: string;
  /** How many there are; the first of them are shown. */
  readonly keys: number;
  readonly entries: readonly (readonly [key: string, value: string])[];
  readonly more: number;
}

export interface View {
  readonly state: RunModel['state'];
  readonly headline: string;
  readonly hint: string;
  readonly canRun: boolean;
  readonly canStop: boolean;
  readonly canSend: boolean;
  readonly load: string;
  /** 0 to 1 while requests are on their way. */
  readonly progress: number | undefined;
  readonly uris: readonly string[];
  readonly workers: readonly WorkerRow[];
  readonly requests: string;
  readonly cells: readonly CellView[];
  readonly dicts: readonly DictView[];
  /** What to do where there is nothing to see. */
  readonly empty: string;
}

export function viewOf(model: RunModel): View {
  const { state, workers, load } = model;
  const isSending = load?.state === 'sending' && state === 'running';
  const cells = model.cells
    .map((cell) => cellView(cell.id, model))
    .sort((a, b) => Number(b.differs) - Number(a.differs));
  return {
    state,
    headline: headline(model),
    hint: hint(model),
    canRun: state === 'none' || state === 'stopped' || state === 'failed',
    canStop: state === 'starting' || state === 'running',
    canSend: state === 'running' && !isSending && model.listeners.some(({ port }) => port > 0),
    load: loadText(model),
    progress: isSending ? load.done / Math.max(1, load.total) : undefined,
    uris: model.uris,
    workers: workers.map(workerRow),
    requests: String(sum(workers.map(({ snapshot }) => snapshot?.requests ?? 0))),
    cells,
    dicts: Object.entries(model.dicts).map(([name, { capacity, keys, entries }]) => ({
      name,
      size: bytes(capacity),
      keys,
      entries,
      more: keys - entries.length,
    })),
    empty: emptyText(model),
  };
}

function headline({ state, workers, fault, listeners }: RunModel): string {
  const alive = workers.filter(({ isAlive }) => isAlive).length;
  switch (state) {
    case 'none':
      return 'No server runs';
    case 'starting':
      return 'Starting …';
    case 'running':
      return [
        `${alive} worker${alive === 1 ? '' : 's'}`,
        ...listeners.filter(({ port }) => port > 0).map(urlOf),
      ].join(' · ');
    case 'stopping':
      return 'Stopping …';
    case 'stopped':
      return 'The server has stopped';
    case 'failed':
      return `The server failed: ${fault?.split('\n')[0] ?? 'it ended unexpectedly'}`;
  }
}

function hint({ state, listeners }: RunModel): string {
  if (state !== 'running') return '';
  const moved = listeners
    .filter((listener) => listener.port > 0 && isMoved(listener))
    .map(
      ({ port, configured }) => `port ${port} stands for "listen ${configured}", which could not be bound`,
    );
  const isLocal = listeners.every(isLoopback);
  return [...moved, isLocal ? 'reachable from this machine only' : 'other machines can reach it'].join('; ');
}

function loadText({ load, state }: RunModel): string {
  if (!load) return '';
  if (load.state === 'sending' && state === 'running')
    return `${load.done} of ${load.total} requests to ${load.path}`;
  if (load.state === 'failed') return `${load.path}: ${load.message ?? 'not sent'}`;
  if (load.state === 'sending') return '';
  const answers = Object.entries(load.statuses ?? {}).map(([status, count]) => `${count} × ${status}`);
  const failures = Object.entries(load.failures ?? {}).map(
    ([reason, count]) => `${count} without an answer (${reason})`,
  );
  return `${load.total} requests to ${load.path}: ${[...answers, ...failures].join(', ') || 'no answer'}`;
}

function workerRow({ id, pid, generation, isAlive, snapshot }: WorkerModel): WorkerRow {
  const notes = [
    ...(isAlive ? [] : ['ended']),
    ...(generation > 0 ? [`started ${generation + 1} times`] : []),
  ];
  return {
    id,
    note: notes.join(', '),
    isAlive,
    pid: String(pid),
    requests: String(snapshot?.requests ?? 0),
    connections: String(snapshot?.connections ?? 0),
    lua: snapshot ? bytes(snapshot.memory.lua) : '',
    rss: snapshot ? bytes(snapshot.memory.rss) : '',
  };
}

function cellView(id: string, { cells, workers, counters }: RunModel): CellView {
  const cell = cells.find((one) => one.id === id);
  const readings = workers.map(({ id: worker, snapshot }) => ({ worker, reading: snapshot?.cells[id] }));
  const isCounter = counters.has(id);
  const values = readings.map(({ reading }) => numberOf(reading, isCounter));
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  const bars = readings.map(({ worker, reading }, index): Bar => {
    const value = values[index];
    return {
      worker,
      text: value === undefined ? textOf(reading) : String(value),
      value,
      fraction: value === undefined ? undefined : largest === 0 ? 0 : Math.abs(value) / largest,
      isUnreadable: value === undefined && (reading === undefined || 'unreadable' in reading),
    };
  });
  // What a worker held that has crashed says nothing about those that serve.
  const someLive = workers.some(({ isAlive }) => isAlive);
  const compared = readings.flatMap(({ reading }, index) => {
    const counts = !someLive || workers[index]?.isAlive === true;
    return counts && bars[index]?.isUnreadable === false ? [identityOf(reading, values[index])] : [];
  });
  const differs = new Set(compared).size > 1;
  const readers = someLive ? workers.filter(({ isAlive }) => isAlive).length : workers.length;
  const numbers = values.filter((value) => value !== undefined);
  const isSummed = isCounter && numbers.length === values.length && numbers.length > 0;
  const total = sum(numbers);
  return {
    id,
    name: cell?.name ?? id,
    kind: cell?.kind ?? '',
    file: cell?.file ?? '',
    differs,
    verdict: verdict(compared, readers),
    bars,
    sum: isSummed
      ? { text: numbers.length > 1 ? `${numbers.join(' + ')} = ${total}` : String(total), total }
      : undefined,
    sentence: sentence(differs, isSummed && total > 0, workers.length),
  };
}

/** The same for the same value: `pairs` gives a table's entries in no order that two workers would share. */
function identityOf(reading: CellReading | undefined, value: number | undefined): string {
  if (value !== undefined) return String(value);
  if (!reading || 'unreadable' in reading) return '';
  return reading.entries ? JSON.stringify([...reading.entries].sort()) : reading.preview;
}

/** @param identities of the values that were read; @param readers how many workers there are to compare */
function verdict(identities: readonly string[], readers: number): string {
  if (identities.length === 0) return 'not read';
  if (new Set(identities).size > 1) return '≠ differs';
  return identities.length === readers ? '= same in all workers' : '= same where it was read';
}

function sentence(differs: boolean, isCount: boolean, workers: number): string {
  if (workers < 2) return 'With one worker there is one value; with several each has its own.';
  if (isCount && differs)
    return 'Each worker counted its own part, so an answer depends on the worker that gives it.';
  if (differs)
    return 'Each worker holds a value of its own, so an answer depends on the worker that gives it.';
  return '';
}

/** A counter in a worker that has not loaded its module, or not touched it, stands at nothing: 0. */
function numberOf(reading: CellReading | undefined, isCounter: boolean): number | undefined {
  if (!reading || 'unreadable' in reading || reading.kind === 'nil') return isCounter ? 0 : undefined;
  const value = reading.kind === 'number' ? Number(reading.preview) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function textOf(reading: CellReading | undefined): string {
  if (!reading) return 'not read yet';
  return 'unreadable' in reading ? reading.unreadable : reading.preview;
}

function emptyText({ state, cells, workers }: RunModel): string {
  if (state === 'none' || state === 'stopped' || state === 'failed')
    return workers.length === 0 ? 'Run the server to see what each of its workers holds.' : '';
  if (state === 'starting') return '';
  if (cells.length === 0)
    return 'No state that requests change, and that can be seen from outside, was found in the text.';
  const isUntouched = workers.every(({ snapshot }) => (snapshot?.requests ?? 0) === 0);
  return isUntouched ? 'Send some requests, and watch what each worker makes of them.' : '';
}

/** In units of 1024, as nginx writes sizes. */
export function bytes(count: number): string {
  if (count >= 1024 * 1024) return `${(count / 1024 / 1024).toFixed(1)} MB`;
  return `${Math.round(count / 1024)} KB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
