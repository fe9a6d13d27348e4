import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { guarded, orCancelled } from './guard.js';

suite('a handler that fails', () => {
  test('is logged by its name, and answers nothing', async () => {
    const log: string[] = [];
    const handle = guarded<number, string | null>(
      'hover',
      null,
      (message) => log.push(message),
      (n) => {
        if (n === 0) throw new RangeError('zero');
        return String(n);
      },
    );
    assert.equal(await handle(0), null);
    assert.match(log.join(), /^hover failed: RangeError: zero/);
    assert.equal(await handle(1), '1', 'the next request is answered');
  });

  test('an answer that is an error passes', async () => {
    const handle = guarded(
      'x',
      null,
      () => assert.fail('logged'),
      () => {
        throw new ResponseError(LSPErrorCodes.ServerCancelled, 'later');
      },
    );
    await assert.rejects(handle(undefined), (error) => error instanceof ResponseError);
  });
});

suite('waiting', () => {
  test('ends when the client has lost interest, though the value never comes', async () => {
    const source = new CancellationTokenSource();
    const waiting = orCancelled(new Promise(() => undefined), source.token);
    source.cancel();
    await assert.rejects(
      waiting,
      (error) => error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled,
    );
    await assert.rejects(orCancelled(Promise.resolve(1), source.token));
  });

  test('gives the value that comes in time', async () => {
    assert.equal(await orCancelled(Promise.resolve(1), new CancellationTokenSource().token), 1);
  });
});
