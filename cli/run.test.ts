import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { suite, test } from 'node:test';
import { parseRunEventLine, parseRunReport, type RunEvent } from '../contract/index.js';
import { isAlive } from '../runtime/master/testing/alive.js';
import { cli, lens, sample } from './testing/lens.js';

suite('run --requests', () => {
  test('four workers count their parts, the shared dict counts them all', async () => {
    const { prefix } = await sample();
    const args = [
      'run',
      '-p',
      prefix,
      '--requests',
      '40',
      '--path',
      '/',
      '--path',
      '/shared',
      '--report',
      'json',
    ];
    const { code, stdout, stderr } = lens(...args);
    assert.equal(code, 0, stderr);
    const report = parseRunReport(JSON.parse(stdout));
    assert.deepEqual(
      report.load?.paths.map(({ path: uri, statuses }) => [uri, statuses]),
      [
        ['/', { '200': 40 }],
        ['/shared', { '200': 40 }],
      ],
    );
    assert.equal(report.workers.length, 4);
    assert.equal(new Set(report.workers.map(({ identity }) => identity.pid)).size, 4);
    const [cell] = report.cells;
    assert.equal(cell?.name, 'counter');
    const parts = report.workers.map(({ snapshot }) => {
      const reading = snapshot.cells[cell.id];
      return reading && 'kind' in reading && reading.kind === 'number' ? Number(reading.preview) : 0;
    });
    assert.equal(
      parts.reduce((sum, part) => sum + part, 0),
      40,
    );
    assert.ok(
      parts.filter((part) => part > 0).length > 1,
      `the requests reach several workers: ${parts.join()}`,
    );
    const requests = report.workers.map(({ snapshot }) => snapshot.requests);
    assert.equal(
      requests.reduce((sum, count) => sum + count, 0),
      80,
    );
    const dicts = report.workers.flatMap(({ snapshot }) => (snapshot.dicts ? [snapshot.dicts] : []));
    assert.deepEqual(dicts[0]?.['counters']?.entries, [['"counter"', '40']]);
  });
  test('the table says it in words', async () => {
    const { prefix } = await sample();
    const { code, stdout } = lens(
      'run',
      '-p',
      prefix,
      '--requests',
      '8',
      '--workers',
      '2',
      '--path',
      '/shared',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^worker +pid +requests/m);
    assert.match(stdout, /The shared dict `counters` is one for all workers: there "counter" is 8\./);
  });
  test('without --path the first location is asked', async () => {
    const { prefix } = await sample();
    const { stdout } = lens('run', '-p', prefix, '--requests', '3', '--report', 'json');
    assert.deepEqual(parseRunReport(JSON.parse(stdout)).load?.paths, [{ path: '/', statuses: { '200': 3 } }]);
  });
});

suite('run -t', () => {
  test('a good configuration', async () => {
    const { prefix } = await sample();
    const { code, stderr } = lens('run', '-p', prefix, '-t');
    assert.equal(code, 0);
    assert.match(stderr, /syntax is ok[\s\S]*test is successful/);
  });
  test('what the runtime cannot do is refused with file and line', async () => {
    const { prefix } = await sample((conf) =>
      conf.replace('listen', 'proxy_pass http://127.0.0.1:1;\nlisten'),
    );
    const { code, stderr } = lens('run', '-p', prefix, '-t');
    assert.equal(code, 1);
    assert.match(stderr, /proxy_pass.*nginx\.conf:\d+/);
  });
});

