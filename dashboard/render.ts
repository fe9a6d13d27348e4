import { cellList } from './cells.js';
import { dictList } from './dicts.js';
import { element, keepingFocus, Keyed, setAttributes, setText } from './dom.js';
import type { View, WorkerRow } from './view-model.js';

/** What a person does on the page. */
export interface Actions {
  readonly run: () => void;
  readonly restart: () => void;
  readonly stop: () => void;
  readonly showLog: () => void;
  readonly send: (requests: number, path: string) => void;
  readonly reveal: (cell: string) => void;
}

const loads = [10, 100, 1000] as const;

/** More than so many cells and keys get a field to filter them by. */
const filterFrom = 8;

/** Builds the page once; the function it returns draws a view. */
export function createPage(root: HTMLElement, actions: Actions): (view: View) => void {
  const headline = element('h1', { tabindex: '-1' });
  const hint = element('p', { class: 'quiet' });
  const button = (name: string, text: string, press: () => void): HTMLButtonElement => {
    const made = element('button', { 'data-action': name }, text);
    made.addEventListener('click', press);
    return made;
  };
  const run = button('run', 'Run', actions.run);
  const restart = button('restart', 'Restart', actions.restart);
  const stop = button('stop', 'Stop', actions.stop);
  const log = button('show-log', 'Show Log', actions.showLog);

  const uris = element('datalist', { id: 'uris' });
  const path = element('input', {
    id: 'path',
    list: 'uris',
    value: '/',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  const sendButtons = loads.map((count) => {
    const made = element('button', { 'data-send': String(count) }, `Send ${count}`);
    made.addEventListener('click', () => {
      // Not `disabled`: a button that is loses the focus, and a person their place.
      if (made.getAttribute('aria-disabled') === 'true') return;
      if (path.value.startsWith('/')) {
        allowSending(false);
        actions.send(count, path.value);
      } else {
        tellPath('A path begins with "/".');
        path.focus();
      }
    });
    return made;
  });
  const progress = element('progress', { max: '1', 'aria-label': 'requests sent' });
  const result = element('span', { class: 'quiet' });

  const rows = element('tbody');
  const total = element('td', { class: 'number' });
  const table = element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['worker', 'pid', 'requests', 'connections', 'Lua memory', 'process memory'].map((text, index) =>
          element('th', { scope: 'col', class: index === 0 ? undefined : 'number' }, text),
        ),
      ),
    ),
    rows,
    element(
      'tfoot',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, 'all'),
        element('td'),
        total,
        element('td'),
        element('td'),
        element('td'),
      ),
    ),
  );
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter cells and keys',
  });
  const cells = element('div', { class: 'cells' });
  const dicts = element('div', { class: 'dicts' });
  const empty = element('p', { class: 'empty' });

  root.append(
    element(
      'header',
      { 'aria-live': 'polite' },
      element('div', {}, headline, hint),
      element('div', { class: 'buttons' }, run, restart, stop, log),
    ),
    element(
      'div',
      { class: 'load' },
      element('label', { for: 'path' }, 'Path'),
      path,
      uris,
      ...sendButtons,
      element('span', { class: 'result', 'aria-live': 'polite' }, progress, result),
    ),
    empty,
    filter,
    cells,
    table,
    dicts,
  );

  const cellParts = cellList(cells, actions.reveal);
  const rowParts = new Keyed<WorkerRow, { root: HTMLElement; texts: HTMLElement[] }>(
    rows,
    ({ id }) => String(id),
    makeRow,
    updateRow,
  );
  const dictParts = dictList(dicts);
  let knownUris = '';
  let proposed = path.value;
  // Stays until the path is another one: the next event would wipe it away.
  let pathFault = '';
  let last: View | undefined;
  path.addEventListener('input', () => {
    if (pathFault !== '') tellPath('');
  });
  filter.addEventListener('input', () => {
    if (last) draw(last);
  });

  function allowSending(allowed: boolean): void {
    for (const one of sendButtons) setAttributes(one, { 'aria-disabled': String(!allowed) });
  }

  function tellPath(fault: string): void {
    pathFault = fault;
    setAttributes(path, { 'aria-invalid': fault === '' ? undefined : 'true' });
    setText(result, fault === '' ? (last?.load ?? '') : fault);
  }

  function drawAll(view: View): void {
    last = view;
    setAttributes(root, { 'data-state': view.state });
    setText(headline, view.headline);
    setText(hint, view.hint);
    setAttributes(run, { hidden: view.canRun ? undefined : '' });
    setAttributes(restart, { hidden: view.canStop ? undefined : '' });
    setAttributes(stop, { hidden: view.canStop ? undefined : '' });
    allowSending(view.canSend);
    setAttributes(progress, {
      hidden: view.progress === undefined ? '' : undefined,
      value: view.progress === undefined ? undefined : String(view.progress),
    });
    setText(result, pathFault === '' ? view.load : pathFault);
    if (knownUris !== view.uris.join('\n')) {
      knownUris = view.uris.join('\n');
      uris.replaceChildren(...view.uris.map((value) => element('option', { value })));
      // What somebody typed stays.
      const [first] = view.uris;
      if (first !== undefined && path.value === proposed) path.value = proposed = first;
    }
    const { cells: allCells, dicts: allDicts } = view;
    const count = allCells.length + allDicts.reduce((sum, { entries }) => sum + entries.length, 0);
    const isFiltered = count > filterFrom;
    setAttributes(filter, { hidden: isFiltered ? undefined : '' });
    const wanted = isFiltered ? filter.value.toLowerCase() : '';
    const matches = (text: string): boolean => text.toLowerCase().includes(wanted);
    const shown = allCells.filter(({ name, file }) => matches(`${name} ${file}`));
    cellParts.draw(shown);
    rowParts.draw(view.workers);
    setText(total, view.requests);
    setAttributes(table, { hidden: view.workers.length === 0 ? '' : undefined });
    const keys = allDicts.map((dict) => ({
      ...dict,
      entries: dict.entries.filter(([key]) => matches(`${dict.name} ${key}`)),
    }));
    dictParts.draw(keys.filter(({ entries }) => wanted === '' || entries.length > 0));
    const isNothing =
      wanted !== '' && shown.length === 0 && keys.every(({ entries }) => entries.length === 0);
    const note = isNothing ? `No cell and no key contains "${filter.value}".` : view.empty;
    setText(empty, note);
    setAttributes(empty, { hidden: note === '' ? '' : undefined });
  }

  function draw(view: View): void {
    // Not to another button: who pressed Run twice would press Stop.
    keepingFocus(() => drawAll(view), headline);
  }
  return draw;
}

function makeRow({ id }: WorkerRow): { root: HTMLElement; texts: HTMLElement[] } {
  const name = element('th', { scope: 'row' });
  const texts = Array.from({ length: 5 }, () => element('td', { class: 'number' }));
  return { root: element('tr', { 'data-worker': String(id) }, name, ...texts), texts: [name, ...texts] };
}

function updateRow({ root, texts }: { root: HTMLElement; texts: HTMLElement[] }, row: WorkerRow): void {
  const values = [
    row.note === '' ? String(row.id) : `${row.id} (${row.note})`,
    row.pid,
    row.requests,
    row.connections,
    row.lua,
    row.rss,
  ];
  texts.forEach((text, index) => setText(text, values[index] ?? ''));
  setAttributes(root, { class: row.isAlive ? undefined : 'gone' });
}
