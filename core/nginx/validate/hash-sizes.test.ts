import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadConfiguration } from '../index.js';
import { hostFits } from './hash-sizes.js';
import { validateConfiguration } from './validate.js';

/** A key of 47 bytes: nginx keeps 46 of them in a bucket of 64. */
const LONG = 'v'.repeat(47);

function said(text: string, isPart = false): string[] {
  const read = (path: string): string | undefined => (path === 'conf/nginx.conf' ? text : undefined);
  const configuration = loadConfiguration('conf/nginx.conf', { read });
  const options = isPart ? ({ isPart: true, context: 'http' } as const) : {};
  return validateConfiguration(configuration, options).map(({ message }) => message);
}

suite('keys that are too long for a bucket', () => {
  test('of a whole configuration', () =>
    assert.deepEqual(said(`events {} http { map $uri $${LONG} { ${LONG} 1; } }`), [
      'could not build map_hash, you should increase map_hash_bucket_size: 64',
      'could not build variables_hash, you should increase variables_hash_bucket_size: 64',
    ]));
  test('a snippet may be included where the buckets are larger', () =>
    assert.deepEqual(said(`map $uri $${LONG} { ${LONG} 1; }`, true), []));
  test('so may a file that is not here say it', () =>
    assert.deepEqual(
      said(`events {} http { include /etc/nginx/sizes/*.conf; map $uri $${LONG} { ${LONG} 1; } }`),
      [],
    ));
  test('but what stands there counts', () =>
    assert.deepEqual(said(`map_hash_bucket_size 32; map $uri $a { ${LONG} 1; }`, true), [
      'could not build map_hash, you should increase map_hash_bucket_size: 64',
    ]));
  test('a wildcard is kept label by label', () => {
    const label = 'a'.repeat(46);
    assert.equal(hostFits(`head ${label}.${label}`, 64), true);
    assert.equal(hostFits(`exact ${label}.${label}`, 64), false);
    assert.equal(hostFits(`tail ${label}a.b`, 64), false);
  });
});