suite('run, serving', () => {
  /** A server in the foreground, its events, and a way to wait for one of them. */
  class Server {
    readonly events: RunEvent[] = [];
    stderr = '';
    readonly process: ChildProcessWithoutNullStreams;
    private readonly waiting = new Set<() => void>();

    constructor(...args: string[]) {
      this.process = spawn(process.execPath, [cli, 'run', '--report', 'events', ...args]);
      this.process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        this.events.push(parseRunEventLine(line));
        for (const check of this.waiting) check();
      });
    }

    /** Resolves with the number-th event of the type; rejects when the process ends first. */
    event<Type extends RunEvent['type']>(type: Type, number = 1): Promise<Extract<RunEvent, { type: Type }>> {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          const found = this.events.filter(
            (event): event is Extract<RunEvent, { type: Type }> => event.type === type,
          );
          const wanted = found[number - 1];
          if (!wanted) return;
          this.waiting.delete(check);
          resolve(wanted);
        };
        this.waiting.add(check);
        this.process.once('close', () => reject(new Error(`ended before ${type}: ${this.stderr}`)));
        check();
      });
    }

    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      if (this.process.exitCode === null) {
        this.process.kill(signal);
        await once(this.process, 'close');
      }
      return this.process.exitCode;
    }
  }

  function get(port: number, uri: string): Promise<string> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: uri, agent: false }, (response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
  }

  test('TERM stops it: no process and no port is left', async () => {
    const { prefix, port } = await sample();
    const server = new Server('-p', prefix);
    const ready = await server.event('ready');
    assert.deepEqual(
      ready.listeners.map((listener) => [listener.address, listener.port]),
      [['127.0.0.1', port]],
    );
    assert.equal(await get(port, '/'), 'counter = 1\n');
    const pids = server.events.flatMap((event) =>
      event.type === 'worker-started' ? [event.worker.pid] : [],
    );
    assert.equal(pids.length, 4);
    assert.equal(await server.stop(), 0);
    assert.deepEqual(pids.filter(isAlive), []);
    await assert.rejects(get(port, '/'), /ECONNREFUSED/);
  });

  test('kill -9 of a worker: another takes its place, its counter starts anew, the dict goes on', async () => {
    const { prefix, port } = await sample((conf) => conf.replace('worker_processes 4', 'worker_processes 1'));
    const server = new Server('-p', prefix);
    try {
      await server.event('ready');
      const { worker } = await server.event('worker-started');
      for (const expected of ['counter = 1\n', 'counter = 2\n']) assert.equal(await get(port, '/'), expected);
      assert.equal(await get(port, '/shared'), 'counter = 1\n');
      process.kill(worker.pid, 'SIGKILL');
      const exited = await server.event('worker-exited');
      assert.deepEqual([exited.signal, exited.expected], ['SIGKILL', false]);
      const next = await server.event('worker-started', 2);
      assert.deepEqual([next.worker.id, next.worker.generation], [0, 1]);
      assert.notEqual(next.worker.pid, worker.pid);
      assert.equal(await get(port, '/'), 'counter = 1\n');
      assert.equal(await get(port, '/shared'), 'counter = 2\n');
    } finally {
      await server.stop();
    }
  });

  test('a second run on one prefix, and a port that is taken: a clear error, nothing started', async () => {
    const { prefix, port } = await sample();
    const server = new Server('-p', prefix);
    try {
      await server.event('ready');
      const second = lens('run', '-p', prefix);
      assert.equal(second.code, 1);
      assert.match(second.stderr, /another server runs with the prefix/);
      const other = await sample((conf) => conf.replace(/listen \d+;/, `listen ${port};`));
      const busy = lens('run', '-p', other.prefix);
      assert.equal(busy.code, 1);
      assert.match(
        busy.stderr,
        /bind\(\) to 127\.0\.0\.1:\d+ failed \(98: Address already in use\)[\s\S]*nginx\.conf:\d+/,
      );
      const moved = lens('run', '-p', other.prefix, '--free-ports', '--requests', '2');
      assert.equal(moved.code, 0, moved.stderr);
      assert.match(moved.stderr, /is taken/);
    } finally {
      await server.stop();
    }
  });

  test('-s quit ends it from outside', async () => {
    const { prefix } = await sample();
    const server = new Server('-p', prefix);
    await server.event('ready');
    const closed = once(server.process, 'close');
    assert.equal(lens('run', '-p', prefix, '-s', 'quit').code, 0);
    await closed;
    assert.equal(server.process.exitCode, 0);
    const again = lens('run', '-p', prefix, '-s', 'stop');
    assert.equal(again.code, 1);
  });

  test('a missing logs/ is said with what to do', async () => {
    const { prefix } = await sample();
    rmSync(path.join(prefix, 'logs'), { recursive: true });
    const { code, stderr } = lens('run', '-p', prefix);
    assert.equal(code, 1);
    assert.match(stderr, /logs\/error\.log" failed \(2: No such file or directory\)[\s\S]*mkdir/);
  });
});
