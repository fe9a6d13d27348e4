import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { endOf } from './child-end.js';

test('a write that fails while the child is dying does not stand for its end', async () => {
  const child = new EventEmitter();
  child.on('error', () => undefined);
  const end = endOf(child);
  child.emit('error', new Error('write EPIPE'));
  child.emit('close', null, 'SIGKILL');
  assert.deepEqual(await end, { code: null, signal: 'SIGKILL' });
});
