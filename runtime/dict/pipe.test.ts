import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dictOperations } from '../services.js';
import { decodeReply, decodeRequest, encodeReply, encodeRequest, FrameError, FrameReader } from './frames.js';
import { LocalDicts } from './local-dicts.js';
import { serveDicts } from './pipe-server.js';

const child = fileURLToPath(new URL('./testing/pipe-child.js', import.meta.url));

function makeDicts(): LocalDicts {
  return new LocalDicts([
    { name: 'counters', size: 8 * 1024 * 1024 },
    { name: 'small', size: 64 * 1024 },
  ]);
}

/** Runs the child to its end; `during` gets its pipe. */
async function run(dicts: LocalDicts, args: string[], during?: (pipe: Duplex) => void): Promise<string> {
  const started = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const pipe = started.stdio[3] as unknown as Duplex;
  serveDicts(dicts, pipe);
  during?.(pipe);
  let output = '';
  started.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(started, 'close')) as [number | null];
  assert.equal(code, 0);
  return output;
}

suite('the pipe between a worker and the dictionaries', () => {
  test('a megabyte of every byte goes there and back, and many values at once', async () => {
    assert.equal(await run(makeDicts(), ['big']), JSON.stringify({ same: true, keys: 301 }));
  });
  test('four processes count to exactly 8,000', async () => {
    const dicts = makeDicts();
    await Promise.all(Array.from({ length: 4 }, () => run(dicts, ['count', '2000'])));
    assert.deepEqual(dicts.execute('counters', 'get', ['hits']), [8000]);
  });
  test('an unknown dictionary is an error, not the end', async () => {
    assert.match(await run(makeDicts(), ['wrong']), /no lua_shared_dict is called "nobody"/);
  });
  test('a worker notices that the master is gone', async () => {
    const dicts = makeDicts();
    const name = await run(dicts, ['forever'], (pipe) => {
      let answered = 0;
      pipe.on('data', () => {
        answered += 1;
        if (answered === 100) pipe.destroy();
      });
    });
    assert.equal(name, 'MasterGone');
  });
  test('after a reload what keeps its size keeps its content', () => {
    const dicts = makeDicts();
    dicts.execute('counters', 'set', ['k', 1]);
    dicts.execute('small', 'set', ['k', 1]);
    const next = dicts.reloaded([
      { name: 'counters', size: 8 * 1024 * 1024 },
      { name: 'small', size: 32 * 1024 },
    ]);
    assert.deepEqual(next.execute('counters', 'get', ['k']), [1]);
    assert.deepEqual(next.execute('small', 'get', ['k']), [undefined]);
  });
  test('a summary shows what a reader can read', () => {
    const dicts = makeDicts();
    dicts.execute('small', 'set', ['k', 'v']);
    dicts.execute('small', 'rpush', ['l', 'v']);
    assert.deepEqual(dicts.summary((text) => JSON.stringify(text))['small'], {
      capacity: 64 * 1024,
      keys: 2,
      entries: [
        ['"k"', '"v"'],
        ['"l"', 'list of 1'],
      ],
    });
  });
});

suite('frames', () => {
  const values = [undefined, true, false, 0, -1.5, Infinity, '', 'a\0\xff', 'x'.repeat(70_000)];
  test('requests and answers survive the way', () => {
    for (const operation of dictOperations) {
      const request = { operation, dict: 300, args: values };
      assert.deepEqual(decodeRequest(encodeRequest(request).subarray(4)), request);
    }
    for (const reply of [
      { ok: true, values },
      { ok: false, message: 'no' },
    ] as const)
      assert.deepEqual(decodeReply(encodeReply(reply).subarray(4)), reply);
  });
  test('any cut of the stream gives the same frames', () => {
    const frames = [['a'], [], [1, 'x'.repeat(100)]].map((args) =>
      encodeRequest({ operation: 'get', dict: 0, args }),
    );
    const stream = Buffer.concat(frames);
    for (const step of [1, 2, 3, 7, 50, 1000]) {
      const reader = new FrameReader();
      const bodies: Buffer[] = [];
      for (let at = 0; at < stream.length; at += step)
        bodies.push(...reader.push(stream.subarray(at, at + step)));
      assert.deepEqual(
        bodies.map((body) => body.toString('latin1')),
        frames.map((frame) => frame.subarray(4).toString('latin1')),
        `chunks of ${step}`,
      );
    }
  });
  test('what is no frame is refused', () => {
    assert.throws(() => new FrameReader().push(Buffer.from([255, 255, 255, 255])), FrameError);
    assert.throws(() => decodeRequest(Buffer.from([99, 0, 0, 0, 0, 0, 0])), FrameError);
    const cut = encodeRequest({ operation: 'set', dict: 0, args: ['key', 'value'] }).subarray(4);
    for (let length = 0; length < cut.length; length += 1)
      assert.throws(() => decodeRequest(cut.subarray(0, length)), FrameError);
  });
});
