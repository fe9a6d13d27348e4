import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseRunCommandLine, type RunCommand, type RunEvent, type RunEventOf } from '../contract/index.js';
import { sendRequests, type RunningRuntime } from '../runtime/index.js';

type LoadEvent = Omit<RunEventOf<'load'>, 'v' | 't'>;

/** Milliseconds between two words about how a load goes. */
const progressTime = 100;

export interface CommandChannel {
  /** Tells one more event in the run's own stream and clock. */
  readonly emit: (event: LoadEvent | Pick<RunEventOf<'log'>, 'type' | 'level' | 'message'>) => void;
  /** How many requests are under way at a time. */
  readonly concurrency: number;
}

/**
 * Obeys the commands on `input`, one JSON object a line, in their order as they come; loads run beside the rest. What is no command is
 * answered with a `log` event. When the input ends, so does the run: whoever held the other end is gone. Returns a
 * function that lets go of the input.
 */
export function obeyCommands(
  input: Readable,
  started: Promise<RunningRuntime>,
  channel: CommandChannel,
): () => void {
  const complain = (message: string): void => channel.emit({ type: 'log', level: 'error', message });
  const over = new AbortController();
  const withRuntime = (use: (runtime: RunningRuntime) => Promise<void>): void => {
    // A start that fails is told by whoever started it.
    started.then(use, () => undefined).catch((error: unknown) => complain(String(error)));
  };
  const lines = createInterface({ input, crlfDelay: Infinity });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    let command: RunCommand;
    try {
      command = parseRunCommandLine(line);
    } catch (error) {
      complain(error instanceof Error ? error.message : String(error));
      return;
    }
    withRuntime((runtime) => obey(command, runtime, channel, over.signal));
  });
  // A pipe that breaks is a pipe that ends.
  input.on('error', () => lines.close());
  let isLetGo = false;
  lines.on('close', () => {
    over.abort();
    if (!isLetGo) withRuntime((runtime) => runtime.stop('stop'));
  });
  return () => {
    isLetGo = true;
    lines.close();
    input.destroy();
  };
}

async function obey(
  command: RunCommand,
  runtime: RunningRuntime,
  channel: CommandChannel,
  signal: AbortSignal,
): Promise<void> {
  switch (command.type) {
    case 'send':
      return send(command, runtime, channel, signal);
    case 'reload':
      // The master logs why a reload failed, and the old workers go on.
      return runtime.reload().catch(() => undefined);
    case 'stop':
      return runtime.stop(command.kind);
  }
}

async function send(
  { id, path, requests: total }: Extract<RunCommand, { type: 'send' }>,
  runtime: RunningRuntime,
  { emit, concurrency }: CommandChannel,
  signal: AbortSignal,
): Promise<void> {
  const listener = runtime.listeners.find(({ port }) => port > 0);
  const common = { type: 'load', id, path, total } as const;
  if (!listener) {
    emit({ ...common, done: 0, state: 'failed', message: 'no TCP port is listened on' });
    return;
  }
  let told = performance.now();
  emit({ ...common, done: 0, state: 'sending' });
  try {
    const result = await sendRequests({
      listener,
      paths: [path],
      requests: total,
      concurrency,
      signal,
      onProgress: (done) => {
        if (done === total || performance.now() - told < progressTime) return;
        told = performance.now();
        emit({ ...common, done, state: 'sending' });
      },
    });
    const failed = Object.values(result.failures).reduce((sum, count) => sum + count, 0);
    emit({
      ...common,
      done: result.answered + failed,
      state: result.aborted ? 'failed' : 'sent',
      statuses: { ...result.paths[0]?.statuses },
      failures: { ...result.failures },
      ...(result.aborted && { message: 'the server stopped meanwhile' }),
    });
  } catch (error) {
    // A path that cannot stand in a request line, for one.
    emit({
      ...common,
      done: 0,
      state: 'failed',
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** The clock of a run's events: what is told beside the runtime has the same zero. */
export class EventClock {
  private zero = performance.now();

  /** To be told every event of the runtime. */
  follow({ t }: RunEvent): void {
    this.zero = performance.now() - t;
  }

  now(): number {
    return Math.max(0, performance.now() - this.zero);
  }
}
