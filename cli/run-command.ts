import {
  isMoved,
  urlOf,
  type Listener,
  type LoadReport,
  type RunEvent,
  type RunReport,
  type WorkerIdentity,
} from '../contract/index.js';
import {
  checkConfiguration,
  sendRequests,
  signalRuntime,
  StartError,
  startRuntime,
  type RunningRuntime,
} from '../runtime/index.js';
import { luaWasm } from './assets.js';
import { toTable } from './format/run-report.js';
import { EventClock, obeyCommands } from './run-commands.js';
import { parseRunOptions, type RunOptions } from './run-options.js';
import { analyseForRun, type RunProject } from './run-project.js';
import { workerArgument } from './worker-argument.js';

/** `openresty-lens run`: 0 after a clean stop, 1 if it could not start. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const options = parseRunOptions(argv, process.cwd());
  try {
    if (options.signal) {
      await signalRuntime(options.prefix, options.signal);
      return 0;
    }
    if (options.test) {
      const { code, text } = await checkConfiguration({ ...options, luaWasm: luaWasm() });
      process.stderr.write(text);
      return code;
    }
    return await run(options);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    for (const line of error.lines) console.error(`openresty-lens: [emerg] ${line}`);
    if (error.hint !== undefined) console.error(error.hint);
    return 1;
  }
}

async function run(options: RunOptions): Promise<number> {
  const project = await analyseForRun(options.prefix, options.conf);
  const workers = new Map<number, WorkerIdentity>();
  const clock = new EventClock();
  let started = false;
  const starting = startRuntime({
    ...options,
    luaWasm: luaWasm(),
    cells: project.cells,
    counters: [...project.counters],
    uris: project.uris,
    root: project.root,
    workerEntry: { exec: process.argv[1] ?? '', args: [workerArgument] },
    // Standard output carries the report; what the program prints goes to standard error.
    programOutput: 2,
    onEvent: (event) => {
      clock.follow(event);
      if (event.type === 'worker-started') workers.set(event.worker.id, event.worker);
      // Until it runs, startRuntime rejects with the same words.
      if (event.type !== 'fatal' || started || options.report === 'events') tell(event, options);
    },
  });
  const letGo = options.commands
    ? obeyCommands(process.stdin, starting, {
        concurrency: options.concurrency,
        emit: (event) => tell({ v: 1, t: clock.now(), ...event }, options),
      })
    : undefined;
  try {
    const runtime = await starting;
    started = true;
    return await serve(runtime, project, options, workers);
  } finally {
    letGo?.();
  }
}

/** From the moment that all workers accept connections to the end of the last process. */
async function serve(
  runtime: RunningRuntime,
  project: RunProject,
  options: RunOptions,
  workers: ReadonlyMap<number, WorkerIdentity>,
): Promise<number> {
  const report = options.requests === undefined ? undefined : await load(runtime, project, options, workers);
  if (report) {
    await runtime.stop('quit');
    if (options.report === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (options.report === 'table') process.stdout.write(toTable(report, project.counters));
  }
  const { code } = await runtime.ended;
  return report?.load && Object.keys(report.load.failures).length > 0 ? 1 : code;
}

/** A worker goes on when its init_worker_by_lua fails, as in nginx; whoever watches should know. */
function isStartFault(message: string): boolean {
  return /init_worker_by_lua.*error|error.*init_worker_by_lua/.test(message);
}

/** The program's events: all of them as lines of JSON, or in words what a person wants to know. */
function tell(event: RunEvent, { report, listenAll }: RunOptions): void {
  if (report === 'events') {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    return;
  }
  const say = (text: string): void => console.error(`openresty-lens: ${text}`);
  switch (event.type) {
    case 'ready':
      for (const listener of event.listeners) say(listening(listener, listenAll));
      return;
    case 'worker-exited':
      if (!event.expected)
        say(`worker ${event.worker.id} (pid ${event.worker.pid}) ended: ${event.signal ?? event.code}`);
      return;
    case 'log':
      // What the workers log is in the error log; the master's words are about the run itself.
      if (!event.worker || isStartFault(event.message)) say(event.message);
      return;
    case 'stopping':
      say(`stopping (${event.reason})`);
      return;
    case 'fatal':
      say(event.message);
      return;
    case 'starting':
    case 'worker-started':
    case 'reloaded':
    case 'request':
    case 'snapshot':
    case 'finding':
    case 'load':
    case 'stopped':
      return;
  }
}

function listening(listener: Listener, listenAll: boolean): string {
  const notes = [
    ...(isMoved(listener) ? ['its own port is taken'] : []),
    ...(listenAll ? [] : ['loopback only; --listen-all binds what the configuration says']),
  ];
  const note = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  return `"listen ${listener.configured}" is ${urlOf(listener)}${note}`;
}

async function load(
  runtime: RunningRuntime,
  project: RunProject,
  options: RunOptions,
  workers: ReadonlyMap<number, WorkerIdentity>,
): Promise<RunReport> {
  const listener = runtime.listeners.find(({ port }) => port > 0);
  const paths = options.paths.length > 0 ? options.paths : [project.uris[0] ?? '/'];
  const interrupt = new AbortController();
  void runtime.ended.then(() => interrupt.abort());
  const sent: LoadReport | undefined = listener && (await send(listener, paths, options, interrupt.signal));
  const snapshots = await runtime.snapshot();
  return {
    version: 1,
    listeners: [...runtime.listeners],
    ...(sent ? { load: sent } : {}),
    cells: [...project.cells],
    workers: snapshots.flatMap((snapshot) => {
      const identity = workers.get(snapshot.worker);
      return identity ? [{ identity, snapshot }] : [];
    }),
  };
}

async function send(
  listener: Listener,
  paths: readonly string[],
  { requests = 0, concurrency }: RunOptions,
  signal: AbortSignal,
): Promise<LoadReport> {
  const total = requests * paths.length;
  const isTerminal = process.stderr.isTTY;
  const result = await sendRequests({
    listener,
    paths,
    requests: total,
    concurrency,
    signal,
    onProgress: (done) => {
      if (isTerminal && (done % 50 === 0 || done === total))
        process.stderr.write(`\r${done} of ${total} requests`);
    },
  });
  if (isTerminal) process.stderr.write('\r\x1b[K');
  return {
    sent: result.sent,
    duration: result.duration,
    paths: result.paths.map(({ path, statuses }) => ({ path, statuses: { ...statuses } })),
    failures: { ...result.failures },
  };
}
