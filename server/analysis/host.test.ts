import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AnalysisHost, type ThreadEvents, type ThreadLink } from './host.js';
import { noFacts } from './facts.js';
import type { Finding } from '../../contract/index.js';
import type { FromThread, Glance, ToThread } from './protocol.js';

const root = '/p';
const folder = { root, flat: false, prefix: '', conf: '', rules: {} };

/** A thread that answers when the test says so. */
class FakeThread implements ThreadLink {
  readonly told: ToThread[] = [];
  isTerminated = false;
  private toldAgain: (() => void) | undefined;

  constructor(private readonly events: ThreadEvents) {}

  post(message: ToThread): void {
    this.told.push(message);
    this.toldAgain?.();
  }

  /** Resolves with the next message to it. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.toldAgain = resolve));
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

  /** What it was asked for, in order: `analyse /p`. */
  get asked(): string[] {
    return this.told.flatMap((message) => (isQuestion(message) ? [`${message.type} ${message.root}`] : []));
  }

  /** The run that it was asked for last. */
  get run(): number {
    return this.told.filter(isQuestion).at(-1)?.run ?? 0;
  }

  answer(note = '', run = this.run): void {
    const result = { findings: [], facts: noFacts, notes: [note] };
    this.say({ type: 'result', run, result, duration: 1 });
  }

  glance(glance: Glance): void {
    this.say({ type: 'glanced', run: this.run, glance });
  }
}

function isQuestion(message: ToThread): message is Extract<ToThread, { run: number }> {
  return message.type === 'analyse' || message.type === 'glance';
}

const finding: Finding = {
  code: 'lua/syntax',
  severity: 'error',
  message: 'near',
  place: { file: 'a.lua', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } },
  related: [],
};

interface Started {
  readonly host: AnalysisHost;
  readonly thread: FakeThread;
  readonly threads: readonly FakeThread[];
  readonly cancelled: Int32Array;
  readonly log: readonly string[];
}

function start(): Started {
  const threads: FakeThread[] = [];
  const log: string[] = [];
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const host = new AnalysisHost({
    cancelled,
    restTime: 0,
    log: (message) => log.push(message),
    onResult: () => undefined,
    spawn: (events) => {
      const thread = new FakeThread(events);
      threads.push(thread);
      return thread;
    },
  });
  host.setFolder(folder);
  const [thread] = threads;
  assert.ok(thread);
  thread.say({ type: 'ready' });
  return { host, thread, threads, cancelled, log };
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
    const { host, thread } = start();
    const first = thread.run;
    host.setText('/p/a.lua', 'x');
    const current = host.current(root);
    thread.answer('old', first);
    assert.equal(await isSettled(current), false);
    thread.glance({ outcome: 'unknown' });
    assert.ok(thread.run > first);
    thread.answer('new');
    assert.deepEqual((await current)?.notes, ['new']);
    assert.ok(host.isNear(root));
    host.dispose();
  });

  test('a change cancels what runs, and the flag never cancels what comes after', () => {
    const { host, thread, cancelled } = start();
    const first = thread.run;
    host.setText('/p/a.lua', 'x');
    assert.ok(Atomics.load(cancelled, 0) >= first, 'told to end');
    thread.say({ type: 'cancelled', run: first });
    assert.ok(Atomics.load(cancelled, 0) < thread.run, 'the next one runs');
    host.dispose();
  });

  test('a text elsewhere changes nothing here', () => {
    const { host, thread } = start();
    thread.answer();
    host.setText('/q/a.lua', 'x');
    assert.equal(thread.asked.length, 1);
    host.dispose();
  });

  test('an edit in one folder does not cancel the analysis of another one that comes after it', () => {
    const { host, thread, cancelled } = start();
    host.setFolder({ ...folder, root: '/q' });
    host.setText('/p/a.lua', 'x');
    host.setText('/p/a.lua', 'xy');
    thread.say({ type: 'cancelled', run: thread.run });
    for (const asked of ['analyse /p', 'analyse /q']) {
      assert.equal(thread.asked.at(-1), asked);
      assert.ok(Atomics.load(cancelled, 0) < thread.run, 'it runs');
      thread.answer();
    }
    host.dispose();
  });
});

