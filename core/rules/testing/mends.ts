import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../../contract/index.js';
import { applyFix } from './apply.js';
import { check, checkMarked } from './marked.js';
import type { CheckOptions } from '../index.js';

/** What a mend does to one configuration. */
export interface MendCase {
  /** Marked text: the findings, below their lines. */
  readonly before: string;
  /** The mend to take, by its title. */
  readonly title: string;
  readonly after: string;
}

const file = 'conf/nginx.conf';
/** The texts leave out what every configuration has, such as `events`. */
const whole: CheckOptions = { levels: { 'conf/incomplete': 'off' } };

/** One test for each: after the mend the text is as told, its finding is gone, and no other one has come. */
export function mends(name: string, cases: Readonly<Record<string, MendCase>>, options = whole): void {
  void suite(name, () => {
    for (const [what, { before, title, after }] of Object.entries(cases))
      void test(what, () => {
        checkMarked({ [file]: `${before}\n` }, options);
        const texts = { [file]: `${unmarked(before)}\n` };
        const { findings } = check(texts, options);
        const mended = findings.find(({ fixes = [] }) => fixes.some((fix) => fix.title === title));
        const fix = mended?.fixes?.find((one) => one.title === title);
        assert.ok(mended && fix, `none is called so: ${titlesOf(findings).join(', ')}`);
        const result = applyFix(texts, fix);
        assert.equal(result[file], `${after}\n`);
        const left = check(result, options).findings.map(said);
        const others = findings.filter((one) => one !== mended).map(said);
        assert.deepEqual(
          left.filter((one) => !others.includes(one)),
          [],
        );
      });
  });
}

/** No finding of the marked text has a mend. */
export function unmendable(name: string, texts: Readonly<Record<string, string>>, options = whole): void {
  void suite(name, () => {
    for (const [what, before] of Object.entries(texts))
      void test(what, () => {
        checkMarked({ [file]: `${before}\n` }, options);
        assert.deepEqual(titlesOf(check({ [file]: `${unmarked(before)}\n` }, options).findings), []);
      });
  });
}

function titlesOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
}

function said({ code, message }: Finding): string {
  return `${code} ${message}`;
}

function unmarked(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*\^+ \w+ \S+$/.test(line))
    .join('\n');
}
