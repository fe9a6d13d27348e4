import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, suite, test } from 'node:test';
import { signal } from './index.js';
import { makePrefix, type Prefix } from './testing/prefix.js';
import { MasterProcess } from './testing/run-master.js';

const prefixes: Prefix[] = [];
const runs: MasterProcess[] = [];
afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.child.kill('SIGKILL');
    await run.allGone;
  }
  for (const prefix of prefixes.splice(0)) prefix.remove();
});

async function newPrefix(): Promise<Prefix> {
  const prefix = await makePrefix();
  prefixes.push(prefix);
  return prefix;
}

async function start(prefix: Prefix, workers = 2): Promise<MasterProcess> {
  const run = new MasterProcess(prefix.path, workers);
  runs.push(run);
  await run.seen('ready');
  return run;
}

// `allGone` resolves when the last process that holds the master's standard error has ended: the workers do.
suite('no process is left', () => {
  test('after kill -9 of the master; the next run finds the prefix free', async () => {
    const prefix = await newPrefix();
    const run = await start(prefix);
    run.child.kill('SIGKILL');
    const { signal: killedBy } = await run.allGone;
    assert.equal(killedBy, 'SIGKILL');
    assert.equal(existsSync(join(prefix.path, 'logs/openresty-lens.sock')), true);
    const again = await start(prefix);
    const { pid } = await signal(prefix.path, 'stop', { untilEnded: true });
    assert.equal(pid, again.child.pid);
    assert.equal((await again.allGone).code, 0);
  });

  test('after kill -9 of the master of a worker that loops in Lua', async () => {
    const prefix = await newPrefix();
    const run = await start(prefix, 1);
    const client = connect(prefix.port, '127.0.0.1');
    client.on('error', () => undefined);
    client.write('GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n');
    await run.logged('loops');
    run.child.kill('SIGKILL');
    await run.allGone;
    client.destroy();
  });

  for (const [name, reason] of [
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGQUIT', 'SIGQUIT'],
  ] as const)
    test(`after ${name}`, async () => {
      const prefix = await newPrefix();
      const run = await start(prefix);
      run.child.kill(name);
      assert.equal((await run.seen('stopping')).reason, reason);
      assert.deepEqual(await run.allGone, { code: 0, signal: null, errors: '' });
      assert.equal(existsSync(join(prefix.path, 'logs/nginx.pid')), false);
    });

  test('after SIGTERM while it starts', async () => {
    const prefix = await newPrefix();
    const run = new MasterProcess(prefix.path, 4);
    runs.push(run);
    await run.seen('worker-started');
    run.child.kill('SIGTERM');
    await run.allGone;
    for (const name of ['logs/nginx.pid', 'logs/openresty-lens.sock'])
      assert.equal(existsSync(join(prefix.path, name)), false, name);
  });

  test('after -s quit', async () => {
    const prefix = await newPrefix();
    const run = await start(prefix);
    await signal(prefix.path, 'quit', { untilEnded: true });
    assert.equal((await run.allGone).code, 0);
    assert.equal(existsSync(join(prefix.path, 'logs/openresty-lens.sock')), false);
  });

  test('after a start that failed', async () => {
    const prefix = await newPrefix();
    const first = await start(prefix);
    const second = new MasterProcess(prefix.path);
    const { code, errors } = await second.allGone;
    assert.equal(code, 1);
    assert.match(errors, /another server runs with the prefix/);
    first.child.kill('SIGTERM');
    await first.allGone;
  });
});

test('HUP reloads, USR1 reopens', { skip: process.platform === 'win32' }, async () => {
  const prefix = await newPrefix();
  const run = await start(prefix);
  run.child.kill('SIGHUP');
  assert.equal((await run.seen('reloaded')).generation, 1);
  run.child.kill('SIGUSR1');
  run.child.kill('SIGQUIT');
  await run.allGone;
  assert.match(readFileSync(join(prefix.path, 'logs/error.log'), 'utf8'), /reconfiguring[^]*reopening logs/);
});
