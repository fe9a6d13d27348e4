import { element, Keyed, setAttributes, setText } from './dom.js';
import type { Bar, CellView } from './view-model.js';

interface BarPart {
  readonly root: HTMLElement;
  readonly label: HTMLElement;
  readonly bar: HTMLElement;
  readonly fill: HTMLElement;
  readonly text: HTMLElement;
}

interface CellPart {
  readonly root: HTMLElement;
  readonly kind: HTMLElement;
  readonly badge: HTMLElement;
  readonly sum: HTMLElement;
  readonly sentence: HTMLElement;
  readonly bars: Keyed<Bar, BarPart>;
}

/** The cells, a section each: one bar for every worker. */
export function cellList(parent: HTMLElement, reveal: (id: string) => void): Keyed<CellView, CellPart> {
  return new Keyed(
    parent,
    ({ id }) => id,
    (cell) => makeCell(cell, reveal),
    updateCell,
  );
}

function makeCell({ id, name }: CellView, reveal: (id: string) => void): CellPart {
  const link = element('button', { class: 'link', title: 'Show where it is declared' }, name);
  link.addEventListener('click', () => reveal(id));
  const kind = element('span', { class: 'quiet' });
  const badge = element('span', { class: 'badge' });
  const sum = element('p', { class: 'sum' });
  const sentence = element('p', { class: 'quiet' });
  const list = element('div', { class: 'bars' });
  const head = element('div', { class: 'cell-head' }, element('h3', {}, link), badge, kind);
  const root = element('section', { class: 'cell', 'data-cell': name }, head, list, sum, sentence);
  const bars = new Keyed<Bar, BarPart>(list, ({ worker }) => String(worker), makeBar, updateBar);
  return { root, kind, badge, sum, sentence, bars };
}

function updateCell(part: CellPart, cell: CellView): void {
  const { kind, file, differs, verdict, bars, sum, sentence } = cell;
  setText(part.kind, `${kind} in ${file}`);
  setText(part.badge, verdict);
  setAttributes(part.badge, { class: differs ? 'badge differs' : 'badge' });
  setAttributes(part.root, { 'data-differs': String(differs) });
  setText(part.sum, sum?.text ?? '');
  setAttributes(part.sum, {
    'data-sum': sum && String(sum.total),
    hidden: sum ? undefined : '',
  });
  setText(part.sentence, sentence);
  part.bars.draw(bars);
}

function makeBar({ worker }: Bar): BarPart {
  const label = element('span', { class: 'bar-label' }, `worker ${worker}`);
  const fill = element('span', { class: 'fill' });
  const bar = element('span', { class: 'bar', role: 'img', 'data-worker': String(worker) }, fill);
  const text = element('span', { class: 'bar-text' });
  const root = element('div', { class: 'bar-row' }, label, bar, text);
  return { root, label, bar, fill, text };
}

function updateBar(
  { root, bar, fill, text }: BarPart,
  { worker, fraction, value, text: shown, isUnreadable }: Bar,
): void {
  setText(text, shown);
  setAttributes(text, { title: shown });
  setAttributes(root, { class: fraction === undefined ? 'bar-row no-bar' : 'bar-row' });
  setAttributes(bar, {
    'data-value': value === undefined ? undefined : String(value),
    'aria-label': `worker ${worker}: ${shown}`,
    class: isUnreadable ? 'bar unreadable' : 'bar',
  });
  // Set by script: the page's policy forbids style attributes in its text, not this.
  fill.style.width = `${Math.round((fraction ?? 0) * 1000) / 10}%`;
}
