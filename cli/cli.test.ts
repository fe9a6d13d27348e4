import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lens } from './testing/lens.js';

suite('explain', () => {
  test('a page with both programs', () => {
    const { code, stdout } = lens('explain', 'request-state/race');
    assert.equal(code, 0);
    assert.match(stdout, /^# request-state\/race$/m);
    assert.match(stdout, /^## Bad$[^]*message\.to = to[^]*^## Good$[^]*local message = \{ to = to \}/m);
  });
  test('every code of the list has a page', () => {
    const codes = lens('explain')
      .stdout.split('\n')
      .flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
    assert.ok(codes.includes('worker-state/diverges'));
    for (const code of codes) assert.equal(lens('explain', code).code, 0, code);
  });
  test('an unknown code names those that there are', () => {
    const { code, stderr } = lens('explain', 'worker-state/nothing');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /there is no finding "worker-state\/nothing"; the codes are .*worker-state\/diverges/,
    );
  });
});

suite('a command line that is not understood exits with 2 and says what', () => {
  const rows: [args: string[], says: RegExp][] = [
    [['chekc'], /no command "chekc"/],
    [['check'], /needs a PATH/],
    [['check', ''], /an empty PATH/],
    [['check', 'package.json/x'], /no such file or folder: package\.json\/x/],
    [['check', 'no/such/path'], /no such file or folder: no\/such\/path/],
    [['check', '--format', 'xml', 'sample-project'], /--format is one of pretty, json, sarif, not "xml"/],
    [['check', '--wat', 'sample-project'], /--wat/],
    [
      ['check', '--nginx-version', 'new', 'sample-project'],
      /--nginx-version is a release such as 1\.22\.1, not "new"/,
    ],
    [['run', '--workers', 'many'], /--workers is a number from 1/],
    [['run', '-s', 'dance'], /--signal is one of stop, quit/],
    [['run', '--path', 'x'], /--path is a URI/],
  ];
  for (const [args, says] of rows) {
    test(args.join(' '), () => {
      const { code, stderr, stdout } = lens(...args);
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.equal(stdout, '');
    });
  }
});
