import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { parseFindingReport } from '../contract/index.js';
import { lens, sample, scratch } from './testing/lens.js';

suite('check', () => {
  test('the sample: one warning, which does not fail the check by default', () => {
    const { code, stdout } = lens('check', 'sample-project');
    assert.equal(code, 0);
    assert.match(stdout, /^sample-project\/lua\/my-module\.lua:3:7 {2}warning {2}worker-state\/diverges$/m);
    assert.match(stdout, /`counter` lives once per worker \(4 here\)/);
    assert.match(stdout, /conf\/nginx\.conf:1:1/);
    assert.match(stdout, /^1 warning$/m);
  });
  test('--fail-on warning exits with 1', () => {
    assert.equal(lens('check', '--fail-on', 'warning', 'sample-project').code, 1);
  });
  test('--confidence leaves out what is only assumed to run', () => {
    const folder = mkdtempSync(path.join(scratch, 'check-'));
    writeFileSync(
      path.join(folder, 'm.lua'),
      'local n = 0\nreturn { hit = function() n = n + 1 ngx.say(n) end }\n',
    );
    assert.match(lens('check', folder).stdout, /worker-state\/diverges/);
    assert.match(lens('check', '--confidence', 'loaded', folder).stdout, /No findings/);
    assert.match(lens('check', '--confidence', 'route', 'sample-project').stdout, /worker-state\/diverges/);
  });
  test('--rule turns rules off and on, and says how severe they are', () => {
    const rule = (...given: string[]): ReturnType<typeof lens> =>
      lens('check', ...given.flatMap((one) => ['--rule', one]), 'sample-project');
    assert.match(rule('worker-state/diverges=off').stdout, /No findings/);
    assert.equal(rule('worker-state/diverges=error').code, 1);
    assert.match(
      rule('conf/syntax=off', 'worker-state/diverges=off', 'worker-state/diverges=hint').stdout,
      /hint {2}worker-state\/diverges/,
    );
    const folder = mkdtempSync(path.join(scratch, 'check-'));
    const cache =
      'local c = {}\nreturn { of = function(k) if not c[k] then c[k] = k:upper() end ngx.say(c[k]) end }\n';
    writeFileSync(path.join(folder, 'm.lua'), cache);
    assert.match(lens('check', folder).stdout, /No findings/);
    assert.match(lens('check', '--rule', 'worker-state/cache=hint', folder).stdout, /m\.lua:1:7 {2}hint/);
  });
  test('--rule with a code or a severity that there is not: the known ones are named', () => {
    for (const [given, named] of [
      ['worker-state/forks=off', /worker-state\/diverges.*not "worker-state\/forks"/],
      ['worker-state/diverges=loud', /hint, off.*not "loud"/],
      ['worker-state/diverges', /CODE=SEVERITY/],
      ['a=b=c', /CODE=SEVERITY/],
    ] as const) {
      const { code, stderr } = lens('check', '--rule', given, 'sample-project');
      assert.equal(code, 2, given);
      assert.match(stderr, named);
    }
  });
  test('--format json follows the contract', () => {
    const { findings } = parseFindingReport(
      JSON.parse(lens('check', '--format', 'json', 'sample-project').stdout),
    );
    assert.deepEqual(
      findings.map(({ code, place }) => [code, place.file]),
      [['worker-state/diverges', 'lua/my-module.lua']],
    );
  });
  test('one file: what concerns it, with the project around it', () => {
    const { stdout } = lens('check', 'sample-project/lua/my-module.lua');
    assert.match(stdout, /my-module\.lua:3:7 {2}warning/);
  });
  test('a part of a program is read with the whole around it', () => {
    for (const part of ['sample-project/conf', 'sample-project/lua', 'sample-project/conf/nginx.conf']) {
      assert.match(lens('check', part).stdout, /my-module\.lua:3:7 {2}warning/, part);
    }
  });
  test('several programs at once, each with its own configuration', async () => {
    const [one, two] = [
      await sample(),
      await sample((conf) => conf.replace('worker_processes 4', 'worker_processes 1')),
    ];
    const { findings } = parseFindingReport(
      JSON.parse(lens('check', '--format', 'json', one.prefix, two.prefix).stdout),
    );
    assert.deepEqual(
      findings.map(({ severity, place }) => [severity, place.file]),
      [
        ['warning', `${path.basename(one.prefix)}/lua/my-module.lua`],
        ['information', `${path.basename(two.prefix)}/lua/my-module.lua`],
      ],
    );
  });
  test('links are followed', async () => {
    const { prefix } = await sample();
    renameSync(path.join(prefix, 'lua'), path.join(prefix, 'src'));
    symlinkSync('src', path.join(prefix, 'lua'));
    symlinkSync('..', path.join(prefix, 'src/up'));
    assert.match(lens('check', '--fail-on', 'warning', prefix).stdout, /\d warnings?$/m);
  });
  test('a file that is left out is said', async () => {
    const { prefix } = await sample();
    writeFileSync(path.join(prefix, 'lua/data.lua'), `return "${'x'.repeat(5 * 1024 * 1024)}"`);
    assert.match(lens('check', prefix).stderr, /lua\/data\.lua is left out: 5\.0 MB/);
  });
  test('an unbalanced configuration is an error with its line', async () => {
    const { prefix } = await sample((conf) => conf.replace('listen', '} listen'));
    const { code, stdout } = lens('check', prefix);
    assert.equal(code, 1);
    assert.match(stdout, /nginx\.conf:\d+:\d+ {2}error {2}conf\/syntax\n {2}unexpected "}"/);
  });
  test('--nginx-version: what came later is unknown', async () => {
    const { prefix } = await sample((conf) =>
      conf.replace('default_type', 'http2 on;\n        default_type'),
    );
    const check = (...args: string[]): ReturnType<typeof lens> => lens('check', ...args, prefix);
    assert.equal(check().code, 0);
    assert.equal(check('--nginx-version', '1.25.1').code, 0);
    const old = check('--nginx-version', '1.22.1');
    assert.equal(old.code, 1);
    assert.match(old.stdout, /error {2}conf\/unknown-directive\n {2}unknown directive "http2"/);
  });
  test('--modules: directives of others are known, with their contexts and arguments', async () => {
    const { prefix } = await sample((conf) =>
      conf.replace('default_type', 'greet a b;\n        default_type'),
    );
    const file = path.join(prefix, 'openresty-modules.json');
    const check = (contexts: string[], args: string): string => {
      writeFileSync(file, JSON.stringify({ greet: { contexts, arguments: args } }));
      return lens('check', '--modules', file, prefix).stdout;
    };
    assert.match(lens('check', prefix).stdout, /unknown directive "greet"/);
    assert.doesNotMatch(check(['server'], '1-2'), /greet/);
    assert.match(check(['server'], '1'), /conf\/wrong-arity\n {2}invalid number of arguments in "greet"/);
    assert.match(check(['location'], '2'), /conf\/wrong-context\n {2}"greet" directive is not allowed here/);
  });
});
