import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  ALL_BYTES,
  anyCase,
  byteRange,
  bytesOf,
  DIGITS,
  hasByte,
  isSingle,
  NO_BYTES,
  without,
} from './byte-set.js';
import { firstBytes, freeBytes, parseRegex, type Regex } from './regex.js';

function read(pattern: string): Regex {
  const regex = parseRegex(pattern);
  assert.ok(regex, `${pattern} can be read`);
  return regex;
}

/** What the first group of a pattern leaves free, as the ASCII characters of it. */
const LF = '\n';
const groupLeaves = (pattern: string, character: string): boolean => {
  const [group] = read(pattern).groups;
  assert.ok(group, 'there is a group');
  return hasByte(freeBytes(group.node), character);
};

suite('what a capture may hold (pcre2pattern)', () => {
  const cases: readonly (readonly [pattern: string, character: string, holds: boolean, why: string])[] = [
    ['^/(.*)$', LF, false, '. is not a line feed'],
    ['^/(.*)$', 'a', true, '. is any other character'],
    ['(?s)^/(.*)$', LF, true, '(?s) makes it one'],
    ['(?s)a(?-s)(.*)', LF, false, 'until (?-s)'],
    ['(?s:x)(.*)', LF, false, 'only in its group'],
    ['^/([^/]*)', LF, true, 'a negated class holds a line feed'],
    ['^/([^/]*)', '/', false, 'and not what it names'],
    ['^/([^\\n]*)', LF, false, 'an escape in a class'],
    ['^/(\\w+)', LF, false, '\\w'],
    ['^/(\\w+)', '_', true, '\\w has the underscore'],
    ['^/(\\W+)', LF, true, '\\W'],
    ['^/(\\s)', LF, true, '\\s'],
    ['^/(\\S+)', LF, false, '\\S'],
    ['^/(\\D+)', LF, true, '\\D'],
    ['^/(\\d+)', '5', true, '\\d'],
    ['^/(\\N+)', LF, false, '\\N is never a line feed'],
    ['^/(\\h+)', LF, false, '\\h is horizontal space'],
    ['^/(\\v+)', LF, true, '\\v is vertical space'],
    ['^/(\\R)', LF, true, '\\R is a line end'],
    ['^/([[:space:]])', LF, true, 'a POSIX class'],
    ['^/([[:^space:]])', LF, false, 'a negated one'],
    ['^/([^[:space:]])', LF, false, 'a class that excludes one'],
    ['^/([[:alpha:]-]+)', '-', true, 'a hyphen at the end of a class'],
    ['^/([]a])', ']', true, 'a ] in the first place stands for itself'],
    ['^/([^]a])', ']', false, 'behind ^ too'],
    ['^/([\\d-z])', 'e', false, 'no range begins with \\d'],
    ['^/([\\d-z])', '-', true, 'the hyphen stands for itself'],
    ['^/([a-f])', 'e', true, 'a range'],
    ['^/([a-f])', 'g', false, 'its end'],
    ['^/([\\x00-\\x1f])', LF, true, 'a range of escapes'],
    ['^/([\\x{0b}-\\x{1f}])', LF, false, 'its beginning'],
    ['(?i)^/([a-f])', 'E', true, '(?i)'],
    ['^/(?i:x)([a-f])', 'E', false, 'only in its group'],
    ['^/(en|de)', 'e', false, 'what is spelled out leaves no choice'],
    ['^/(en|[0-9])', '5', true, 'a branch that leaves one'],
    ['^/(\\Q.*\\E)', 'a', false, 'quoted text'],
    ['^/(a{2}b)', 'a', false, 'a count'],
    ['^/((x)([0-9]))', '5', true, 'what an inner group leaves'],
    ['^/(a(?=[0-9]))', '5', false, 'a look-ahead takes nothing'],
    ['^/(a(?#[0-9])b)', '5', false, 'a comment'],
  ];
  for (const [pattern, character, holds, why] of cases)
    test(`${pattern} ${JSON.stringify(character)}: ${why}`, () =>
      assert.equal(groupLeaves(pattern, character), holds));
});

suite('the groups of a pattern', () => {
  const names = (pattern: string): (string | number)[] =>
    read(pattern).groups.map(({ index, name }) => name ?? index);
  test('by number, in the order of their brackets', () =>
    assert.deepEqual(names('(a)((b)(c))'), [1, 2, 3, 4]));
  test('by name, in the three spellings', () =>
    assert.deepEqual(names("(?<a>x)(?P<b>y)(?'c'z)"), ['a', 'b', 'c']));
  test('brackets that capture nothing', () =>
    assert.deepEqual(names('(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)(?i:g)(h)'), [1]));
  test('escaped brackets, and those of a class', () => assert.deepEqual(names('\\(a\\)[(](b)'), [1]));
});

suite('what a match can begin with', () => {
  const begins = (pattern: string): string => {
    const { bytes, canBeEmpty } = firstBytes(read(pattern).node);
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    return ascii.filter((character) => hasByte(bytes, character)).join('') + (canBeEmpty ? '|' : '');
  };
  const cases: readonly (readonly [pattern: string, first: string])[] = [
    ['abc', 'a'],
    ['^abc', 'a'],
    ['a?b', 'ab'],
    ['a*', 'a|'],
    ['a+b', 'a'],
    ['(a|b)c', 'ab'],
    ['(a|)c', 'ac'],
    ['(?:a?b?)', 'ab|'],
    ['a{0,3}b', 'ab'],
    ['a{2}b', 'a'],
    ['(?=x)a', 'a'],
    ['\\ba', 'a'],
    ['(?i)a', 'Aa'],
    ['[0-2]', '012'],
    ['', '|'],
    ['a{b', 'a'],
    ['{', '{'],
  ];
  for (const [pattern, first] of cases)
    test(`${pattern}: ${first}`, () => assert.equal(begins(pattern), first));
});

suite('what is not read', () => {
  for (const pattern of [
    '(',
    ')',
    'a)',
    '[a',
    '*a',
    '(?',
    '(?<a',
    '\\',
    '(a)\\1',
    '(?R)',
    '(?|a|b)',
    '(?x)a',
    '(*UTF8)a',
    '(?(1)a|b)',
    '(?P=a)',
    '\\c',
  ])
    test(pattern, () => assert.equal(parseRegex(pattern), undefined));
  test('brackets a thousand deep', () =>
    assert.equal(parseRegex('('.repeat(1000) + ')'.repeat(1000)), undefined));
  test('a long pattern', () => assert.ok(parseRegex('[a-z]*'.repeat(20_000))));
});

suite('sets of bytes', () => {
  test('ranges', () => {
    assert.equal(byteRange(0x30, 0x39), DIGITS);
    assert.equal(byteRange(2, 1), NO_BYTES);
    assert.equal(byteRange(0, 255), ALL_BYTES);
  });
  test('characters; what is no ASCII stands for every byte of UTF-8', () => {
    assert.ok(hasByte(bytesOf('aé'), 0xc3));
    assert.ok(hasByte(bytesOf('aé'), 'a'));
    assert.ok(!hasByte(bytesOf('a'), 'A'));
  });
  test('without, both cases, single', () => {
    assert.equal(without(bytesOf('ab'), bytesOf('bc')), bytesOf('a'));
    assert.equal(anyCase(bytesOf('aZ-')), bytesOf('aAzZ-'));
    assert.equal(isSingle(bytesOf('a')), true);
    assert.equal(isSingle(bytesOf('ab')), false);
    assert.equal(isSingle(NO_BYTES), false);
  });
});
