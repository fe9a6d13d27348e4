import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateFlag, parseOffset, parseSize, parseTime } from './index.js';

function table<T>(
  parse: (value: string) => T | undefined,
  cases: Readonly<Record<string, T | undefined>>,
): void {
  for (const [value, expected] of Object.entries(cases)) {
    it(`${JSON.stringify(value)} is ${String(expected)}`, () => assert.equal(parse(value), expected));
  }
}

describe('sizes (ngx_parse_size)', () => {
  table(parseSize, { 0: 0, '1024': 1024, '1k': 1024, '10K': 10_240, '1m': 1_048_576, '2M': 2_097_152 });
  const invalid = [
    '',
    'k',
    '1g',
    '-1',
    '1.5m',
    '1 k',
    '1kk',
    '0x10',
    '9223372036854775808',
    '9007199254740992m',
  ];
  table(parseSize, Object.fromEntries(invalid.map((value) => [value, undefined])));
});

describe('offsets (ngx_parse_offset)', () => {
  table(parseOffset, { '1g': 1_073_741_824, '1G': 1_073_741_824, '5': 5, '1t': undefined });
});

describe('times in milliseconds (ngx_parse_time)', () => {
  table(parseTime, {
    '10': 10_000,
    '1s': 1000,
    '500ms': 500,
    '1m 30s': 90_000,
    '1m30s': 90_000,
    '1h5ms': 3_600_005,
  });
  table(parseTime, { '1d': 86_400_000, '1w': 604_800_000, '0': 0, '1m 30': 90_000, '5 ': 5000 });
  const invalid = [
    '',

    '1y',
    '1M',
    '1s 1m',
    '1m 1m',
    '-1',
    '1.5s',
    '1 s',
    '1ms 1s',
    ' ',
    '99999999999999999999',
  ];
  table(parseTime, Object.fromEntries(invalid.map((value) => [value, undefined])));
});

describe('times in seconds', () => {
  const seconds = (value: string): number | undefined => parseTime(value, 's');
  table(seconds, { '10': 10, '1m': 60, '1y': 31_536_000, '1M': 2_592_000, '1y 1M': 34_128_000 });
  table(seconds, { '1ms': undefined, '1M 1y': undefined, s: undefined });
});

describe('flags', () => {
  table(evaluateFlag, { on: true, OFF: false, On: true, yes: undefined, '1': undefined, '': undefined });
});
