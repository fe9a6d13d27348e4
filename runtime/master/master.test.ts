import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, suite, test } from 'node:test';
import { parseRunEvent, type CellAddress, type RunEvent } from '../../contract/index.js';
import { sendRequests } from '../load/index.js';
import { check, Master, signal, StartError, type RuntimeOptions } from './index.js';
import { isAlive } from './testing/alive.js';
import { masterParts } from './testing/fake-parts.js';
import { freePort, makePrefix, optionsFor, type Prefix } from './testing/prefix.js';

const prefixes: Prefix[] = [];
const masters: Master[] = [];
afterEach(async () => {
  await Promise.all(masters.splice(0).map((master) => master.stop('stop')));
  for (const prefix of prefixes.splice(0)) prefix.remove();
});

async function newPrefix(options?: Parameters<typeof makePrefix>[0]): Promise<Prefix> {
  const prefix = await makePrefix(options);
  prefixes.push(prefix);
  return prefix;
}

interface Run {
  readonly master: Master;
  readonly events: RunEvent[];
  /** The next event of a type from now on. */
  readonly next: <Type extends RunEvent['type']>(type: Type) => Promise<Extract<RunEvent, { type: Type }>>;
}

async function run(prefix: Prefix, changes: Partial<RuntimeOptions> = {}): Promise<Run> {
  const events: RunEvent[] = [];
  const waiting = new Map<string, (event: RunEvent) => void>();
  const onEvent = (event: RunEvent): void => {
    events.push(parseRunEvent(event));
    waiting.get(event.type)?.(event);
    waiting.delete(event.type);
  };
  const master = await Master.start({ ...optionsFor(prefix.path), onEvent, ...changes }, masterParts);
  masters.push(master);
  const next: Run['next'] = (type) =>
    new Promise((resolve) => waiting.set(type, (event) => resolve(event as Parameters<typeof resolve>[0])));
  return { master, events, next };
}

