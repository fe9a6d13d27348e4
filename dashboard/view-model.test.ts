import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CellReading, RunEvent } from '../contract/index.js';
import { noRun, reduce, type RunModel } from './model.js';
import { ready, startingWith, upvalue } from './testing/events.js';
import { viewOf } from './view-model.js';

const v = 1;
const starting = startingWith([upvalue('m:same', 'same'), upvalue('m:n', 'n')], ['m:n'], ['/', '/b']);
const number = (value: number): CellReading => ({ kind: 'number', preview: String(value) });
const text = (value: string): CellReading => ({ kind: 'string', preview: JSON.stringify(value) });

function snapshot(id: number, cells: Record<string, CellReading>, pid = 10 + id): RunEvent {
  return {
    v,
    t: 2,
    type: 'snapshot',
    worker: { id, pid, generation: 0 },
    snapshot: { worker: id, requests: 5, connections: 5, memory: { lua: 2048, rss: 3 * 1024 * 1024 }, cells },
  };
}

const after = (...events: RunEvent[]): RunModel => events.reduce(reduce, noRun);

suite('cells', () => {
  const view = viewOf(
    after(
      starting,
      ready,
      snapshot(1, { 'm:n': number(4), 'm:same': text('x') }),
      snapshot(0, { 'm:n': number(1), 'm:same': text('x') }),
    ),
  );

  test('those that differ come first; each says so', () => {
    assert.deepEqual(
      view.cells.map(({ name, differs }) => [name, differs]),
      [
        ['n', true],
        ['same', false],
      ],
    );
  });

  test('a counter adds up, and its bars are as long as their share of the largest', () => {
    const [n] = view.cells;
    assert.deepEqual(n?.sum, { text: '1 + 4 = 5', total: 5 });
    assert.deepEqual(
      n.bars.map(({ worker, fraction }) => [worker, fraction]),
      [
        [0, 0.25],
        [1, 1],
      ],
    );
  });

  test('what is no number has a text and no length', () => {
    assert.deepEqual(
      view.cells[1]?.bars.map(({ text: shown, fraction }) => [shown, fraction]),
      [
        ['"x"', undefined],
        ['"x"', undefined],
      ],
    );
  });

  test('a worker that has not loaded the module has counted nothing; elsewhere the reason is shown', () => {
    const unread = { unreadable: 'm is not loaded' };
    const half = viewOf(
      after(
        starting,
        ready,
        snapshot(0, { 'm:n': number(3), 'm:same': unread }),
        snapshot(1, { 'm:n': unread }),
      ),
    );
    const n = half.cells.find(({ name }) => name === 'n');
    assert.equal(n?.sum?.text, '3 + 0 = 3');
    const same = half.cells.find(({ name }) => name === 'same');
    assert.equal(same?.bars[0]?.text, 'm is not loaded');
    assert.equal(same.differs, false, 'what was not read is no difference');
  });
});

test('a worker that has told nothing yet makes no difference, nor does the order of keys', () => {
  const differs = (model: RunModel): boolean | undefined =>
    viewOf(model).cells.find(({ name }) => name === 'same')?.differs;
  const started: RunEvent = { v, t: 1, type: 'worker-started', worker: { id: 1, pid: 11, generation: 0 } };
  assert.equal(differs(after(starting, ready, snapshot(0, { 'm:same': text('x') }), started)), false);
  const table = (entries: [string, string][]): CellReading => ({
    kind: 'table',
    preview: JSON.stringify(entries),
    entries,
  });
  const tables = (second: [string, string][]): RunModel =>
    after(
      starting,
      ready,
      snapshot(0, {
        'm:same': table([
          ['"a"', '1'],
          ['"b"', '2'],
        ]),
      }),
      snapshot(1, { 'm:same': table(second) }),
    );
  assert.equal(
    differs(
      tables([
        ['"b"', '2'],
        ['"a"', '1'],
      ]),
    ),
    false,
  );
  assert.equal(
    differs(
      tables([
        ['"b"', '3'],
        ['"a"', '1'],
      ]),
    ),
    true,
  );
});

