import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { argumentForms, standardCatalogue, takes } from './index.js';
import { readForm } from './argument-syntax.js';

const catalogue = standardCatalogue();
const all = [...catalogue.names].flatMap((name) => catalogue.directives(name));

suite('arguments of directives', () => {
  test('every directive of the catalogue has arguments', () => {
    const without = all.filter((spec) => argumentForms(spec) === undefined);
    assert.deepEqual(
      without.map(({ name, module, setter }) => `${module}.${name} ${setter}`),
      [],
    );
  });

  test('there is a form for each number of arguments that nginx takes, and none for another', () => {
    const wrong = all.flatMap((spec) => {
      const { arity } = spec;
      if (arity.kind !== 'counts') return [];
      const forms = argumentForms(spec) ?? [];
      const fits = (count: number): boolean =>
        forms.some((form) => {
          const least = form.reduce(
            (sum, one) =>
              sum + (one.parameters?.filter(({ required }) => required).length ?? (one.optional ? 0 : 1)),
            0,
          );
          const most = form.reduce(
            (sum, one) => sum + (one.parameters?.length ?? (one.repeated ? Infinity : 1)),
            0,
          );
          return least <= count && count <= most;
        });
      const missing = arity.counts.filter((count) => !fits(count));
      const tooFew = [0].filter((count) => fits(count) && !takes(arity, count));
      return [...missing, ...tooFew].map((count) => `${spec.module}.${spec.name} ${count}`);
    });
    assert.deepEqual(wrong, []);
  });
});

suite('the notation of arguments', () => {
  test('words, kinds, names and marks', () => {
    assert.deepEqual(readForm('realm:off|<complex>'), [
      { name: 'realm', kinds: ['complex'], words: ['off'] },
    ]);
    assert.deepEqual(readForm('code:<status>...? time:<seconds>'), [
      { name: 'code', kinds: ['status'], words: [], optional: true, repeated: true },
      { name: 'time', kinds: ['seconds'], words: [] },
    ]);
  });

  test('parameters, those that must be there first', () => {
    const [key, parameters] = readForm('key:<complex> zone=<zone:limit_req!> [sync]');
    assert.equal(key?.name, 'key');
    assert.deepEqual(parameters?.parameters, [
      {
        name: 'zone',
        value: { kinds: ['zone'], words: [], zone: 'limit_req', declares: true },
        required: true,
      },
      { name: 'sync' },
    ]);
  });
});
