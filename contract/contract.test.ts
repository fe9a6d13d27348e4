import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  ContractError,
  isAtLeast,
  parseCellAddress,
  parseFinding,
  parseFindingReport,
  parseFromDashboard,
  parseRunCommandLine,
  parseRunEvent,
  parseRunEventLine,
  parseToDashboard,
  parseWorkerSnapshot,
  readSettings,
} from './index.js';

const range = { start: { line: 2, character: 6 }, end: { line: 2, character: 13 } };
const place = { file: 'lua/my-module.lua', range };
const finding = {
  code: 'worker-state/diverges',
  severity: 'warning',
  message: '`counter` lives once per worker',
  place,
  related: [{ message: 'written here', place }],
  route: ['location /', 'content_by_lua'],
  fixes: [{ title: 'Count in a shared dict', edits: [{ file: place.file, range, newText: 'x' }] }],
  evidence: { state: 'confirmed', values: ['10', '10'] },
};
const cell = {
  id: 'lua/my-module.lua:20:counter',
  file: 'lua/my-module.lua',
  offset: 20,
  name: 'counter',
  kind: 'upvalue',
  path: [],
  module: 'my-module',
  anchor: { kind: 'upvalue', file: 'lua/my-module.lua', line: 5, name: 'counter' },
};
const snapshot = {
  worker: 1,
  requests: 20,
  connections: 20,
  memory: { lua: 100_000, rss: 50_000_000 },
  cells: { a: { kind: 'number', preview: '10' }, b: { unreadable: 'not loaded yet' } },
  dicts: { counters: { capacity: 1048576, keys: 1, entries: [['"hits"', '40']] } },
};
const worker = { id: 0, pid: 4711, generation: 0 };

suite('a parser accepts what the contract describes and gives it back unchanged', () => {
  test('finding', () => assert.deepEqual(parseFinding(finding), finding));
  test('report', () => {
    const report = { version: 1, findings: [finding] };
    assert.deepEqual(parseFindingReport(report), report);
  });
  test('cell address', () => assert.deepEqual(parseCellAddress(cell), cell));
  test('snapshot', () => assert.deepEqual(parseWorkerSnapshot(snapshot), snapshot));
  const events = [
    {
      type: 'starting',
      configuration: 'conf/nginx.conf',
      workers: 4,
      cells: [cell],
      counters: [cell.id],
      uris: ['/'],
    },
    { type: 'ready', pid: 1, listeners: [{ address: '127.0.0.1', port: 8081, configured: '8080' }] },
    { type: 'worker-started', worker },
    { type: 'worker-exited', worker, code: null, signal: 'SIGKILL', expected: false },
    { type: 'reloaded', generation: 1 },
    { type: 'request', worker, count: 17, summed: true, method: 'GET', uri: '/', status: 200 },
    { type: 'snapshot', worker, snapshot },
    { type: 'log', level: 'error', message: 'lua entry thread aborted' },
    { type: 'finding', finding },
    { type: 'load', id: 1, path: '/', done: 9, total: 10, state: 'sending' },
    {
      type: 'load',
      id: 1,
      path: '/',
      done: 10,
      total: 10,
      state: 'sent',
      statuses: { 200: 10 },
      failures: {},
    },
    { type: 'stopping', reason: 'SIGTERM' },
    { type: 'stopped' },
    { type: 'fatal', message: 'bind() failed' },
  ].map((event) => ({ v: 1, t: 12.5, ...event }));
  for (const event of events) {
    test(`event ${event.type}`, () => {
      assert.deepEqual(parseRunEvent(event), event);
      assert.deepEqual(parseRunEventLine(JSON.stringify(event)), event);
    });
  }
});

suite('what a client says', () => {
  test('commands for a run, one a line', () => {
    const send = { v: 1, type: 'send', id: 1, requests: 100, path: '/a?b=1' };
    assert.deepEqual(parseRunCommandLine(JSON.stringify(send)), send);
    const stop = { v: 1, type: 'stop', kind: 'quit' };
    assert.deepEqual(parseRunCommandLine(JSON.stringify(stop)), stop);
    for (const wrong of [
      { ...send, path: 'a' },
      { ...send, requests: 0 },
      { ...send, requests: 1e9 },
      { v: 2 },
    ])
      assert.throws(() => parseRunCommandLine(JSON.stringify(wrong)), ContractError);
    assert.throws(() => parseRunCommandLine('stop'), /not JSON/);
  });

  test('the dashboard and its host', () => {
    const event = { v: 1, type: 'event', event: { v: 1, t: 0, type: 'stopped' } };
    assert.deepEqual(parseToDashboard(event), event);
    assert.throws(() => parseToDashboard({ v: 1, type: 'event', event: { type: 'boom' } }), ContractError);
    const send = { v: 1, type: 'send', requests: 10, path: '/' };
    assert.deepEqual(parseFromDashboard(send), send);
    assert.throws(() => parseFromDashboard({ v: 1, type: 'eval', code: '1' }), ContractError);
  });

  test('settings: what is of the wrong kind is as if it were not set, and is told', () => {
    const { settings, faults } = readSettings({ rules: { 'a/b': 'loud' }, prefix: 'srv', other: 1 });
    assert.deepEqual(settings, { ...readSettings({}).settings, prefix: 'srv' });
    assert.deepEqual([settings.rules, settings.lua.features], [{}, 'auto']);
    assert.match(faults.join(), /openresty\.rules\.a\/b/);
    for (const nothing of [undefined, null, 7, []]) assert.equal(readSettings(nothing).settings.conf, '');
  });
});

suite('a parser rejects what it does not know, and says where', () => {
  const rejected: [string, () => unknown, RegExp][] = [
    ['a severity of another tool', () => parseFinding({ ...finding, severity: 'note' }), /severity/],
    ['a key too many', () => parseFinding({ ...finding, colour: 'red' }), /colour/],
    ['a missing key', () => parseFinding({ ...finding, place: undefined }), /place/],
    ['a code without a family', () => parseFinding({ ...finding, code: 'diverges' }), /code/],
    ['another version', () => parseFindingReport({ version: 2, findings: [] }), /version/],
    [
      'a negative line',
      () =>
        parseFinding({
          ...finding,
          place: { ...place, range: { ...range, start: { line: -1, character: 0 } } },
        }),
      /place\.range\.start\.line/,
    ],
    ['an unknown anchor', () => parseCellAddress({ ...cell, anchor: { kind: 'guess' } }), /anchor/],
    [
      'a preview over the bound',
      () => parseWorkerSnapshot({ ...snapshot, cells: { a: { kind: 'string', preview: 'x'.repeat(201) } } }),
      /cells\.a/,
    ],
    ['an unknown event', () => parseRunEvent({ v: 1, t: 0, type: 'exploded' }), /type/],
    ['an event of another version', () => parseRunEvent({ v: 2, t: 0, type: 'stopped' }), /v/],
    ['a line that is no JSON', () => parseRunEventLine('Listening on 8080'), /not JSON/],
    ['nothing', () => parseRunEvent(undefined), /run event/],
  ];
  for (const [name, parse, message] of rejected) {
    test(name, () =>
      assert.throws(parse, (error) => error instanceof ContractError && message.test(error.message)),
    );
  }
});

test('severities compare from worst to mildest', () => {
  assert.equal(isAtLeast('error', 'warning'), true);
  assert.equal(isAtLeast('warning', 'warning'), true);
  assert.equal(isAtLeast('information', 'warning'), false);
  assert.equal(isAtLeast('hint', 'hint'), true);
});
