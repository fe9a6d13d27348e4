import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { CellAddress } from '../contract/index.js';
import { checkConfiguration, sendRequests, signalRuntime, startRuntime, StartError } from './index.js';
import { freePort } from './master/testing/prefix.js';

// The whole of it: the real configuration, the real phases, real processes.
suite('the embedded runtime', () => {
  let prefix = '';
  let port = 0;
  const luaWasm = readFileSync(new URL('../../lua-engine/built/lua.wasm', import.meta.url));
  const workerEntry = { exec: fileURLToPath(new URL('./worker/main.js', import.meta.url)), args: [] };

  before(async () => {
    prefix = mkdtempSync(join(tmpdir(), 'lens-embedded-'));
    port = await freePort();
    for (const folder of ['logs', 'conf', 'lua']) mkdirSync(join(prefix, folder));
    writeFileSync(
      join(prefix, 'lua/visits.lua'),
      'local M, count = {}, 0\nfunction M.hit()\n  count = count + 1\n  return count\nend\nM.kept = { by = "init" }\nreturn M\n',
    );
    writeFileSync(
      join(prefix, 'conf/nginx.conf'),
      `worker_processes 2;
error_log logs/error.log notice;
events {}
http {
  lua_package_path "$prefix/lua/?.lua;;";
  lua_shared_dict counters 1m;
  init_by_lua_block {
    visits = require "visits"
    ngx.shared.counters:set("from_init", ngx.worker.id() == nil)
  }
  server {
    listen ${port};
    location = /hit {
      content_by_lua_block {
        local seen = visits.hit()
        local function show() return seen end
        ngx.say(ngx.shared.counters:incr("hits", 1, 0))
        ngx.log(ngx.NOTICE, "seen ", show())
      }
    }
  }
}
`,
    );
  });
  after(() => rmSync(prefix, { recursive: true, force: true }));

  const cell = (id: string, anchor: CellAddress['anchor'], path: string[] = []): CellAddress => {
    return { id, file: 'lua/visits.lua', offset: 0, name: id, kind: 'upvalue', path, anchor };
  };
  const cells = [
    cell('count', { kind: 'upvalue', file: 'lua/visits.lua', line: 2, name: 'count' }),
    cell('kept', { kind: 'module', module: 'visits' }, ['kept', 'by']),
    cell('inline', { kind: 'upvalue', file: 'conf/nginx.conf', line: 16, name: 'seen' }),
    cell('missing', { kind: 'module', module: 'nobody' }),
  ];

  test('is checked, counts, shows its cells in every worker, and quits', async () => {
    const configuration = { prefix, conf: 'conf/nginx.conf', luaWasm, listenAll: false };
    const verdict = await checkConfiguration(configuration);
    assert.deepEqual([verdict.code, verdict.text.endsWith('test is successful\n')], [0, true], verdict.text);
    const runtime = await startRuntime({
      ...configuration,
      freePorts: false,
      cells,
      root: prefix,
      workerEntry,
      onEvent: () => undefined,
    });
    try {
      const load = await sendRequests({
        listener: runtime.listeners[0]!,
        paths: ['/hit'],
        requests: 40,
        concurrency: 8,
      });
      assert.deepEqual(load.paths[0]?.statuses, { 200: 40 });
      const snapshots = await runtime.snapshot();
      const counts = snapshots.map(({ cells: read }) => read['count']);
      const numbers = counts.map((value) => (value && 'preview' in value ? Number(value.preview) : NaN));
      assert.equal(
        numbers.reduce((a, b) => a + b),
        40,
      );
      for (const { cells: read } of snapshots) {
        assert.deepEqual(read['kept'], { kind: 'string', preview: '"init"' });
        assert.equal((read['inline'] as { kind: string }).kind, 'number');
        assert.deepEqual(read['missing'], { unreadable: 'module not loaded in this worker yet' });
      }
      assert.deepEqual(snapshots[0]?.dicts?.['counters']?.entries, [
        ['"from_init"', 'true'],
        ['"hits"', '40'],
      ]);
    } finally {
      await signalRuntime(prefix, 'quit', { untilEnded: true });
    }
    assert.deepEqual(await runtime.ended, { code: 0 });
    assert.match(readFileSync(join(prefix, 'logs/error.log'), 'utf8'), /seen 1[^]*gracefully shutting down/);
  });

  test('an error in init_by_lua is told with its traceback', async () => {
    writeFileSync(join(prefix, 'lua/visits.lua'), 'error("no visits")');
    await assert.rejects(
      startRuntime({
        prefix,
        conf: 'conf/nginx.conf',
        luaWasm,
        listenAll: false,
        freePorts: false,
        cells,
        root: prefix,
        workerEntry,
        onEvent: () => undefined,
      }),
      (error) =>
        error instanceof StartError &&
        /init_by_lua error: .*no visits[^]*stack traceback:/.test(error.message),
    );
  });
});
