import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readModules, readSettings } from '../../../contract/index.js';
import { directiveSpecsOf } from './added.js';
import { makeCatalogue } from './catalogue.js';
import { takes } from './directive.js';

/** What a person wrote, as the catalogue has it, and what is said against it. */
function added(value: unknown) {
  const { modules, faults } = readModules(value);
  const { specs, faults: more } = directiveSpecsOf(modules);
  return { catalogue: makeCatalogue(specs), specs, faults: [...faults, ...more] };
}

suite('directives that a person describes', () => {
  test('are known where they can stand', () => {
    const { catalogue, faults } = added({
      geoip2_proxy: { contexts: ['http'], arguments: '1' },
      vhost_traffic_status_display: { contexts: ['location', 'if in location'], arguments: '0-1' },
      my_block: { contexts: ['server'], block: true, module: 'mine' },
    });
    assert.deepEqual(faults, []);
    assert.ok(catalogue.directive('geoip2_proxy', 'http'));
    assert.equal(catalogue.directive('geoip2_proxy', 'server'), undefined);
    assert.deepEqual(catalogue.directive('my_block', 'server')?.module, 'mine');
    assert.equal(catalogue.directive('my_block', 'server')?.isBlock, true);
    // nginx's own are still there.
    assert.ok(catalogue.directive('listen', 'server'));
  });

  test('take so many arguments', () => {
    const counts = (text: string): number[] => {
      const [spec] = added({ a: { contexts: ['http'], arguments: text } }).specs;
      assert.ok(spec, text);
      return [0, 1, 2, 3, 4].filter((count) => takes(spec.arity, count));
    };
    assert.deepEqual(counts('1'), [1]);
    assert.deepEqual(counts('1-3'), [1, 2, 3]);
    assert.deepEqual(counts('1,3'), [1, 3]);
    assert.deepEqual(counts('2+'), [2, 3, 4]);
    assert.deepEqual(counts('any'), [0, 1, 2, 3, 4]);
    assert.deepEqual(counts('flag'), [1]);
  });

  test('what is wrong is said by name, and the others count', () => {
    const { specs, faults } = added({
      good: { contexts: ['http'] },
      elsewhere: { contexts: ['htp'] },
      backwards: { contexts: ['http'], arguments: '3-1' },
      odd: { contexts: ['http'], arguments: 'two' },
      nowhere: { arguments: '1' },
      more: { contexts: ['http'], what: 1 },
    });
    assert.deepEqual(
      specs.map(({ name }) => name),
      ['good', 'backwards'],
    );
    assert.deepEqual(
      faults.map((fault) => fault.split(':')[0]),
      ['odd.arguments', 'nowhere.contexts', 'more', 'elsewhere.contexts', 'backwards.arguments'],
    );
    assert.match(faults.join('\n'), /elsewhere\.contexts: "htp" is none of main, events, http/);
    assert.deepEqual(added([1]).faults, ['not an object of directives']);
  });
});

test('an older nginx knows less', () => {
  // The manual: `http2` as a directive came with 1.25.1, `$request_id` with 1.11.0.
  const [older, newer] = ['1.22.1', '1.25.1'].map((version) => makeCatalogue([], version));
  assert.equal(older?.directive('http2', 'server'), undefined);
  assert.ok(newer?.directive('http2', 'server'));
  assert.ok(older?.directive('listen', 'server'));
  assert.ok(older?.variable('request_id', 'http'));
  assert.equal(makeCatalogue([], '1.10').variable('request_id', 'http'), undefined);
});

test('settings of the wrong kind are as if they were not set', () => {
  const { settings, faults } = readSettings({
    features: { hover: false },
    nginxVersion: 'new',
    modules: 3,
    codeLens: { enable: 'no' },
  });
  assert.equal(settings.features.hover, false);
  assert.equal(settings.nginxVersion, '');
  assert.deepEqual(settings.modules, {});
  assert.equal(settings.codeLens.enable, true);
  assert.equal(faults.length, 3);
});
