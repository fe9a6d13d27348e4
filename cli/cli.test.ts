import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, suite, test } from 'node:test';
import { parseFindingReport, parseRunEventLine, parseRunReport, type RunEvent } from '../contract/index.js';

// What is tested is what is shipped: the bundle, as `npm test` has built it.
const cli = path.resolve('dist/cli.js');
const scratch = mkdtempSync(path.join(tmpdir(), 'lens-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function lens(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, stdout, stderr };
}

/** A copy of the sample project that listens on a port of its own. */
async function sample(
  edit: (conf: string) => string = (conf) => conf,
): Promise<{ prefix: string; port: number }> {
  const prefix = mkdtempSync(path.join(scratch, 'sample-'));
  cpSync('sample-project', prefix, { recursive: true, filter: (file) => !/\.(?:log|pid|sock)$/.test(file) });
  const port = await freePort();
  const file = path.join(prefix, 'conf/nginx.conf');
  writeFileSync(file, edit(readFileSync(file, 'utf8').replace('listen 8080;', `listen ${port};`)));
  return { prefix, port };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

suite('explain', () => {
  test('a page with both programs', () => {
    const { code, stdout } = lens('explain', 'request-state/race');
    assert.equal(code, 0);
    assert.match(stdout, /^# request-state\/race$/m);
    assert.match(stdout, /^## Bad$[^]*message\.to = to[^]*^## Good$[^]*local message = \{ to = to \}/m);
  });
  test('every code of the list has a page', () => {
    const codes = lens('explain')
      .stdout.split('\n')
      .flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
    assert.ok(codes.includes('worker-state/diverges'));
    for (const code of codes) assert.equal(lens('explain', code).code, 0, code);
  });
  test('an unknown code names those that there are', () => {
    const { code, stderr } = lens('explain', 'worker-state/nothing');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /there is no finding "worker-state\/nothing"; the codes are .*worker-state\/diverges/,
    );
  });
});

suite('fmt', () => {
  const ugly = 'http {\nlisten   80;\ncontent_by_lua_block {\nlocal t={1LL} goto x ::x::\n}\n}\n';
  const folder = (text: string): { root: string; file: string } => {
    const root = mkdtempSync(path.join(scratch, 'fmt-'));
    const file = path.join(root, 'nginx.conf');
    writeFileSync(file, text);
    return { root, file };
  };
  test('writes what differs, says so, and is content the next time', () => {
    const { root, file } = folder(ugly);
    assert.deepEqual([lens('fmt', '--check', root).code, readFileSync(file, 'utf8')], [1, ugly]);
    const { code, stdout } = lens('fmt', '--indent', '2', root);
    assert.equal(code, 0);
    assert.match(stdout, /^changed .*nginx\.conf$/m);
    assert.match(
      readFileSync(file, 'utf8'),
      /^ {2}listen 80;\n {2}content_by_lua_block \{\nlocal t=\{1LL\} goto/m,
    );
    assert.deepEqual(lens('fmt', '--check', '--indent', '2', root), { code: 0, stdout: '', stderr: '' });
  });
  test('Lua as well where it is asked for', () => {
    const { root, file } = folder(ugly);
    assert.equal(lens('fmt', '--lua', root).code, 0);
    assert.match(
      readFileSync(file, 'utf8'),
      /^ {4}content_by_lua_block \{\n {8}local t = \{ 1LL \}\n {8}goto x\n {8}::x::\n {4}\}\n\}\n$/m,
    );
  });
  test('what nginx refuses stays, with its place', () => {
    const { root, file } = folder('http {\n  a\n}\n');
    const { code, stderr } = lens('fmt', root);
    assert.equal(code, 2);
    assert.match(stderr, /nginx\.conf:3:1: left as it is: unexpected "\}"/);
    assert.equal(readFileSync(file, 'utf8'), 'http {\n  a\n}\n');
  });
});

suite('check', () => {
  test('the sample: one warning, which does not fail the check by default', () => {
    const { code, stdout } = lens('check', 'sample-project');
    assert.equal(code, 0);
    assert.match(stdout, /^sample-project\/lua\/my-module\.lua:3:7 {2}warning {2}worker-state\/diverges$/m);
    assert.match(stdout, /`counter` lives once per worker \(4 here\)/);
    assert.match(stdout, /conf\/nginx\.conf:1:1/);
    assert.match(stdout, /^1 warning$/m);
  });
  test('--fail-on warning exits with 1', () => {
    assert.equal(lens('check', '--fail-on', 'warning', 'sample-project').code, 1);
  });
  test('--confidence leaves out what is only assumed to run', () => {
    const folder = mkdtempSync(path.join(scratch, 'check-'));
    writeFileSync(
      path.join(folder, 'm.lua'),
      'local n = 0\nreturn { hit = function() n = n + 1 ngx.say(n) end }\n',
    );
    assert.match(lens('check', folder).stdout, /worker-state\/diverges/);
    assert.match(lens('check', '--confidence', 'loaded', folder).stdout, /No findings/);
    assert.match(lens('check', '--confidence', 'route', 'sample-project').stdout, /worker-state\/diverges/);
  });
  test('--rule turns rules off and on, and says how severe they are', () => {
    const rule = (...given: string[]): ReturnType<typeof lens> =>
      lens('check', ...given.flatMap((one) => ['--rule', one]), 'sample-project');
    assert.match(rule('worker-state/diverges=off').stdout, /No findings/);
    assert.equal(rule('worker-state/diverges=error').code, 1);
    assert.match(
      rule('conf/syntax=off', 'worker-state/diverges=off', 'worker-state/diverges=hint').stdout,
      /hint {2}worker-state\/diverges/,
    );
    const folder = mkdtempSync(path.join(scratch, 'check-'));
    const cache =
      'local c = {}\nreturn { of = function(k) if not c[k] then c[k] = k:upper() end ngx.say(c[k]) end }\n';
    writeFileSync(path.join(folder, 'm.lua'), cache);
    assert.match(lens('check', folder).stdout, /No findings/);
    assert.match(lens('check', '--rule', 'worker-state/cache=hint', folder).stdout, /m\.lua:1:7 {2}hint/);
  });
  test('--rule with a code or a severity that there is not: the known ones are named', () => {
    for (const [given, named] of [
      ['worker-state/forks=off', /worker-state\/diverges.*not "worker-state\/forks"/],
      ['worker-state/diverges=loud', /hint, off.*not "loud"/],
      ['worker-state/diverges', /CODE=SEVERITY/],
      ['a=b=c', /CODE=SEVERITY/],
    ] as const) {
      const { code, stderr } = lens('check', '--rule', given, 'sample-project');
      assert.equal(code, 2, given);
      assert.match(stderr, named);
    }
  });
  test('--format json follows the contract', () => {
    const { findings } = parseFindingReport(
      JSON.parse(lens('check', '--format', 'json', 'sample-project').stdout),
    );
    assert.deepEqual(
      findings.map(({ code, place }) => [code, place.file]),
      [['worker-state/diverges', 'lua/my-module.lua']],
    );
  });
  test('one file: what concerns it, with the project around it', () => {
    const { stdout } = lens('check', 'sample-project/lua/my-module.lua');
    assert.match(stdout, /my-module\.lua:3:7 {2}warning/);
  });
  test('a part of a program is read with the whole around it', () => {
    for (const part of ['sample-project/conf', 'sample-project/lua', 'sample-project/conf/nginx.conf']) {
      assert.match(lens('check', part).stdout, /my-module\.lua:3:7 {2}warning/, part);
    }
  });
  test('several programs at once, each with its own configuration', async () => {
    const [one, two] = [
      await sample(),
      await sample((conf) => conf.replace('worker_processes 4', 'worker_processes 1')),
    ];
    const { findings } = parseFindingReport(
      JSON.parse(lens('check', '--format', 'json', one.prefix, two.prefix).stdout),
    );
    assert.deepEqual(
      findings.map(({ severity, place }) => [severity, place.file]),
      [
        ['warning', `${path.basename(one.prefix)}/lua/my-module.lua`],
        ['information', `${path.basename(two.prefix)}/lua/my-module.lua`],
      ],
    );
  });
  test('links are followed', async () => {
    const { prefix } = await sample();
    renameSync(path.join(prefix, 'lua'), path.join(prefix, 'src'));
    symlinkSync('src', path.join(prefix, 'lua'));
    symlinkSync('..', path.join(prefix, 'src/up'));
    assert.match(lens('check', '--fail-on', 'warning', prefix).stdout, /\d warnings?$/m);
  });
  test('a file that is left out is said', async () => {
    const { prefix } = await sample();
    writeFileSync(path.join(prefix, 'lua/data.lua'), `return "${'x'.repeat(5 * 1024 * 1024)}"`);
    assert.match(lens('check', prefix).stderr, /lua\/data\.lua is left out: 5\.0 MB/);
  });
  test('an unbalanced configuration is an error with its line', async () => {
    const { prefix } = await sample((conf) => conf.replace('listen', '} listen'));
    const { code, stdout } = lens('check', prefix);
    assert.equal(code, 1);
    assert.match(stdout, /nginx\.conf:\d+:\d+ {2}error {2}conf\/syntax\n {2}unexpected "}"/);
  });
});

suite('a command line that is not understood exits with 2 and says what', () => {
  const rows: [args: string[], says: RegExp][] = [
    [['chekc'], /no command "chekc"/],
    [['check'], /needs a PATH/],
    [['check', ''], /an empty PATH/],
    [['check', 'package.json/x'], /no such file or folder: package\.json\/x/],
    [['check', 'no/such/path'], /no such file or folder: no\/such\/path/],
    [['check', '--format', 'xml', 'sample-project'], /--format is one of pretty, json, sarif, not "xml"/],
    [['check', '--wat', 'sample-project'], /--wat/],
    [['run', '--workers', 'many'], /--workers is a number from 1/],
    [['run', '-s', 'dance'], /--signal is one of stop, quit/],
    [['run', '--path', 'x'], /--path is a URI/],
  ];
  for (const [args, says] of rows) {
    test(args.join(' '), () => {
      const { code, stderr, stdout } = lens(...args);
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.equal(stdout, '');
    });
  }
});

suite('run --requests', () => {
  test('four workers count their parts, the shared dict counts them all', async () => {
    const { prefix } = await sample();
    const args = [
      'run',
      '-p',
      prefix,
      '--requests',
      '40',
      '--path',
      '/',
      '--path',
      '/shared',
      '--report',
      'json',
    ];
    const { code, stdout, stderr } = lens(...args);
    assert.equal(code, 0, stderr);
    const report = parseRunReport(JSON.parse(stdout));
    assert.deepEqual(
      report.load?.paths.map(({ path: uri, statuses }) => [uri, statuses]),
      [
        ['/', { '200': 40 }],
        ['/shared', { '200': 40 }],
      ],
    );
    assert.equal(report.workers.length, 4);
    assert.equal(new Set(report.workers.map(({ identity }) => identity.pid)).size, 4);
    const [cell] = report.cells;
    assert.equal(cell?.name, 'counter');
    const parts = report.workers.map(({ snapshot }) => {
      const reading = snapshot.cells[cell.id];
      return reading && 'kind' in reading && reading.kind === 'number' ? Number(reading.preview) : 0;
    });
    assert.equal(
      parts.reduce((sum, part) => sum + part, 0),
      40,
    );
    assert.ok(
      parts.filter((part) => part > 0).length > 1,
      `the requests reach several workers: ${parts.join()}`,
    );
    const requests = report.workers.map(({ snapshot }) => snapshot.requests);
    assert.equal(
      requests.reduce((sum, count) => sum + count, 0),
      80,
    );
    const dicts = report.workers.flatMap(({ snapshot }) => (snapshot.dicts ? [snapshot.dicts] : []));
    assert.deepEqual(dicts[0]?.['counters']?.entries, [['"counter"', '40']]);
  });
  test('the table says it in words', async () => {
    const { prefix } = await sample();
    const { code, stdout } = lens(
      'run',
      '-p',
      prefix,
      '--requests',
      '8',
      '--workers',
      '2',
      '--path',
      '/shared',
    );
    assert.equal(code, 0);
    assert.match(stdout, /^worker +pid +requests/m);
    assert.match(stdout, /The shared dict `counters` is one for all workers: there "counter" is 8\./);
  });
  test('without --path the first location is asked', async () => {
    const { prefix } = await sample();
    const { stdout } = lens('run', '-p', prefix, '--requests', '3', '--report', 'json');
    assert.deepEqual(parseRunReport(JSON.parse(stdout)).load?.paths, [{ path: '/', statuses: { '200': 3 } }]);
  });
});

suite('run -t', () => {
  test('a good configuration', async () => {
    const { prefix } = await sample();
    const { code, stderr } = lens('run', '-p', prefix, '-t');
    assert.equal(code, 0);
    assert.match(stderr, /syntax is ok[\s\S]*test is successful/);
  });
  test('what the runtime cannot do is refused with file and line', async () => {
    const { prefix } = await sample((conf) =>
      conf.replace('listen', 'proxy_pass http://127.0.0.1:1;\nlisten'),
    );
    const { code, stderr } = lens('run', '-p', prefix, '-t');
    assert.equal(code, 1);
    assert.match(stderr, /proxy_pass.*nginx\.conf:\d+/);
  });
});

suite('run, serving', () => {
  /** A server in the foreground, its events, and a way to wait for one of them. */
  class Server {
    readonly events: RunEvent[] = [];
    stderr = '';
    readonly process: ChildProcessWithoutNullStreams;
    private readonly waiting = new Set<() => void>();

    constructor(...args: string[]) {
      this.process = spawn(process.execPath, [cli, 'run', '--report', 'events', ...args]);
      this.process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        this.events.push(parseRunEventLine(line));
        for (const check of this.waiting) check();
      });
    }

    /** Resolves with the number-th event of the type; rejects when the process ends first. */
    event<Type extends RunEvent['type']>(type: Type, number = 1): Promise<Extract<RunEvent, { type: Type }>> {
      return new Promise((resolve, reject) => {
        const check = (): void => {
          const found = this.events.filter(
            (event): event is Extract<RunEvent, { type: Type }> => event.type === type,
          );
          const wanted = found[number - 1];
          if (!wanted) return;
          this.waiting.delete(check);
          resolve(wanted);
        };
        this.waiting.add(check);
        this.process.once('close', () => reject(new Error(`ended before ${type}: ${this.stderr}`)));
        check();
      });
    }

    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      if (this.process.exitCode === null) {
        this.process.kill(signal);
        await once(this.process, 'close');
      }
      return this.process.exitCode;
    }
  }

  function get(port: number, uri: string): Promise<string> {
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: uri, agent: false }, (response) => {
        let body = '';
        response.on('data', (data: Buffer) => (body += data.toString()));
        response.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
  }

  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  test('TERM stops it: no process and no port is left', async () => {
    const { prefix, port } = await sample();
    const server = new Server('-p', prefix);
    const ready = await server.event('ready');
    assert.deepEqual(
      ready.listeners.map((listener) => [listener.address, listener.port]),
      [['127.0.0.1', port]],
    );
    assert.equal(await get(port, '/'), 'counter = 1\n');
    const pids = server.events.flatMap((event) =>
      event.type === 'worker-started' ? [event.worker.pid] : [],
    );
    assert.equal(pids.length, 4);
    assert.equal(await server.stop(), 0);
    assert.deepEqual(pids.filter(isAlive), []);
    await assert.rejects(get(port, '/'), /ECONNREFUSED/);
  });

  test('kill -9 of a worker: another takes its place, its counter starts anew, the dict goes on', async () => {
    const { prefix, port } = await sample((conf) => conf.replace('worker_processes 4', 'worker_processes 1'));
    const server = new Server('-p', prefix);
    try {
      await server.event('ready');
      const { worker } = await server.event('worker-started');
      for (const expected of ['counter = 1\n', 'counter = 2\n']) assert.equal(await get(port, '/'), expected);
      assert.equal(await get(port, '/shared'), 'counter = 1\n');
      process.kill(worker.pid, 'SIGKILL');
      const exited = await server.event('worker-exited');
      assert.deepEqual([exited.signal, exited.expected], ['SIGKILL', false]);
      const next = await server.event('worker-started', 2);
      assert.deepEqual([next.worker.id, next.worker.generation], [0, 1]);
      assert.notEqual(next.worker.pid, worker.pid);
      assert.equal(await get(port, '/'), 'counter = 1\n');
      assert.equal(await get(port, '/shared'), 'counter = 2\n');
    } finally {
      await server.stop();
    }
  });

  test('a second run on one prefix, and a port that is taken: a clear error, nothing started', async () => {
    const { prefix, port } = await sample();
    const server = new Server('-p', prefix);
    try {
      await server.event('ready');
      const second = lens('run', '-p', prefix);
      assert.equal(second.code, 1);
      assert.match(second.stderr, /another server runs with the prefix/);
      const other = await sample((conf) => conf.replace(/listen \d+;/, `listen ${port};`));
      const busy = lens('run', '-p', other.prefix);
      assert.equal(busy.code, 1);
      assert.match(
        busy.stderr,
        /bind\(\) to 127\.0\.0\.1:\d+ failed \(98: Address already in use\)[\s\S]*nginx\.conf:\d+/,
      );
      const moved = lens('run', '-p', other.prefix, '--free-ports', '--requests', '2');
      assert.equal(moved.code, 0, moved.stderr);
      assert.match(moved.stderr, /is taken/);
    } finally {
      await server.stop();
    }
  });

  test('-s quit ends it from outside', async () => {
    const { prefix } = await sample();
    const server = new Server('-p', prefix);
    await server.event('ready');
    const closed = once(server.process, 'close');
    assert.equal(lens('run', '-p', prefix, '-s', 'quit').code, 0);
    await closed;
    assert.equal(server.process.exitCode, 0);
    const again = lens('run', '-p', prefix, '-s', 'stop');
    assert.equal(again.code, 1);
  });

  test('a missing logs/ is said with what to do', async () => {
    const { prefix } = await sample();
    rmSync(path.join(prefix, 'logs'), { recursive: true });
    const { code, stderr } = lens('run', '-p', prefix);
    assert.equal(code, 1);
    assert.match(stderr, /logs\/error\.log" failed \(2: No such file or directory\)[\s\S]*mkdir/);
  });
});
