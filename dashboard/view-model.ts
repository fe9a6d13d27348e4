import { cellViews, type CellView } from './cell-view.js';
import type { RunModel, WorkerModel } from './model.js';
import { bytes, counted, emptyText, hintsOf, howOf, isLoopback, loadResultOf, titleOf, urlOf } from './words.js';

/** A row of the table of workers: texts, as they are shown. */
export interface WorkerRow {
  readonly id: number;
  readonly note: string;
  readonly isAlive: boolean;
  /** In the order of the columns, from the pid on. */
  readonly texts: readonly string[];
}

export interface DictView {
  readonly name: string;
  readonly size: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
  /** What stands below the entries: that there are none, or more. */
  readonly note: string;
}

/** Off: it is seen, and says nothing when it is pressed. */
export type ButtonState = 'on' | 'off' | 'hidden';

export interface View {
  readonly state: RunModel['state'];
  readonly title: string;
  readonly urls: readonly string[];
  readonly hints: readonly string[];
  /** Others than this machine can reach the server. */
  readonly isOpen: boolean;
  /** Why the server failed. */
  readonly fault: string;
  readonly buttons: Readonly<Record<'run' | 'restart' | 'stop', ButtonState>>;
  readonly canSend: boolean;
  readonly progress: { readonly done: number; readonly total: number; readonly text: string } | undefined;
  readonly result: string;
  readonly uris: readonly string[];
  readonly errors: { readonly title: string; readonly lines: readonly string[] };
  readonly cells: readonly CellView[];
  readonly dicts: readonly DictView[];
  readonly workers: readonly WorkerRow[];
  /** The last row of the table, as `WorkerRow.texts`. */
  readonly total: readonly string[];
  /** What was lost with processes that ended. */
  readonly notes: readonly string[];
  readonly empty: string;
}

/**
 * Which buttons are to be seen. One that was pressed stays until another takes its place: whoever works with the
 * keyboard stays where the next button comes.
 */
const buttons: Readonly<Record<RunModel['state'], View['buttons']>> = {
  none: { run: 'on', restart: 'hidden', stop: 'hidden' },
  starting: { run: 'off', restart: 'hidden', stop: 'on' },
  running: { run: 'hidden', restart: 'on', stop: 'on' },
  stopping: { run: 'hidden', restart: 'hidden', stop: 'off' },
  stopped: { run: 'on', restart: 'hidden', stop: 'hidden' },
  failed: { run: 'on', restart: 'hidden', stop: 'hidden' },
};

/** Everything that is drawn; nothing of it depends on the page. */
export function viewOf(model: RunModel): View {
  const { state, workers, load, listeners, errors } = model;
  const isSending = state === 'running' && load?.state === 'sending';
  return {
    state,
    title: titleOf(model),
    urls: state === 'running' ? [...new Set(listeners.map(urlOf).filter((url) => url !== undefined))] : [],
    hints: hintsOf(model),
    isOpen: state === 'running' && !listeners.every(isLoopback),
    fault: model.fault ?? '',
    buttons: buttons[state],
    canSend: state === 'running' && !isSending && listeners.some(({ port }) => port > 0),
    progress: isSending
      ? { done: load.done, total: load.total, text: `${load.done} of ${load.total}` }
      : undefined,
    result: loadResultOf(model),
    uris: model.uris,
    errors: {
      title: `${counted(errors.count, 'error')} in the log${errors.count > errors.last.length ? ', the last' : ''}:`,
      lines: errors.last.map(({ worker, level, message }) =>
        worker ? `worker ${worker.id} [${level}] ${message}` : `[${level}] ${message}`,
      ),
    },
    cells: cellViews(model),
    dicts: dictViews(model),
    workers: workers.map(workerRow),
    total: totals(workers),
    notes: workers.flatMap(lossOf),
    empty: emptyText(model),
  };
}

/** How many cells and keys there are to look through. */
export function sizeOf({ cells, dicts }: View): number {
  return cells.length + dicts.reduce((sum, { entries }) => sum + entries.length, 0);
}

/** The view with only those cells and keys that contain `text`, in any case; a dictionary by its name, too. */
export function filtered(view: View, text: string): View {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return view;
  const matches = (...texts: string[]): boolean => texts.some((one) => one.toLowerCase().includes(wanted));
  const cells = view.cells.filter(({ name, where }) => matches(name, where));
  const dicts = view.dicts.flatMap((dict): DictView[] => {
    if (matches(dict.name)) return [dict];
    const entries = dict.entries.filter(([key]) => matches(key));
    return entries.length > 0 ? [{ ...dict, entries, note: '' }] : [];
  });
  const isNothing = cells.length === 0 && dicts.length === 0;
  return { ...view, cells, dicts, empty: isNothing ? `Nothing here is called "${text.trim()}".` : view.empty };
}

function dictViews({ dicts }: RunModel): DictView[] {
  return Object.entries(dicts).map(([name, { capacity, keys, entries }]) => {
    const more = keys - entries.length;
    const note = keys === 0 ? 'Nothing is stored in it.' : more > 0 ? `and ${counted(more, 'more key')}` : '';
    return { name, size: bytes(capacity), entries, note };
  });
}

function workerRow({ id, pid, generation, end, snapshot }: WorkerModel): WorkerRow {
  const how = end && howOf(end);
  const notes = [
    ...(end ? [how && !end.expected ? `ended: ${how}` : 'ended'] : []),
    ...(generation > 0 ? [`started ${generation + 1} times`] : []),
  ];
  const texts = snapshot
    ? [
        String(snapshot.requests),
        String(snapshot.connections),
        bytes(snapshot.memory.lua),
        bytes(snapshot.memory.rss),
      ]
    : ['–', '–', '–', '–'];
  return { id, note: notes.join(', '), isAlive: !end, texts: [String(pid), ...texts] };
}

function totals(workers: readonly WorkerModel[]): readonly string[] {
  const snapshots = workers.filter(({ isPart }) => isPart).flatMap(({ snapshot }) => snapshot ?? []);
  const sum = (of: (snapshot: (typeof snapshots)[number]) => number): number =>
    snapshots.reduce((total, snapshot) => total + of(snapshot), 0);
  return [
    '',
    String(sum(({ requests }) => requests)),
    String(sum(({ connections }) => connections)),
    bytes(sum(({ memory }) => memory.lua)),
    // Processes share pages: what they hold in memory does not add up.
    '',
  ];
}

function lossOf({ id, lost, pid, end }: WorkerModel): readonly string[] {
  if (!lost) return [];
  const how = howOf(lost.end);
  const next = end && lost.pid === pid ? '' : `; process ${pid} took its place and began at nothing`;
  return [`Worker ${id}: process ${lost.pid} ended unexpectedly${how && ` (${how})`}${next}.`];
}
