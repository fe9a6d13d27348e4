import assert from 'node:assert/strict';
import { parseConf, standardCatalogue, type Context } from '../../../core/nginx/index.js';
import { completeConf, type CompletionContext, type ConfItem } from '../complete-conf.js';
import { declaredIn } from '../conf-names.js';

const catalogue = standardCatalogue();

const files: Record<string, string[]> = {
  '': ['conf/', 'lua/', 'html/', 'README.md'],
  conf: ['nginx.conf', 'mime.types', 'sites/', 'cert.pem', 'cert.key'],
  'conf/sites': ['a.conf', 'b.conf'],
  lua: ['app.lua', 'lib/', 'notes.txt'],
  'lua/lib': ['util.lua'],
  html: ['index.html'],
};

type Wishes = Partial<Omit<CompletionContext, 'outer'>> & { readonly outer?: readonly Context[] };

/** The proposals at the `|`, best first. */
export function at(marked: string, wishes: Wishes = {}): { text: string; items: ConfItem[] } {
  const cursor = marked.indexOf('|');
  assert.notEqual(cursor, -1, 'no cursor');
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const tree = parseConf(text);
  const paths = {
    confDirectories: ['conf'],
    prefixes: [''],
    list: (directory: string) =>
      files[directory]?.map((name) => ({ name: name.replace('/', ''), isDirectory: name.endsWith('/') })),
  };
  const items = completeConf(tree, cursor, {
    outer: ['main'],
    catalogue,
    names: declaredIn(tree),
    paths,
    snippets: true,
    ...wishes,
  });
  return { text, items };
}

/** The labels of what fits the word before the cursor, as an editor would filter them. */
export function labels(marked: string, wishes: Wishes = {}): string[] {
  const { text, items } = at(marked, wishes);
  const cursor = marked.indexOf('|');
  return items
    .filter(({ label, insert, span }) =>
      (label + (insert ?? '')).toLowerCase().includes(text.slice(span.start, cursor).toLowerCase()),
    )
    .map(({ label }) => label);
}

/** The text after an item was taken. */
export function taking(label: string, marked: string, wishes: Wishes = {}): string {
  const { text, items } = at(marked, wishes);
  const item = items.find((one) => one.label === label);
  assert.ok(
    item,
    `no ${label} among ${items
      .slice(0, 20)
      .map((one) => one.label)
      .join(', ')}`,
  );
  return text.slice(0, item.span.start) + (item.insert ?? item.label) + text.slice(item.span.end);
}

export function has(marked: string, wanted: string, wishes: Wishes = {}): void {
  const found = labels(marked, wishes);
  for (const one of wanted.split(' '))
    assert.ok(found.includes(one), `${one} is missing in ${found.slice(0, 40).join(', ')}`);
}

export function lacks(marked: string, unwanted: string, wishes: Wishes = {}): void {
  const found = labels(marked, wishes);
  for (const one of unwanted.split(' ')) assert.ok(!found.includes(one), `${one} is not wanted`);
}

export const server = (inner: string): string => `http {\n  server {\n    ${inner}\n  }\n}\n`;
export const location = (inner: string): string => server(`location / {\n      ${inner}\n    }`);
