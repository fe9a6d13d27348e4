import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { Place } from '../../contract/index.js';
import { check } from './testing/marked.js';

/** One cell of `cases/worker-state`, with what a real nginx said of it; see the README there. */
interface Cell {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly class: 'D' | 'R' | 'C' | 'N';
  readonly mutations?: readonly (number | string)[];
  readonly alt?: readonly (number | string)[];
}

/** What the engine gets wrong in the half that no rule was made for: mend the engine, then this list. */
const knownMisses: ReadonlySet<string> = new Set([
  // A cache that is meant to forget is taken for one that may: its handle is not looked into.
  'report/05-nonce-replay seen',
  // Two objects of one class share a field's place.
  'report/18-event-bus hooks',
  // The value hangs on a counter through a condition only.
  'report/23-beta-quota assigned',
]);

for (const half of ['tune', 'report']) {
  const folder = path.join('cases/worker-state', half);
  suite(`the real server's truth, ${half}`, () => {
    for (const app of readdirSync(folder).filter((name) => /^\d/.test(name))) {
      test(app, () => {
        const root = path.join(folder, app);
        const { cells } = JSON.parse(readFileSync(path.join(root, 'expect.json'), 'utf8')) as {
          cells: Cell[];
        };
        const loud = check(texts(root)).findings.filter(
          ({ severity }) => severity === 'warning' || severity === 'error',
        );
        // A finding speaks of the cells on whose lines it stands; of those that it relates to where it stands on none.
        const told = new Set(
          loud.flatMap(({ place, related }) => {
            const at = cells.filter((cell) => linesOf(cell).includes(lineOf(place)));
            return at.length > 0
              ? at
              : cells.filter((cell) => related.some((one) => linesOf(cell).includes(lineOf(one.place))));
          }),
        );
        const right = cells.map((cell) => told.has(cell) === (cell.class === 'D' || cell.class === 'R'));
        assert.deepEqual(
          cells.filter((_, index) => !right[index]).map(({ name }) => `${half}/${app} ${name}`),
          cells.map(({ name }) => `${half}/${app} ${name}`).filter((name) => knownMisses.has(name)),
        );
      });
    }
  });
}

function lineOf({ file, range }: Place): string {
  return `${file}:${range.start.line + 1}`;
}

function linesOf({ file, line, mutations = [], alt = [] }: Cell): string[] {
  return [line, ...mutations, ...alt].map((one) => (typeof one === 'number' ? `${file}:${one}` : one));
}

function texts(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(?:lua|conf)$/.test(file),
  );
  return Object.fromEntries(
    files.map((file) => [file.replaceAll('\\', '/'), readFileSync(path.join(root, file), 'utf8')]),
  );
}
