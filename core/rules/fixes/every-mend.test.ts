import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { Finding } from '../../../contract/index.js';
import { memoryFiles, readConfigurations } from '../../openresty/index.js';
import { checkConfigurations } from '../index.js';
import { applyFix } from '../testing/apply.js';

/** Configurations that show a second fault once the first is mended, and what that is. */
const secondFaults: Readonly<Record<string, string>> = {
  'lua/code-cache-value.conf': 'conf/code-cache-off',
  // The file that it includes is not there.
  'includes/include-block.conf': 'conf/syntax',
  'tls/ssl-on-without-certificate.conf': 'conf/incomplete',
  'lua/unknown-by-lua-block.conf': 'conf/wrong-arity',
};

const file = 'nginx.conf';
const check = (text: string): readonly Finding[] =>
  checkConfigurations(readConfigurations(memoryFiles({ [file]: text }), { configurations: [file] }));
const said = ({ code, message }: Finding): string => `${code} ${message}`;
const count = (findings: readonly Finding[], one: Finding): number =>
  findings.filter((other) => said(other) === said(one)).length;

let mended = 0;

void suite('every mend takes its finding away and brings no other', () => {
  for (const folder of readdirSync('cases/nginx-t', { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    void test(folder.name, () => {
      const paths = readdirSync(`cases/nginx-t/${folder.name}`).filter((name) => name.endsWith('.conf'));
      const wrong = paths.flatMap((name) => {
        const text = readFileSync(`cases/nginx-t/${folder.name}/${name}`, 'utf8');
        const findings = check(text);
        return findings.flatMap((finding) =>
          (finding.fixes ?? []).flatMap((fix) => {
            mended += 1;
            const left = check(applyFix({ [file]: text }, fix)[file] ?? '');
            const stays = count(left, finding) >= count(findings, finding);
            const fresh = left.filter(
              (one) =>
                count(left, one) > count(findings, one) &&
                one.code !== secondFaults[`${folder.name}/${name}`],
            );
            return stays || fresh.length > 0
              ? [`${name}: ${fix.title}: ${stays ? 'stays' : fresh.map(said).join()}`]
              : [];
          }),
        );
      });
      assert.deepEqual(wrong, []);
    });
  }
  void test('there are many', () => assert.ok(mended > 100, `${mended}`));
});
