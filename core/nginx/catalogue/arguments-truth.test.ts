import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { contextsAt, parseConf, walk } from '../index.js';
import { fits } from './argument-match.js';
import { argumentForms, standardCatalogue } from './index.js';

/** Configurations and what a real nginx says about each: `cases/nginx-t/README.md`. */
const home = 'cases/nginx-t';

/** The directives with arguments that no form of theirs takes. */
function misfits(text: string): string[] {
  const tree = parseConf(text);
  const catalogue = standardCatalogue();
  return [...walk(tree.children)].flatMap((node) => {
    if (node.kind === 'entry') return [];
    const contexts = contextsAt(tree, node.span.start, ['main']);
    const spec = contexts.flatMap((context) => catalogue.directive(node.name.value, context) ?? [])[0];
    const forms = spec && argumentForms(spec);
    const values = node.args.map(({ value }) => value);
    return forms && !fits(forms, values) ? [[node.name.value, ...values].join(' ')] : [];
  });
}

/** What nginx lets pass and nobody should be offered. */
const passed = [
  // The word before 0.8.21 for `default_server`.
  'listen 8080 default',
  // A location that no request for a named one finds.
  'location = @a',
  // A parameter that ngx_thread_pool does not look at.
  'thread_pool a threads=4 size=3',
];

suite('arguments beside a real nginx', () => {
  const subjects = readdirSync(home).filter((name) => existsSync(join(home, name, 'truth.json')));
  const accepted = subjects.flatMap((subject) => {
    const truths = JSON.parse(readFileSync(join(home, subject, 'truth.json'), 'utf8')) as Record<
      string,
      { accepted: boolean }
    >;
    return Object.entries(truths).flatMap(([name, truth]) =>
      truth.accepted && name.endsWith('.conf') ? [join(home, subject, name)] : [],
    );
  });

  test('what nginx accepts is one of the forms', () => {
    assert.ok(accepted.length > 100, `${accepted.length} cases`);
    const wrong = accepted.flatMap((file) =>
      misfits(readFileSync(file, 'utf8')).flatMap((line) =>
        passed.includes(line) ? [] : [`${file}: ${line}`],
      ),
    );
    assert.deepEqual(wrong, []);
  });

  test('a word that is none, and an argument too many, are no form', () => {
    assert.deepEqual(misfits('events { multi_accept maybe; }'), ['multi_accept maybe']);
    assert.deepEqual(misfits('http { server { listen 80 slow; } }'), ['listen 80 slow']);
    assert.deepEqual(misfits('http { server { rewrite a b last c; } }'), ['rewrite a b last c']);
  });
});
