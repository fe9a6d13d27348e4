import { element, Keyed, setAttributes, setText } from './dom.js';
import type { DictView } from './view-model.js';

interface Entry {
  readonly id: string;
  readonly key: string;
  readonly value: string;
}

interface EntryPart {
  readonly root: HTMLElement;
  readonly value: HTMLElement;
}

interface DictPart {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly note: HTMLElement;
  readonly entries: Keyed<Entry, EntryPart>;
}

/** The shared dictionaries, a section each: a line for every key. */
export function dictList(parent: HTMLElement): Keyed<DictView, DictPart> {
  return new Keyed(parent, ({ name }) => name, makeDict, updateDict);
}

function makeDict({ name }: DictView): DictPart {
  const head = element('span', { class: 'quiet' });
  const list = element('dl');
  const note = element('p', { class: 'quiet' });
  const root = element(
    'section',
    { class: 'dict', 'data-dict': name },
    element(
      'div',
      { class: 'cell-head' },
      element('h3', {}, name),
      element('span', { class: 'badge' }, 'one for all workers'),
      head,
    ),
    list,
    note,
  );
  const entries = new Keyed<Entry, EntryPart>(list, ({ id }) => id, makeEntry, updateEntry);
  return { root, head, note, entries };
}

function updateDict(part: DictPart, { size, keys, entries, more }: DictView): void {
  setText(part.head, `lua_shared_dict, ${size}`);
  part.entries.draw(identified(entries));
  const note = keys === 0 ? 'empty' : more > 0 ? `and ${more} more` : '';
  setText(part.note, note);
  setAttributes(part.note, { hidden: note === '' ? '' : undefined });
}

/** Long keys are cut: two of them may read the same, and each still has its line. */
function identified(entries: DictView['entries']): Entry[] {
  const seen = new Map<string, number>();
  return entries.map(([key, value]) => {
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { id: `${nth}:${key}`, key, value };
  });
}

function makeEntry({ key }: Entry): EntryPart {
  const value = element('dd');
  return { root: element('div', {}, element('dt', {}, key), value), value };
}

function updateEntry({ value: shown }: EntryPart, { value }: Entry): void {
  setText(shown, value);
}
