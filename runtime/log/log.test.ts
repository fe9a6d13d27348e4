import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import type { LogContext, LogLevel } from '../services.js';
import { ErrorLog } from './error-log.js';
import { formatErrorLine } from './error-line.js';
import { LogFiles, LogPathError } from './log-files.js';
import { logPath } from './log-path.js';

const folder = mkdtempSync(join(tmpdir(), 'lens-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function format(level: LogLevel, message: string, context: LogContext = {}): string {
  return formatErrorLine({ time: new Date(2026, 10, 3, 4, 5, 6), level, pid: 123, message, context });
}

suite('a line of the error log', () => {
  test('has the time, the level, the pid and the request', () => {
    const context = {
      connection: 1,
      client: '127.0.0.1',
      server: 'localhost',
      request: 'GET / HTTP/1.1',
      host: 'localhost',
    };
    assert.equal(
      format('error', '[lua] content_by_lua(nginx.conf:9):1: hello', context),
      '2026/11/03 04:05:06 [error] 123#123: *1 [lua] content_by_lua(nginx.conf:9):1: hello, ' +
        'client: 127.0.0.1, server: localhost, request: "GET / HTTP/1.1", host: "localhost"\n',
    );
  });
  test('has only what there is', () => {
    assert.equal(
      format('notice', 'start worker process 7'),
      '2026/11/03 04:05:06 [notice] 123#123: start worker process 7\n',
    );
    assert.equal(format('stderr', 'x'), '2026/11/03 04:05:06 [] 123#123: x\n');
    assert.equal(format('debug', 'x', { client: 'y' }), '2026/11/03 04:05:06 [debug] 123#123: x\n');
    assert.match(
      format('error', 'lost', { action: 'sending to client', client: 'y' }),
      / lost while sending to client, client: y\n$/,
    );
  });
  test('is cut at 2,048 bytes', () => {
    const line = format('error', 'x'.repeat(5000), { client: 'y' });
    assert.equal(line.length, 2048);
    assert.ok(line.endsWith('x\n'));
  });
});

test('where a configured path leads', () => {
  assert.deepEqual(logPath('/p', 'logs/a.log'), { kind: 'file', path: '/p/logs/a.log' });
  assert.deepEqual(logPath('/p/', '/p/b.log'), { kind: 'file', path: '/p/b.log' });
  assert.deepEqual(logPath('/p', 'stderr'), { kind: 'stderr' });
  assert.deepEqual(logPath('/p', '/dev/stdout'), { kind: 'stdout' });
  assert.deepEqual(logPath('/p', '/dev/null'), { kind: 'null' });
  for (const path of [
    '/var/log/nginx/access.log',
    '../x.log',
    '/prefix/x',
    'syslog:server=localhost',
    'memory:32m',
  ])
    assert.equal(logPath('/p', path).kind, 'refused', path);
});

suite('log files', () => {
  test('each takes what its level lets through', () => {
    const files = new LogFiles(folder);
    const seen: string[] = [];
    const log = new ErrorLog(
      files,
      [
        { path: 'error.log', level: 'error' },
        { path: 'debug.log', level: 'debug' },
      ],
      (level) => seen.push(level),
    );
    log.write('error', 'bad');
    log.write('info', 'good');
    files.close();
    assert.match(readFileSync(join(folder, 'error.log'), 'latin1'), /^[^\n]* \[error\] \d+#\d+: bad\n$/);
    assert.match(readFileSync(join(folder, 'debug.log'), 'latin1'), /bad\n.*\[info\].*good\n$/);
    assert.deepEqual(seen, ['error', 'info']);
  });
  test('reopen follows a rotation', () => {
    const files = new LogFiles(folder);
    const file = files.open('access.log');
    file.write('one\n');
    renameSync(join(folder, 'access.log'), join(folder, 'access.log.1'));
    file.write('two\n');
    files.reopen();
    file.write('three \xe9\n');
    files.close();
    assert.equal(readFileSync(join(folder, 'access.log.1'), 'latin1'), 'one\ntwo\n');
    assert.equal(readFileSync(join(folder, 'access.log'), 'latin1'), 'three \xe9\n');
  });
  test('a refused path and a missing folder are errors', () => {
    const files = new LogFiles(folder);
    assert.throws(() => files.open('/var/log/x.log'), LogPathError);
    assert.throws(() => files.open('nowhere/x.log'), { code: 'ENOENT' });
  });
  test('lines of several processes do not mix', async () => {
    const module = new URL('./log-files.js', import.meta.url).href;
    const script = `
      const { LogFiles } = await import(${JSON.stringify(module)});
      const file = new LogFiles(${JSON.stringify(folder)}).open('shared.log');
      for (let n = 0; n < 500; n += 1) file.write(process.argv[1].repeat(300) + '\\n');`;
    await Promise.all(
      ['a', 'b', 'c'].map(async (letter) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, letter], {
          stdio: 'inherit',
        });
        assert.deepEqual(await once(child, 'exit'), [0, null]);
      }),
    );
    const lines = readFileSync(join(folder, 'shared.log'), 'latin1').trimEnd().split('\n');
    assert.equal(lines.length, 1500);
    for (const line of lines) assert.match(line, /^(a{300}|b{300}|c{300})$/);
  });
});