async function get(port: number, path = '/'): Promise<string> {
  const { paths, failures } = await sendRequests({
    listener: { address: '127.0.0.1', port },
    paths: [path],
    requests: 1,
    concurrency: 1,
  });
  assert.deepEqual(failures, {});
  return paths[0]?.sample ?? '';
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

/** Starting must fail, and must leave nothing. */
async function failsToStart(
  prefix: Prefix,
  expected: RegExp,
  changes: Partial<RuntimeOptions> = {},
): Promise<void> {
  const started: RunEvent[] = [];
  await assert.rejects(
    run(prefix, { ...changes, onEvent: (event) => started.push(event) }),
    (error) => error instanceof StartError && expected.test(error.message),
  );
  assert.equal(started.at(-1)?.type, 'fatal');
  const begun = started.filter(({ type }) => type === 'worker-started').length;
  assert.ok(started.filter(({ type }) => type === 'worker-exited').length >= begun);
  for (const name of ['logs/openresty-lens.sock', 'logs/nginx.pid'])
    assert.equal(existsSync(join(prefix.path, name)), false, name);
}

const counter: CellAddress = {
  id: 'counter',
  file: 'app.lua',
  offset: 0,
  name: 'counter',
  kind: 'upvalue',
  path: [],
  anchor: { kind: 'upvalue', file: 'app.lua', line: 8, name: 'counter' },
};

suite('a run', () => {
  test('serves from all workers, counts exactly, reports each, and ends', async () => {
    const prefix = await newPrefix();
    const { master, events } = await run(prefix, { workers: 3, cells: [counter] });
    assert.deepEqual(master.listeners, [
      { address: '127.0.0.1', port: prefix.port, configured: String(prefix.port) },
    ]);
    assert.equal(readFileSync(join(prefix.path, 'logs/nginx.pid'), 'utf8'), `${process.pid}\n`);
    const load = await sendRequests({
      listener: master.listeners[0]!,
      paths: ['/a', '/b'],
      requests: 300,
      concurrency: 12,
    });
    assert.deepEqual(
      load.paths.map(({ statuses }) => statuses),
      [{ 200: 150 }, { 200: 150 }],
    );
    const snapshots = await master.snapshot();
    const counts = snapshots.map(({ cells }) => Number((cells['counter'] as { preview: string }).preview));
    assert.equal(snapshots.length, 3);
    assert.equal(
      counts.reduce((a, b) => a + b),
      300,
    );
    for (const count of counts) assert.ok(count > 0);
    // init ran once, in the master; 300 requests counted in one dictionary.
    assert.deepEqual(snapshots[0]?.dicts?.['counters']?.entries, [
      ['"inits"', '1'],
      ['"hits"', '300'],
    ]);
    await master.stop('quit');
    assert.deepEqual(await master.ended, { code: 0 });
    const told = events.flatMap((event) => (event.type === 'request' ? [event.count] : []));
    assert.equal(
      told.reduce((a, b) => a + b),
      300,
    );
    assert.equal(await isRefused(prefix.port), true);
    for (const name of ['logs/openresty-lens.sock', 'logs/nginx.pid'])
      assert.equal(existsSync(join(prefix.path, name)), false, name);
  });

  test('starts and stops 20 times without leaving a process or a port', async () => {
    const prefix = await newPrefix();
    const pids: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const { master, events } = await run(prefix);
      assert.match(await get(prefix.port), /^1 1$/);
      for (const event of events) if (event.type === 'worker-started') pids.push(event.worker.pid);
      await master.stop(turn % 2 === 0 ? 'stop' : 'quit');
      assert.equal(await isRefused(prefix.port), true);
    }
    assert.equal(pids.length, 40);
    assert.deepEqual(pids.filter(isAlive), []);
  });

  test('quit lets a request end', async () => {
    const prefix = await newPrefix();
    const { master } = await run(prefix, { workers: 1 });
    const answer = get(prefix.port, '/wait');
    // The connection is counted before it can wait.
    while ((await master.snapshot())[0]?.connections !== 1);
    await master.stop('quit');
    assert.equal(await answer, '1 1');
  });

  test('a worker that is killed comes back: its own counter starts anew, the dictionary goes on', async () => {
    const prefix = await newPrefix();
    const { master, next } = await run(prefix, { workers: 1, cells: [counter] });
    assert.equal(await get(prefix.port), '1 1');
    assert.equal(await get(prefix.port), '2 2');
    const exited = next('worker-exited');
    const restarted = next('worker-started');
    process.kill(Number(await get(prefix.port, '/pid')), 'SIGKILL');
    const { signal: killedBy, expected } = await exited;
    assert.deepEqual([killedBy, expected], ['SIGKILL', false]);
    assert.equal((await restarted).worker.generation, 1);
    assert.equal(await get(prefix.port), '1 3');
    assert.equal((await master.snapshot())[0]?.requests, 1);
    assert.match(readFileSync(join(prefix.path, 'logs/error.log'), 'utf8'), /\[alert\].*exited on signal 9/);
  });

  test('a crash is logged with its cause, and costs one worker', async () => {
    const prefix = await newPrefix();
    const { next } = await run(prefix, { workers: 1 });
    const restarted = next('worker-started');
    const { failures } = await sendRequests({
      listener: { address: '127.0.0.1', port: prefix.port },
      paths: ['/crash'],
      requests: 1,
      concurrency: 1,
    });
    assert.equal(Object.values(failures).length, 1);
    await restarted;
    const log = readFileSync(join(prefix.path, 'logs/error.log'), 'utf8');
    assert.match(log, /\[alert\].*crashed: Error: as asked/);
    assert.match(log, /\[alert\].*exited with code 1/);
  });

  test('a worker that never comes back from Lua is left out of a report, and stop ends it', async () => {
    const prefix = await newPrefix();
    const { master } = await run(prefix);
    const stuck = connect(prefix.port, '127.0.0.1');
    stuck.write('GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n');
    while ((await master.snapshot()).length !== 1);
    await master.stop('stop');
    stuck.destroy();
    assert.match(readFileSync(join(prefix.path, 'logs/error.log'), 'utf8'), /worker \d did not report/);
  });
});

suite('reload and reopen', () => {
  test('a reload runs the new code, keeps the dictionaries, and drops no request', async () => {
    const prefix = await newPrefix();
    const { master, events } = await run(prefix);
    const abort = new AbortController();
    const load = sendRequests({
      listener: master.listeners[0]!,
      paths: ['/'],
      requests: 100_000,
      concurrency: 4,
      signal: abort.signal,
    });
    writeFileSync(
      join(prefix.path, 'app.lua'),
      'function handle() return "new " .. incr("counters", "hits", 0) end',
    );
    await master.reload();
    const sent = events.filter(({ type }) => type === 'reloaded').length;
    abort.abort();
    const { failures } = await load;
    assert.deepEqual(failures, {});
    assert.equal(sent, 1);
    assert.match(await get(prefix.port), /^new [1-9]/);
  });

  test('a stop in the middle of reloads ends everything', async () => {
    const prefix = await newPrefix();
    const { master, events } = await run(prefix);
    const reloads = Promise.allSettled([master.reload(), master.reload()]);
    await master.stop('stop');
    for (const outcome of await reloads)
      assert.match(String((outcome as PromiseRejectedResult).reason), /the server is stopping/);
    assert.deepEqual(await master.ended, { code: 0 });
    const pids = events.flatMap((event) => (event.type === 'worker-exited' ? [event.worker.pid] : []));
    assert.deepEqual(pids.filter(isAlive), []);
    assert.equal(await isRefused(prefix.port), true);
  });

  test('what cannot be reloaded leaves everything as it was', async () => {
    const prefix = await newPrefix();
    const { master } = await run(prefix);
    writeFileSync(join(prefix.path, 'conf/nginx.conf'), 'http { oops');
    await assert.rejects(master.reload(), StartError);
    await assert.rejects(signal(prefix.path, 'reload'), StartError);
    assert.equal(await get(prefix.port), '1 1');
  });

  test('reopen follows a rotated log', async () => {
    const prefix = await newPrefix();
    await run(prefix);
    const log = join(prefix.path, 'logs/error.log');
    renameSync(log, `${log}.1`);
    assert.equal((await signal(prefix.path, 'reopen')).pid, process.pid);
    await masters[0]!.stop('quit');
    assert.match(readFileSync(log, 'utf8'), /gracefully shutting down/);
    assert.doesNotMatch(readFileSync(`${log}.1`, 'utf8'), /gracefully shutting down/);
  });
});

