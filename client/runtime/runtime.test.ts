import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RunEvent } from '../../contract/index.js';
import { remember } from './journal.js';
import { launchOf } from './launch.js';
import { lineSplitter } from './lines.js';
import { addressesOf, describeEvent, nextState, notRunning, placeIn } from './state.js';

const v = 1;
const worker = (id: number, pid: number, generation = 0) => ({ id, pid, generation });
const starting: RunEvent = {
  v,
  t: 0,
  type: 'starting',
  configuration: '/srv/conf/nginx.conf',
  workers: 2,
  cells: [],
  counters: [],
  uris: ['/'],
};
const listener = { address: '127.0.0.1', port: 8080, configured: '8080' };
const ready: RunEvent = { v, t: 3, type: 'ready', pid: 9, listeners: [listener] };
const started = (id: number, pid: number): RunEvent => ({
  v,
  t: 1,
  type: 'worker-started',
  worker: worker(id, pid),
});
const exited = (id: number, pid: number): RunEvent => ({
  v,
  t: 4,
  type: 'worker-exited',
  worker: worker(id, pid),
  code: null,
  signal: 'SIGKILL',
  expected: false,
});

suite('the state of a run', () => {
  const after = (...events: RunEvent[]) => events.reduce(nextState, notRunning);

  test('workers are those that live, by their number', () => {
    const state = after(starting, started(1, 11), started(0, 10), ready, exited(1, 11), started(1, 12));
    assert.equal(state.phase, 'running');
    assert.deepEqual(state.workers, [
      { id: 0, pid: 10 },
      { id: 1, pid: 12 },
    ]);
  });

  test('a start that fails says why; a new start forgets it', () => {
    const failed = after(starting, { v, t: 1, type: 'fatal', message: 'bind() failed' });
    assert.deepEqual([failed.phase, failed.fault], ['failed', 'bind() failed']);
    assert.equal(nextState(failed, starting).fault, undefined);
  });

  test('a run that stopped has no workers', () => {
    assert.deepEqual(after(starting, started(0, 10), ready, { v, t: 5, type: 'stopped' }), notRunning);
  });
});

suite('the journal', () => {
  test('keeps the last of each kind and worker, and begins anew with a run', () => {
    const events: RunEvent[] = [
      starting,
      started(0, 10),
      { v, t: 2, type: 'log', level: 'error', message: 'noise' },
      exited(0, 10),
      started(0, 13),
      ready,
    ];
    assert.deepEqual(events.reduce(remember, []), [starting, started(0, 13), ready]);
    assert.deepEqual([...events, starting].reduce(remember, []), [starting]);
    const late = [starting, started(0, 20), exited(0, 10)];
    assert.deepEqual(late.reduce(remember, []), [starting, started(0, 20)], 'the end of an older process');
  });
});

suite('the command line', () => {
  const request = {
    cli: '/ext/dist/cli.js',
    execPath: '/usr/bin/code',
    prefix: '/srv/my app',
    conf: '/srv/my app/conf/nginx.conf',
    listenAll: false,
    env: { PATH: '/bin', NODE_OPTIONS: '--inspect' },
  };

  test('is a list of words, runs as Node, and does not inherit the host’s options', () => {
    const { command, args, cwd, env } = launchOf(request);
    assert.equal(command, '/usr/bin/code');
    assert.deepEqual(args.slice(0, 6), ['/ext/dist/cli.js', 'run', '-p', '/srv/my app', '-c', request.conf]);
    assert.equal(cwd, '/srv/my app');
    assert.deepEqual(env, { PATH: '/bin', ELECTRON_RUN_AS_NODE: '1' });
    assert.ok(!args.includes('--listen-all'));
  });

  test('other machines are let in only when it was said', () => {
    assert.ok(launchOf({ ...request, listenAll: true }).args.includes('--listen-all'));
    assert.deepEqual(launchOf({ ...request, workers: 3 }).args.slice(-2), ['--workers', '3']);
  });
});

suite('lines', () => {
  test('a character that two chunks share is whole; the last line needs no end', () => {
    const lines: string[] = [];
    const { push, end } = lineSplitter((line) => lines.push(line));
    const bytes = Buffer.from('grün\r\nrot', 'utf8');
    push(bytes.subarray(0, 3));
    push(bytes.subarray(3));
    assert.deepEqual(lines, ['grün']);
    end();
    assert.deepEqual(lines, ['grün', 'rot']);
  });
});

suite('words', () => {
  test('the place in a message of nginx, and of Lua', () => {
    assert.deepEqual(placeIn('unknown directive "foo" in /srv/conf/nginx.conf:12'), {
      file: '/srv/conf/nginx.conf',
      line: 12,
    });
    assert.deepEqual(placeIn('runtime error: /srv/lua/a.lua:6: attempt to index'), {
      file: '/srv/lua/a.lua',
      line: 6,
    });
    assert.equal(placeIn('bind() to 127.0.0.1:80 failed'), undefined);
  });

  test('a port that is not the configured one is said', () => {
    assert.deepEqual(addressesOf([listener]), ['http://127.0.0.1:8080/']);
    assert.match(addressesOf([{ ...listener, port: 4000 }])[0] ?? '', /4000\/ \(for "listen 8080"/);
  });

  test('requests of a window are told with their number', () => {
    const request: RunEvent = {
      v,
      t: 1,
      type: 'request',
      worker: worker(2, 1),
      count: 7,
      summed: true,
      method: 'GET',
      uri: '/',
      status: 200,
    };
    assert.equal(describeEvent(request), '7 × GET / 200 (worker 2)');
  });
});