suite('an edit is answered at once', () => {
  test('who can do with what is near has it; the whole follows when nobody types', async () => {
    const { host, thread } = start();
    thread.answer('whole');
    host.setText('/p/a.lua', 'x');
    assert.deepEqual(thread.asked, ['analyse /p', 'glance /p']);
    const near = host.near(root);
    const current = host.current(root);
    assert.equal(host.isNear(root), false);
    thread.glance({ outcome: 'near', findings: [finding] });
    assert.deepEqual((await near)?.findings, [finding]);
    assert.deepEqual((await near)?.notes, ['whole'], 'what else was known stays');
    assert.ok(host.isNear(root));
    await thread.next();
    assert.equal(thread.asked.at(-1), 'analyse /p');
    thread.answer('again');
    assert.deepEqual((await current)?.notes, ['again']);
    host.dispose();
  });

  test('what a glance cannot tell is analysed without delay', () => {
    const { host, thread } = start();
    thread.answer();
    host.setText('/p/nginx.conf', 'x');
    thread.glance({ outcome: 'unknown' });
    assert.deepEqual(thread.asked, ['analyse /p', 'glance /p', 'analyse /p']);
    host.dispose();
  });

  test('a file that is only opened starts no analysis', async () => {
    const { host, thread } = start();
    thread.answer('whole');
    host.setText('/p/a.lua', 'as on the disk');
    const current = host.current(root);
    thread.glance({ outcome: 'same' });
    assert.deepEqual((await current)?.notes, ['whole']);
    assert.deepEqual(thread.asked, ['analyse /p', 'glance /p']);
    host.dispose();
  });

  test('the analysis of another folder does not keep it waiting', () => {
    const { host, thread, cancelled } = start();
    thread.answer();
    host.setFolder({ ...folder, root: '/q' });
    assert.equal(thread.asked.at(-1), 'analyse /q');
    host.setText('/p/a.lua', 'x');
    assert.ok(Atomics.load(cancelled, 0) >= thread.run);
    thread.say({ type: 'cancelled', run: thread.run });
    assert.equal(thread.asked.at(-1), 'glance /p');
    thread.glance({ outcome: 'near', findings: [] });
    assert.equal(thread.asked.at(-1), 'analyse /q', 'it begins again');
    host.dispose();
  });

  test('other settings are no edit: the whole is analysed', () => {
    const { host, thread } = start();
    thread.answer();
    host.setFolder({ ...folder, conf: 'nginx.conf' });
    assert.deepEqual(thread.asked, ['analyse /p', 'analyse /p']);
    host.dispose();
  });

  test('a glance that fails is logged, and the whole is analysed', () => {
    const { host, thread, log } = start();
    thread.answer();
    host.setText('/p/a.lua', 'x');
    thread.say({ type: 'failed', run: thread.run, message: 'oh' });
    assert.match(log.join(), /oh/);
    assert.equal(thread.asked.at(-1), 'analyse /p');
    host.dispose();
  });
});

suite('a thread that fails takes nobody with it', () => {
  test('an analysis that throws is logged, and what was known stays', async () => {
    const { host, thread, log } = start();
    thread.answer('known');
    host.setText('/p/a.lua', 'x');
    thread.glance({ outcome: 'unknown' });
    thread.say({ type: 'failed', run: thread.run, message: 'oh' });
    assert.deepEqual((await host.current(root))?.notes, ['known']);
    assert.match(log.join(), /oh/);
    host.dispose();
  });

  test('a crash ends the waiting; the next change starts another thread, which knows the open texts', async () => {
    const { host, thread, threads } = start();
    host.setText('/p/a.lua', 'open');
    const current = host.current(root);
    thread.die('out of memory');
    await isSettled(current);
    host.setText('/p/b.lua', 'more');
    const [, second] = threads;
    assert.ok(second, 'another thread');
    second.say({ type: 'ready' });
    const texts = second.told.flatMap((message) => (message.type === 'text' ? [message.path] : []));
    assert.ok(texts.includes('/p/a.lua'));
    second.answer('again');
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
