import type { CellReading, RunReport } from '../../contract/index.js';
import { layOut, type Column } from './table.js';

type Workers = RunReport['workers'];

/**
 * What each worker holds, one row a worker, then what that means.
 * @param counters ids of the cells that are only ever counted up or down: what the workers hold then adds up
 */
export function toTable(report: RunReport, counters: ReadonlySet<string>): string {
  const parts = [
    loadLines(report),
    table(report, counters),
    unreadableLines(report),
    emptyLines(report),
    dictLines(report),
    meaning(report, counters),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table({ workers, cells }: RunReport, counters: ReadonlySet<string>): string {
  const right = (head: string): Column => ({ head, align: 'right' });
  const columns = ['worker', 'pid', 'requests', 'connections', 'Lua memory', 'process memory'];
  const rows = workers.map(({ identity, snapshot }) => [
    `${identity.id}${identity.generation > 0 ? ` (started ${identity.generation + 1} times)` : ''}`,
    String(identity.pid),
    String(snapshot.requests),
    String(snapshot.connections),
    bytes(snapshot.memory.lua),
    bytes(snapshot.memory.rss),
    ...cells.map(({ id }) => preview(snapshot.cells[id])),
  ]);
  const all = [
    'all',
    '',
    String(sum(workers.map(({ snapshot }) => snapshot.requests))),
    String(sum(workers.map(({ snapshot }) => snapshot.connections))),
    '',
    '',
    ...cells.map(({ id }) => together(workers, id, counters)),
  ];
  return layOut([...columns.map(right), ...cells.map(({ name }) => right(name))], [...rows, 'rule', all]);
}

/** What the workers' values are together: their sum for a counter, else whether they are the same. */
function together(workers: Workers, id: string, counters: ReadonlySet<string>): string {
  const parts = counters.has(id) ? numbers(workers, id) : undefined;
  if (parts) return String(sum(parts));
  const values = new Set(workers.map(({ snapshot }) => preview(snapshot.cells[id])));
  return values.size > 1 ? 'they differ' : 'all the same';
}

function numbers(workers: Workers, id: string): number[] | undefined {
  const values = workers.map(({ snapshot }) => {
    const reading = snapshot.cells[id];
    // A worker that has not loaded the module has counted nothing yet.
    if (!reading || 'unreadable' in reading || reading.kind === 'nil') return 0;
    return reading.kind === 'number' ? Number(reading.preview) : Number.NaN;
  });
  return values.some(Number.isNaN) ? undefined : values;
}

function preview(reading: CellReading | undefined): string {
  if (!reading) return '?';
  if ('unreadable' in reading) return '–';
  return reading.preview.length > 40 ? `${reading.preview.slice(0, 39)}…` : reading.preview;
}

/** An empty part of the table, said in words. */
function emptyLines({ workers, cells }: RunReport): string {
  if (workers.length === 0) return 'No worker answered: it was stopped before the report.';
  return cells.length === 0
    ? 'No state that requests change and that can be seen from outside was found in the text.'
    : '';
}

/** Why a cell was not read, each reason once, with the workers it is true of. */
function unreadableLines({ workers, cells }: RunReport): string {
  const lines = cells.flatMap(({ id, name }) => {
    const reasons = new Map<string, number[]>();
    for (const { identity, snapshot } of workers) {
      const reading = snapshot.cells[id];
      if (!reading || !('unreadable' in reading)) continue;
      reasons.set(reading.unreadable, [...(reasons.get(reading.unreadable) ?? []), identity.id]);
    }
    return [...reasons].map(
      ([reason, ids]) => `– \`${name}\` in worker${ids.length > 1 ? 's' : ''} ${ids.join(', ')}: ${reason}`,
    );
  });
  return lines.join('\n');
}

function dictLines({ workers }: RunReport): string {
  const dicts = workers.map(({ snapshot }) => snapshot.dicts).find((found) => found !== undefined) ?? {};
  return Object.entries(dicts)
    .map(([name, { capacity, keys, entries }]) => {
      const shown = entries.map(([key, value]) => `${key} = ${value}`).join(', ');
      const more = keys > entries.length ? `, and ${keys - entries.length} more` : '';
      return `shared by all workers: lua_shared_dict ${name} (${bytes(capacity)}): ${shown === '' ? 'empty' : shown + more}`;
    })
    .join('\n');
}

function loadLines({ load }: RunReport): string {
  if (!load) return '';
  const lines = load.paths.map(({ path, statuses }) => {
    const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
    return `${path}: ${answers.join(', ') || 'no answer'}`;
  });
  const failures = Object.entries(load.failures).map(
    ([reason, count]) => `${count} without an answer: ${reason}`,
  );
  return [`Sent ${load.sent} requests in ${Math.round(load.duration)} ms.`, ...lines, ...failures].join('\n');
}

/** Two sentences for whoever sees this for the first time. */
function meaning({ workers, cells }: RunReport, counters: ReadonlySet<string>): string {
  const sentences = cells.flatMap(({ id, name }) => {
    const parts = counters.has(id) ? numbers(workers, id) : undefined;
    if (!parts || parts.length < 2 || sum(parts) === 0) return [];
    return [
      `Each worker counted its own part in \`${name}\`, ${parts.join(' + ')} = ${sum(parts)}, so a request sees the count of whichever worker answers it.`,
    ];
  });
  const dicts = workers.map(({ snapshot }) => snapshot.dicts).find((found) => found !== undefined) ?? {};
  for (const [name, { entries }] of Object.entries(dicts)) {
    const [first] = entries.filter(([, value]) => /^-?\d+$/.test(value));
    if (first)
      sentences.push(`The shared dict \`${name}\` is one for all workers: there ${first[0]} is ${first[1]}.`);
  }
  return sentences.join('\n');
}

/** In units of 1024, as nginx writes sizes. */
function bytes(count: number): string {
  if (count >= 1024 * 1024) return `${(count / 1024 / 1024).toFixed(1)} MB`;
  return `${Math.round(count / 1024)} KB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