suite('workers', () => {
  test('the late end of a process whose number another has by now changes nothing', () => {
    const worker = (pid: number, generation: number) => ({ id: 0, pid, generation });
    const model = after(
      starting,
      { v, t: 1, type: 'worker-started', worker: worker(10, 0) },
      { v, t: 2, type: 'worker-started', worker: worker(20, 1) },
      { v, t: 3, type: 'worker-exited', worker: worker(10, 0), code: 0, signal: null, expected: true },
    );
    assert.deepEqual(
      viewOf(model).workers.map(({ pid, note, isAlive }) => [pid, note, isAlive]),
      [['20', 'started 2 times', true]],
    );
  });

  test('why it failed is still there when it has stopped', () => {
    const model = after(
      starting,
      { v, t: 3, type: 'fatal', message: 'bind() failed' },
      { v, t: 4, type: 'stopped' },
    );
    assert.match(viewOf(model).headline, /bind\(\) failed/);
  });

  test('after the end all are gone', () => {
    const view = viewOf(after(starting, ready, snapshot(0, {}), { v, t: 9, type: 'stopped' }));
    assert.deepEqual(
      [view.state, view.workers[0]?.isAlive, view.canRun, view.canStop],
      ['stopped', false, true, false],
    );
  });
});

suite('what a badge says', () => {
  const unread = { unreadable: 'm is not loaded' };
  const verdict = (...readings: CellReading[]): string | undefined =>
    viewOf(
      after(starting, ready, ...readings.map((reading, id) => snapshot(id, { 'm:same': reading }))),
    ).cells.find(({ name }) => name === 'same')?.verdict;

  test('the same is said of all workers only when all were read', () => {
    assert.equal(verdict(text('x'), text('x')), '= same in all workers');
    assert.equal(verdict(text('x'), unread), '= same where it was read');
    assert.equal(verdict(unread, unread), 'not read');
    assert.equal(verdict(text('x'), unread, text('y')), '≠ differs');
  });

  test('a worker that has ended is not asked for', () => {
    const exited: RunEvent = {
      v,
      t: 3,
      type: 'worker-exited',
      worker: { id: 1, pid: 11, generation: 0 },
      code: null,
      signal: 'SIGSEGV',
      expected: false,
    };
    const model = after(
      starting,
      ready,
      snapshot(0, { 'm:same': text('x') }),
      snapshot(1, { 'm:same': text('y') }),
      exited,
    );
    const same = viewOf(model).cells.find(({ name }) => name === 'same');
    assert.deepEqual([same?.differs, same?.verdict], [false, '= same in all workers']);
  });
});

suite('words', () => {
  test('where it runs; a port that stands for another; that nobody else gets there', () => {
    assert.equal(
      viewOf(after(starting, ready, snapshot(0, {}))).headline,
      '1 worker · http://127.0.0.1:8080/',
    );
    const moved = { ...ready, listeners: [{ address: '127.0.0.1', port: 4000, configured: '8080' }] };
    assert.match(
      viewOf(after(starting, moved)).hint,
      /port 4000 stands for "listen 8080".*this machine only/,
    );
    const ofLonger = { ...ready, listeners: [{ address: '0.0.0.0', port: 8080, configured: '18080' }] };
    assert.match(viewOf(after(starting, ofLonger)).hint, /stands for "listen 18080".*other machines/);
    const plain = { ...ready, listeners: [{ address: '127.0.0.1', port: 80, configured: 'localhost' }] };
    assert.doesNotMatch(viewOf(after(starting, plain)).hint, /stands for/);
  });

  test('a load: how far, then what came back; no other can begin meanwhile', () => {
    const load = { v: 1, t: 3, type: 'load', id: 1, path: '/', total: 100 } as const;
    const sending = viewOf(after(starting, ready, { ...load, done: 37, state: 'sending' }));
    assert.deepEqual(
      [sending.load, sending.progress, sending.canSend],
      ['37 of 100 requests to /', 0.37, false],
    );
    const sent = viewOf(
      after(starting, ready, {
        ...load,
        done: 100,
        state: 'sent',
        statuses: { 200: 99 },
        failures: { ECONNRESET: 1 },
      }),
    );
    assert.equal(sent.load, '100 requests to /: 99 × 200, 1 without an answer (ECONNRESET)');
    assert.equal(sent.canSend, true);
  });

  test('what to do where there is nothing to see', () => {
    assert.match(viewOf(noRun).empty, /Run the server/);
    assert.match(viewOf(after({ ...starting, cells: [] }, ready)).empty, /No state/);
    assert.match(viewOf(after(starting, ready)).empty, /Send some requests/);
  });
});
