import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { memoryFiles, readConfigurations } from '../openresty/index.js';
import { checkConfigurations } from './index.js';

const home = 'cases/nginx-t';
const file = 'nginx.conf';

/** Newer than the nginx that judged, or of another build: the same as in core/nginx/validate/agreement.test.ts. */
const others = new Set([
  'flags-and-enums/proxy-http-version-two.conf',
  'flags-and-enums/use-unknown.conf',
  'merges/peer-certificate-empty.conf',
  'proxying/resolver-forms.conf',
  'stream/listen-twice-in-two-servers.conf',
  'stream/no-handler.conf',
  'tls/verify-client-trusted-only.conf',
  'upstreams/parameter-resolve.conf',
]);

/** Not told on purpose: a file that somebody has just made, and what a template will fill in. */
const leftAlone = new Set([
  'names-and-contexts/empty-file.conf',
  'syntax/template-left-in.conf',
  'syntax/template-shell-variable.conf',
]);

suite('what nginx refuses is an error, and what it takes shows none', () => {
  for (const subject of readdirSync(home).filter((name) => existsSync(`${home}/${name}/truth.json`))) {
    const truth = JSON.parse(readFileSync(`${home}/${subject}/truth.json`, 'utf8')) as Record<
      string,
      { readonly accepted: boolean }
    >;
    test(subject, () => {
      const wrong = Object.entries(truth).flatMap(([name, { accepted }]) => {
        const id = `${subject}/${name}`;
        if (!name.endsWith('.conf') || others.has(id) || leftAlone.has(id)) return [];
        const text = readFileSync(`${home}/${subject}/${name}`, 'utf8');
        // The files that it includes lie elsewhere.
        if (/\binclude\b/.test(text)) return [];
        const files = memoryFiles({ [file]: text });
        const errors = checkConfigurations(readConfigurations(files, { configurations: [file] })).filter(
          ({ severity, code }) => severity === 'error' && code.startsWith('conf/'),
        );
        return errors.length > 0 === accepted
          ? [`${name}: ${errors.map(({ message }) => message).join()}`]
          : [];
      });
      assert.deepEqual(wrong, []);
    });
  }
});
