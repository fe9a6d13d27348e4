import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pc from 'picocolors';
import type { Finding, RunReport } from '../../contract/index.js';
import { rules } from '../../core/rules/index.js';
import { toPretty } from './pretty.js';
import { toTable } from './run-report.js';
import { toSarif } from './sarif.js';
import { layOut } from './table.js';

const at = (line: number, start: number, end: number): Finding['place']['range'] => ({
  start: { line, character: start },
  end: { line, character: end },
});
const finding: Finding = {
  code: 'worker-state/diverges',
  severity: 'warning',
  message: '`n` lives once per worker.',
  place: { file: 'lua/a b.lua', range: at(1, 7, 8) },
  related: [
    { message: '`n` is declared here', place: { file: 'lua/a b.lua', range: at(1, 7, 8) } },
    { message: 'written here', place: { file: 'lua/a b.lua', range: at(2, 0, 9) } },
  ],
  route: ['location /', 'content_by_lua'],
};

test('pretty: the place, the sentence, the line with its marks, and what explains it', () => {
  const text = toPretty([finding], {
    colors: pc.createColors(false),
    root: '/app',
    from: '/',
    read: () => '-- a\n\tlocal n = 0\nn = n + 1\n',
  });
  assert.equal(
    text,
    `app/lua/a b.lua:2:8  warning  worker-state/diverges
  \`n\` lives once per worker.
    2 │ \tlocal n = 0
      │ \t      ^
    written here  app/lua/a b.lua:3:1  n = n + 1

1 warning
`,
  );
});

test('pretty: nothing to say', () => {
  const options = { colors: pc.createColors(false), root: '/', from: '/', read: () => undefined };
  assert.equal(toPretty([], options), 'No findings.\n');
});

suite('SARIF 2.1.0', () => {
  interface Region {
    startLine: number;
    startColumn: number;
    endLine: number;
    endColumn: number;
  }
  interface Location {
    physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: Region };
  }
  interface Log {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      originalUriBaseIds: Record<string, { uri: string }>;
      invocations: {
        executionSuccessful: boolean;
        toolExecutionNotifications: { message: { text: string } }[];
      }[];
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: Location[];
        relatedLocations: Location[];
      }[];
    }[];
  }
  const log = JSON.parse(
    toSarif([finding], {
      rules,
      root: '/app',
      version: '1.2.3',
      notes: ['a.lua is left out: 5.0 MB'],
      succeeded: true,
    }),
  ) as Log;
  const [run] = log.runs;
  const [result] = run?.results ?? [];

  test('version and rule', () => {
    assert.equal(log.version, '2.1.0');
    assert.equal(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id, result?.ruleId);
    assert.equal(result?.level, 'warning');
  });
  test('lines and columns count from 1, the file is an escaped URI below the root', () => {
    const { artifactLocation, region } = result?.locations[0]?.physicalLocation ?? {};
    assert.deepEqual(region, { startLine: 2, startColumn: 8, endLine: 2, endColumn: 9 });
    assert.deepEqual(artifactLocation, { uri: 'lua/a%20b.lua', uriBaseId: 'SRCROOT' });
    // SARIF 3.14.14: the base ends with a slash, or resolving drops its last part.
    assert.match(run?.originalUriBaseIds['SRCROOT']?.uri ?? '', /^file:\/\/.*\/app\/$/);
  });
  test('what was left out is told', () => {
    const [invocation] = run?.invocations ?? [];
    assert.equal(invocation?.executionSuccessful, true);
    assert.deepEqual(
      invocation.toolExecutionNotifications.map(({ message }) => message.text),
      ['a.lua is left out: 5.0 MB'],
    );
  });
  test('related places come along', () => assert.equal(result?.relatedLocations.length, 2));
});

test('a table is as wide as its widest cells', () => {
  const columns = [
    { head: 'worker', align: 'right' },
    { head: 'n', align: 'left' },
  ] as const;
  assert.equal(
    layOut(columns, [['0', 'longer'], 'rule', ['all', '']]),
    `worker   n
───────────────
     0   longer
───────────────
   all`,
  );
});

suite('the run report', () => {
  const memory = { lua: 600 * 1024, rss: 50 * 1024 * 1024 };
  const worker = (
    id: number,
    n: RunReport['workers'][number]['snapshot']['cells'][string],
  ): RunReport['workers'][number] => ({
    identity: { id, pid: 100 + id, generation: 0 },
    snapshot: { worker: id, requests: 20, connections: 20, memory, cells: { n } },
  });
  const report: RunReport = {
    version: 1,
    listeners: [],
    load: { sent: 40, duration: 12, paths: [{ path: '/', statuses: { '200': 39, '500': 1 } }], failures: {} },
    cells: [
      {
        id: 'n',
        file: 'a.lua',
        offset: 0,
        name: 'n',
        kind: 'upvalue',
        path: [],
        anchor: { kind: 'globals' },
      },
    ],
    workers: [
      { ...worker(0, { kind: 'number', preview: '13' }) },
      { ...worker(1, { unreadable: 'not loaded yet' }) },
    ],
  };

  test('a counter is added up, also where a worker has not counted yet', () => {
    const text = toTable(report, new Set(['n']));
    assert.match(text, /^ +0 +100 +20 +20 +600 KB +50\.0 MB +13$/m);
    assert.match(text, /^ +1 +101 .* –$/m);
    assert.match(text, /^– `n` in worker 1: not loaded yet$/m);
    assert.match(text, /^ +all +40 +40 +13$/m);
    assert.match(text, /13 \+ 0 = 13/);
    assert.match(text, /^\/: 39 × 200, 1 × 500$/m);
  });
  test('other values differ or not', () => {
    assert.match(toTable(report, new Set()), /they differ$/m);
  });
  test('the shared dict is one for all', () => {
    const [first, ...others] = report.workers;
    assert.ok(first);
    const dicts = {
      counters: { capacity: 1024 * 1024, keys: 1, entries: [['"hits"', '40'] as [string, string]] },
    };
    const text = toTable(
      { ...report, workers: [{ ...first, snapshot: { ...first.snapshot, dicts } }, ...others] },
      new Set(),
    );
    assert.match(text, /lua_shared_dict counters \(1\.0 MB\): "hits" = 40/);
    assert.match(text, /The shared dict `counters` is one for all workers: there "hits" is 40\./);
  });
});
