import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AnalysisHost, type ThreadEvents, type ThreadLink } from './host.js';
import { noFacts } from './facts.js';
import type { FromThread, ToThread } from './protocol.js';

const root = '/p';
const folder = { root, flat: false, prefix: '', conf: '', rules: {} };

/** A thread that answers when the test says so. */
class FakeThread implements ThreadLink {
  readonly told: ToThread[] = [];
  isTerminated = false;

  constructor(private readonly events: ThreadEvents) {}

  post(message: ToThread): void {
    this.told.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(message: FromThread): void {
    this.events.message(message);
  }

  die(reason: string): void {
    this.events.ended(reason);
  }

  /** The generations that it was asked to analyse. */
  get asked(): number[] {
    return this.told.flatMap((message) => (message.type === 'analyse' ? [message.generation] : []));
  }

  answer(generation: number, note = ''): void {
    const result = { findings: [], facts: noFacts, notes: [note] };
    this.say({ type: 'result', root, generation, result, duration: 1 });
  }
}

function start(): { host: AnalysisHost; threads: FakeThread[]; cancelled: Int32Array; log: string[] } {
  const threads: FakeThread[] = [];
  const log: string[] = [];
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const host = new AnalysisHost({
    cancelled,
    log: (message) => log.push(message),
    onResult: () => undefined,
    spawn: (events) => {
      const thread = new FakeThread(events);
      threads.push(thread);
      return thread;
    },
  });
  host.setFolder(folder);
  threads[0]?.say({ type: 'ready' });
  return { host, threads, cancelled, log };
}

/** Whether a promise is settled once everything that waits for nothing else has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

suite('the analysis follows the texts', () => {
  test('who waits gets the answer about the newest text, not the one before', async () => {
    const { host, threads } = start();
    const [thread] = threads;
    assert.ok(thread);
    const [first = 0] = thread.asked;
    host.setText('/p/a.lua', 'x');
    const current = host.current(root);
    thread.answer(first, 'old');
    assert.equal(await isSettled(current), false);
    const second = thread.asked.at(-1) ?? 0;
    assert.ok(second > first);
    thread.answer(second, 'new');
    assert.deepEqual((await current)?.notes, ['new']);
    assert.ok(host.isCurrent(root));
    host.dispose();
  });

  test('a change cancels what runs, and the flag never cancels what comes after', () => {
    const { host, threads, cancelled } = start();
    const [thread] = threads;
    assert.ok(thread);
    const [first = 0] = thread.asked;
    host.setText('/p/a.lua', 'x');
    assert.ok(Atomics.load(cancelled, 0) > first, 'told to end');
    thread.say({ type: 'cancelled', root, generation: first });
    const second = thread.asked.at(-1) ?? 0;
    assert.ok(Atomics.load(cancelled, 0) <= second, 'the next one runs');
    host.dispose();
  });

  test('a text elsewhere changes nothing here', () => {
    const { host, threads } = start();
    const [thread] = threads;
    thread?.answer(thread.asked[0] ?? 0);
    host.setText('/q/a.lua', 'x');
    assert.equal(thread?.asked.length, 1);
    host.dispose();
  });
});

suite('a thread that fails takes nobody with it', () => {
  test('an analysis that throws is logged, and what was known stays', async () => {
    const { host, threads, log } = start();
    const [thread] = threads;
    thread?.answer(thread.asked[0] ?? 0, 'known');
    host.setText('/p/a.lua', 'x');
    thread?.say({ type: 'failed', root, generation: thread.asked.at(-1) ?? 0, message: 'oh' });
    assert.deepEqual((await host.current(root))?.notes, ['known']);
    assert.match(log.join(), /oh/);
    host.dispose();
  });

  test('a crash ends the waiting; the next change starts another thread, which knows the open texts', async () => {
    const { host, threads } = start();
    host.setText('/p/a.lua', 'open');
    const current = host.current(root);
    threads[0]?.die('out of memory');
    await isSettled(current);
    host.setText('/p/b.lua', 'more');
    const [, second] = threads;
    assert.ok(second, 'another thread');
    second.say({ type: 'ready' });
    const texts = second.told.flatMap((message) => (message.type === 'text' ? [message.path] : []));
    assert.ok(texts.includes('/p/a.lua'));
    second.answer(second.asked.at(-1) ?? 0, 'again');
    assert.deepEqual((await host.current(root))?.notes, ['again']);
    host.dispose();
  });

  test('a folder that is closed lets go of who waits for it', async () => {
    const { host } = start();
    const current = host.current(root);
    host.forget(root);
    assert.equal(await current, undefined);
    host.dispose();
  });
});
