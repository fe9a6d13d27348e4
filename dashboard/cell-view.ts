import type { CellAddress, CellReading } from '../contract/index.js';
import type { RunModel, WorkerModel } from './model.js';
import { agreementOf, isValue, numberOf, sumOf, type Agreement } from './readings.js';

/** What one worker holds of a cell. */
export interface Bar {
  readonly worker: number;
  /** What is written: a number, a preview, or why there is none. */
  readonly text: string;
  /** More than fits a line: the entries of a table. */
  readonly details: string;
  /** The number itself, where it is one. */
  readonly value: number | undefined;
  /** Of a number: its share of the largest, 0 to 1. */
  readonly fraction: number | undefined;
  /** The text is a value of Lua, and not our words about why there is none. */
  readonly isValue: boolean;
}

export interface CellView {
  readonly id: string;
  readonly name: string;
  /** `upvalue`, and the file that declares it. */
  readonly where: string;
  readonly agreement: Agreement;
  readonly badge: string;
  readonly bars: readonly Bar[];
  /** Of a counter. */
  readonly sum: { readonly text: string; readonly total: number } | undefined;
  readonly sentence: string;
}

/** The cells, those first whose workers differ; otherwise in the order of the text. */
export function cellViews(model: RunModel): readonly CellView[] {
  const views = model.cells.map((cell) => cellView(cell, model));
  const isApart = ({ agreement }: CellView): boolean => agreement === 'differs';
  return [...views.filter(isApart), ...views.filter((view) => !isApart(view))];
}

function cellView(cell: CellAddress, { workers, counters }: RunModel): CellView {
  const isCounter = counters.has(cell.id);
  const readings = workers.map(({ snapshot }) => snapshot?.cells[cell.id]);
  const isPart = (_: unknown, index: number): boolean => workers[index]?.isPart === true;
  const values = readings.map((reading, index) =>
    isPart(reading, index) ? numberOf(reading, isCounter) : undefined,
  );
  const largest = values.reduce<number>((max, value) => Math.max(max, Math.abs(value ?? 0)), 0);
  const parts = readings.filter(isPart);
  const agreement = agreementOf(parts);
  const numbers = values.filter((value) => value !== undefined);
  const isSummed = isCounter && numbers.length > 0 && numbers.length === parts.filter(isValue).length;
  const sum = isSummed ? sumOf(numbers) : undefined;
  return {
    id: cell.id,
    name: cell.name,
    where: `${cell.kind} · ${cell.file}`,
    agreement,
    badge: badges[agreement],
    bars: workers.map((worker, index) => bar(worker, readings[index], values[index], largest)),
    sum,
    sentence: sentence(agreement, sum !== undefined && numbers.some((value) => value !== 0), parts),
  };
}

const badges: Readonly<Record<Agreement, string>> = {
  differs: '≠ differs',
  same: '= same in all workers',
  partial: 'not read in all workers',
  unclear: '≈ same as far as shown',
  alone: 'one worker',
  unread: 'not read',
};

function bar(
  { id: worker, isPart }: WorkerModel,
  reading: CellReading | undefined,
  value: number | undefined,
  largest: number,
): Bar {
  const none = { worker, details: '', value: undefined, fraction: undefined, isValue: false };
  if (!isPart) return { ...none, text: 'ended, and what it held with it' };
  if (!reading) return { ...none, text: 'not read yet' };
  if (!isValue(reading)) return { ...none, text: reading.unreadable };
  const lines = [reading.preview, ...(reading.entries ?? []).map(([key, held]) => `${key} = ${held}`)];
  return {
    worker,
    text: value === undefined ? reading.preview : String(value),
    details: value === undefined ? lines.join('\n') : '',
    value,
    fraction: value === undefined ? undefined : largest === 0 ? 0 : Math.abs(value) / largest,
    isValue: true,
  };
}

function sentence(agreement: Agreement, isCount: boolean, parts: readonly unknown[]): string {
  if (parts.length < 2) return isCount ? 'With more workers each would count its own part.' : '';
  if (isCount) return 'Each worker counted its own part.';
  if (agreement === 'differs')
    return 'Each worker holds a value of its own: an answer depends on the worker that gives it.';
  return '';
}