suite('what keeps a run from starting', () => {
  test('a second run on the prefix, also when it would have other ports', async () => {
    const prefix = await newPrefix();
    await run(prefix);
    await assert.rejects(run(prefix, { freePorts: true }), /another server runs with the prefix/);
    assert.equal(await get(prefix.port), '1 1');
  });

  test('a busy port; --free-ports takes another one', async () => {
    const prefix = await newPrefix();
    const other = createServer().listen(prefix.port, '127.0.0.1');
    await once(other, 'listening');
    try {
      await failsToStart(
        prefix,
        /bind\(\) to 127\.0\.0\.1:\d+ failed \(98: Address already in use\) in .*nginx\.conf:\d+\n.*--free-ports/,
      );
      const { master, events } = await run(prefix, { freePorts: true });
      const { port, configured } = master.listeners[0]!;
      assert.notEqual(port, prefix.port);
      assert.equal(configured, String(prefix.port));
      assert.equal(await get(port), '1 1');
      assert.ok(
        events.some((event) => event.type === 'log' && event.message.includes('is in use: listening on')),
      );
    } finally {
      other.close();
    }
  });

  test('no logs/', async () => {
    const prefix = await newPrefix();
    rmSync(join(prefix.path, 'logs'), { recursive: true });
    await failsToStart(
      prefix,
      /open\(\) ".*\/logs\/error\.log" failed \(2: No such file or directory\)\n.*mkdir -p .*\/logs/,
    );
  });

  test('no configuration, and one with a fault', async () => {
    const prefix = await newPrefix();
    await failsToStart(prefix, /open\(\) ".*\/none\.conf" failed \(2: No such/, { conf: 'none.conf' });
    writeFileSync(join(prefix.path, 'conf/nginx.conf'), 'events {}\nhttp {\n  oops;\n}\n');
    await failsToStart(prefix, /unknown directive "oops" in .*nginx\.conf:3/);
  });

  test('an error in init_by_lua', async () => {
    const prefix = await newPrefix();
    writeFileSync(join(prefix.path, 'app.lua'), 'error("no")');
    await failsToStart(prefix, /init_by_lua error: .*app\.lua:1: no/);
  });

  test('a worker that dies before it serves', async () => {
    const prefix = await newPrefix();
    writeFileSync(join(prefix.path, 'app.lua'), 'function start(id) if id == 1 then error("not me") end end');
    await failsToStart(prefix, /app\.lua:1: not me/, { workers: 3 });
    assert.equal(await isRefused(prefix.port), true);
  });

  test('a unix socket outside of the prefix; one inside serves', async () => {
    await failsToStart(
      await newPrefix({ listen: 'unix:/tmp/openresty-lens-elsewhere.sock' }),
      /inside of the prefix/,
    );
    const prefix = await newPrefix({ listen: 'unix:logs/http.sock' });
    const { master } = await run(prefix);
    const load = await sendRequests({
      listener: master.listeners[0]!,
      paths: ['/'],
      requests: 1,
      concurrency: 1,
    });
    assert.equal(load.paths[0]?.sample, '1 1');
  });

  test('a log outside of the prefix', async () => {
    const prefix = await newPrefix();
    const port = await freePort();
    writeFileSync(
      join(prefix.path, 'conf/nginx.conf'),
      `events {} http { access_log /var/log/nginx/access.log; server { listen ${port}; } }`,
    );
    await failsToStart(prefix, /"\/var\/log\/nginx\/access\.log": .* inside of the prefix/);
  });

  test('-t says the same and starts nothing', async () => {
    const prefix = await newPrefix();
    const good = await check(optionsFor(prefix.path), masterParts);
    const path = join(prefix.path, 'conf/nginx.conf');
    assert.equal(good.code, 0);
    assert.equal(
      good.text,
      `nginx: the configuration file ${path} syntax is ok\nnginx: configuration file ${path} test is successful\n`,
    );
    writeFileSync(path, 'oops;');
    const bad = await check(optionsFor(prefix.path), masterParts);
    assert.equal(bad.code, 1);
    assert.match(bad.text, /^nginx: \[emerg\] unknown directive "oops" in .*:1\n.*test failed\n$/s);
  });

  test('a signal to a prefix where nothing runs', async () => {
    const prefix = await newPrefix();
    await assert.rejects(signal(prefix.path, 'stop'), /open\(\) ".*nginx\.pid" failed \(2: .*\nNo runtime/);
  });
});
