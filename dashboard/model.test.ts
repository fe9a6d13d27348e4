import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RunEvent, WorkerSnapshot } from '../contract/index.js';
import { noRun, reduce, type RunModel } from './model.js';
import { ready, startingWith } from './testing/events.js';

const common = { v: 1, t: 0 } as const;
const starting = startingWith([], ['n']);
const worker = (id: number, generation = 0) => ({ id, pid: 10 + id + 100 * generation, generation });
const started = (id: number, generation = 0): RunEvent => ({
  ...common,
  type: 'worker-started',
  worker: worker(id, generation),
});
const exited = (id: number, generation = 0): RunEvent => ({
  ...common,
  type: 'worker-exited',
  worker: worker(id, generation),
  code: null,
  signal: 'SIGKILL',
  expected: false,
});
const snapshot = (
  id: number,
  requests: number,
  dicts?: WorkerSnapshot['dicts'],
  generation = 0,
): RunEvent => ({
  ...common,
  type: 'snapshot',
  worker: worker(id, generation),
  snapshot: {
    worker: id,
    requests,
    connections: 0,
    memory: { lua: 0, rss: 0 },
    cells: {},
    ...(dicts && { dicts }),
  },
});
const fatal: RunEvent = { ...common, type: 'fatal', message: 'bind() failed' };
const stopping: RunEvent = { ...common, type: 'stopping', reason: 'asked' };
const stopped: RunEvent = { ...common, type: 'stopped' };

const after = (...events: RunEvent[]): RunModel => events.reduce(reduce, noRun);
const brief = ({ workers }: RunModel) =>
  workers.map(({ pid, isAlive, snapshot: held }) => [pid, isAlive, held?.requests]);

test('a run goes through its states', () => {
  const states = [starting, ready, stopping, stopped].map(
    (_, index, all) => after(...all.slice(0, index + 1)).state,
  );
  assert.deepEqual(states, ['starting', 'running', 'stopping', 'stopped']);
  assert.equal(noRun.state, 'none');
});

test('what failed stays failed, with its reason, and nobody is alive', () => {
  const { state, fault, workers } = after(starting, started(0), fatal, stopped);
  assert.deepEqual([state, fault, workers[0]?.isAlive], ['failed', 'bind() failed', false]);
});

test('the next run knows nothing of the one before', () => {
  const model = after(
    starting,
    ready,
    snapshot(0, 3, { d: { capacity: 1, keys: 0, entries: [] } }),
    starting,
  );
  assert.deepEqual([model.workers, model.listeners, model.dicts, model.fault], [[], [], {}, undefined]);
});

suite('workers', () => {
  test('a snapshot may come before the worker has said that it started, and is kept then', () => {
    assert.deepEqual(brief(after(starting, snapshot(0, 2))), [[10, true, 2]]);
    assert.deepEqual(brief(after(starting, snapshot(0, 2), started(0))), [[10, true, 2]]);
  });

  test('they stand in the order of their numbers', () => {
    assert.deepEqual(
      after(starting, started(2), started(0), started(1)).workers.map(({ id }) => id),
      [0, 1, 2],
    );
  });

  test('one that is started again begins with nothing', () => {
    assert.deepEqual(brief(after(starting, snapshot(0, 5), exited(0), started(0, 1))), [
      [110, true, undefined],
    ]);
  });

  test('a last snapshot that comes late makes nobody alive', () => {
    assert.deepEqual(brief(after(starting, started(0), exited(0), snapshot(0, 7))), [[10, false, 7]]);
  });

  test('neither the end nor the snapshot of an older process touches the one that took its number', () => {
    const model = after(starting, snapshot(0, 1, undefined, 1));
    assert.deepEqual(brief(reduce(model, exited(0))), brief(model));
    assert.deepEqual(brief(reduce(model, snapshot(0, 99))), brief(model));
  });
});

test('dictionaries stay when a snapshot comes without them', () => {
  const dicts = { hits: { capacity: 1024, keys: 1, entries: [['"n"', '7']] } } as WorkerSnapshot['dicts'];
  assert.deepEqual(after(starting, snapshot(0, 1, dicts), snapshot(1, 1)).dicts, dicts);
});

test('of a load the last word counts', () => {
  const load = { ...common, type: 'load', id: 1, path: '/', total: 10 } as const;
  const model = after(starting, { ...load, done: 3, state: 'sending' }, { ...load, done: 10, state: 'sent' });
  assert.deepEqual([model.load?.done, model.load?.state], [10, 'sent']);
});

test('an event that shows nothing leaves the very same model: there is nothing to draw', () => {
  const model = after(starting, ready, started(0));
  const log: RunEvent = { ...common, type: 'log', level: 'error', message: 'x' };
  const request: RunEvent = {
    ...common,
    type: 'request',
    worker: worker(0),
    count: 1,
    summed: false,
    method: 'GET',
    uri: '/',
    status: 200,
  };
  for (const event of [log, request]) assert.equal(reduce(model, event), model);
});
