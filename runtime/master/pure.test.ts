import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Listen } from '../program/index.js';
import { planAddress, showAddress } from './addresses.js';
import { controlPaths } from './control-path.js';
import { fileError } from './logs.js';
import { isPidFileOf } from './pid-file.js';
import { describeExit, noDeaths, planRespawn } from './respawn.js';
import { describeSystemError } from './system-error.js';

suite('where a listen goes', () => {
  function plan(text: string, address: string, listenAll = false): string {
    const listen: Listen = {
      text,
      address,
      port: address.startsWith('/') || address.startsWith('logs') ? 0 : 80,
      isUnix: text.startsWith('unix:'),
      defaultServer: false,
      file: 'nginx.conf',
      line: 1,
    };
    const planned = planAddress(listen, { prefix: '/p', listenAll });
    return 'refused' in planned
      ? 'refused'
      : showAddress(planned) + (planned.note === undefined ? '' : ' (said)');
  }
  const cases: [text: string, address: string, loopback: string, all: string][] = [
    ['80', '*', '127.0.0.1:80', '0.0.0.0:80'],
    ['[::]:80', '::', '[::1]:80', '[::]:80'],
    ['localhost:80', '127.0.0.1', '127.0.0.1:80', '127.0.0.1:80'],
    ['127.0.0.2:80', '127.0.0.2', '127.0.0.2:80', '127.0.0.2:80'],
    ['192.0.2.1:80', '192.0.2.1', '127.0.0.1:80 (said)', '192.0.2.1:80'],
    ['[2001:db8::1]:80', '2001:db8::1', '[::1]:80 (said)', '[2001:db8::1]:80'],
    ['unix:logs/s', 'logs/s', 'unix:/p/logs/s', 'unix:/p/logs/s'],
    ['unix:/p/s', '/p/s', 'unix:/p/s', 'unix:/p/s'],
    ['unix:/tmp/s', '/tmp/s', 'refused', 'refused'],
  ];
  for (const [text, address, loopback, all] of cases)
    test(text, () => {
      assert.equal(plan(text, address), loopback);
      assert.equal(plan(text, address, true), all);
    });
});

suite('when a dead worker is started again', () => {
  test('at once, as long as it lived a while', () => {
    let record = noDeaths;
    for (let turn = 0; turn < 100; turn += 1) {
      const plan = planRespawn(0, record, 5_000);
      assert.deepEqual([plan.delay, plan.message], [0, undefined]);
      record = plan.record;
    }
  });
  test('ever more slowly, when it keeps dying at its start; a longer life forgives', () => {
    let record = noDeaths;
    const delays: number[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      const plan = planRespawn(3, record, 100);
      delays.push(plan.delay);
      assert.equal(plan.message !== undefined, plan.delay > 0);
      record = plan.record;
    }
    assert.deepEqual(delays, [0, 0, 0, 0, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    assert.equal(planRespawn(3, record, 60_000).delay, 0);
  });
  test('its end is told in nginx’s words', () => {
    assert.deepEqual(describeExit(123, { code: null, signal: 'SIGKILL' }, 9), {
      level: 'alert',
      message: 'worker process 123 exited on signal 9',
    });
    assert.equal(describeExit(123, { code: 0, signal: null }, undefined).level, 'notice');
    assert.equal(
      describeExit(123, { code: 3, signal: null }, undefined).message,
      'worker process 123 exited with code 3',
    );
  });
});

suite('the control channel', () => {
  const linux = { platform: 'linux', temporary: '/tmp' } as const;
  test('is in logs/, else in the temporary folder', () => {
    const [first, second] = controlPaths('/srv/app/', linux);
    assert.equal(first, '/srv/app/logs/openresty-lens.sock');
    assert.match(second!, /^\/tmp\/openresty-lens-[0-9a-f]{16}\.sock$/);
  });
  test('leaves out a path that is too long for a socket', () => {
    const paths = controlPaths(`/${'x'.repeat(100)}`, linux);
    assert.equal(paths.length, 1);
    assert.match(paths[0]!, /^\/tmp\//);
  });
  test('is a named pipe on Windows', () => {
    assert.match(controlPaths('/p', { ...linux, platform: 'win32' })[0]!, /^\\\\\.\\pipe\\openresty-lens-/);
  });
});

suite('messages', () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES' });
  test('a failed call has its number and text', () => {
    assert.equal(describeSystemError(denied), '(13: Permission denied)');
    assert.equal(describeSystemError(new Error('odd')), '(odd)');
  });
  test('a prefix that cannot be written to', () => {
    const error = fileError('open()', '/p/logs/nginx.pid', denied);
    assert.deepEqual(error.lines, ['open() "/p/logs/nginx.pid" failed (13: Permission denied)']);
    assert.match(error.hint!, /cannot write there/);
  });
  test('a pid file is ours when it holds our pid', () => {
    assert.equal(isPidFileOf('12\n', 12), true);
    assert.equal(isPidFileOf('123\n', 12), false);
  });
});
