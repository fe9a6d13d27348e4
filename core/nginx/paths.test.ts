import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  directoryPrefix,
  expandGlob,
  fullName,
  matchesName,
  normalizePath,
  pathIdentity,
  pathStyleOf,
} from './index.js';

describe('paths', () => {
  it('show their style', () => {
    const styles = ['/etc/n', 'n.conf', 'C:\\n', 'c:/n', '\\\\host\\share\\n', '//host/share/n', '/a/b'].map(
      pathStyleOf,
    );
    assert.deepEqual(styles, ['posix', 'posix', 'windows', 'windows', 'windows', 'windows', 'posix']);
  });
  it('are completed by the configuration directory', () => {
    assert.equal(fullName('a/b', '/etc/', 'posix'), '/etc/a/b');
    assert.equal(fullName('/a', '/etc/', 'posix'), '/a');
    assert.equal(fullName('a\\b', '/etc/', 'posix'), '/etc/a\\b');
    assert.equal(fullName('a\\b', 'C:/n/', 'windows'), 'C:/n/a/b');
    assert.equal(fullName('\\a', 'C:/n/', 'windows'), 'C:/a');
    assert.equal(fullName('D:\\a', 'C:/n/', 'windows'), 'D:/a');
    assert.equal(fullName('\\\\host\\a', 'C:/n/', 'windows'), '//host/a');
    assert.deepEqual(['/a/b', 'b', '/b'].map(directoryPrefix), ['/a/', '', '/']);
  });
  it('are compared without dots and doubled slashes', () => {
    const cases = {
      '/a/./b/../c': '/a/c',
      '/..//a': '/a',
      'a/../../b': '../b',
      './a': 'a',
      'C:/a/../b': 'C:/b',
      'a/..': '.',
    };
    for (const [path, normal] of Object.entries(cases)) assert.equal(normalizePath(path), normal);
    assert.equal(normalizePath('//host/share/../x'), '//host/x');
    assert.equal(pathIdentity('C:/A', 'windows'), pathIdentity('c:/x/../a', 'windows'));
    assert.notEqual(pathIdentity('/A', 'posix'), pathIdentity('/a', 'posix'));
  });
});

describe('glob(3): names', () => {
  const cases: readonly [pattern: string, matching: string[], others: string[]][] = [
    ['*', ['a', 'a.b'], ['.a']],
    ['.*', ['.a'], ['a']],
    ['*.conf', ['a.conf', 'a.b.conf'], ['a.confx', '.conf', 'conf']],
    ['a*b*c', ['abc', 'axxbyyc', 'abbc'], ['ab', 'acb']],
    ['?', ['a', 'é', '\u{1f600}'], ['', 'ab', '.']],
    ['[abc]x', ['ax', 'cx'], ['dx', 'x']],
    ['[a-c].[!0-9]', ['b.x'], ['d.x', 'b.1']],
    ['[^a]', ['b'], ['a', '.']],
    ['[]]', [']'], ['[']],
    ['[]-a]', [']', '^', 'a'], ['b']],
    ['[a-]', ['a', '-'], ['b']],
    ['[[:digit:]_]*', ['1a', '_'], ['a']],
    ['[a', ['[a'], ['a']],
    ['\\*', ['*'], ['a']],
    ['[\\]]', [']'], ['\\']],
    ['{a,b}', ['{a,b}'], ['a']],
    ['!(a)', ['!(a)'], ['b']],
    ['a**b', ['ab', 'axb'], ['a']],
  ];
  for (const [pattern, matching, others] of cases) {
    it(pattern, () => {
      for (const name of matching) assert.ok(matchesName(pattern, name), `${pattern} should match ${name}`);
      for (const name of others)
        assert.ok(!matchesName(pattern, name), `${pattern} should not match ${name}`);
    });
  }
  it('takes no exponential time', () => assert.ok(!matchesName('*a'.repeat(30) + 'b', 'a'.repeat(2000))));
});

describe('glob(3): paths', () => {
  const directories: Readonly<Record<string, readonly string[]>> = {
    '/': ['e', 'f'],
    '/e': ['s2', 's1', 'n.conf'],
    '/e/s1': ['b', 'a', '.h'],
    '/e/s2': ['a'],
    '.': ['x'],
  };
  const expand = (pattern: string): string[] => expandGlob(pattern, (directory) => directories[directory]);
  it('goes through directories', () => {
    assert.deepEqual(expand('/e/s*/*'), ['/e/s1/a', '/e/s1/b', '/e/s2/a']);
    assert.deepEqual(expand('/*/n.conf'), ['/e/n.conf']);
    assert.deepEqual(expand('/e/s[1]/a'), ['/e/s1/a']);
    assert.deepEqual(expand('*'), ['x']);
    assert.deepEqual(expand('/?'), ['/e', '/f']);
  });
  it('finds nothing in what is not there', () => assert.deepEqual(expand('/nope/*'), []));
});
