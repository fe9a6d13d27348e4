import { spawn, type ChildProcess } from 'node:child_process';
import { parseRunEventLine, type RunCommand, type RunEvent } from '../../contract/index.js';
import type { Launch } from './launch.js';
import { lineSplitter } from './lines.js';

/** How a run ended: `asked` when this window told it to, or when it said itself that it stopped. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly asked: boolean;
  /** The program itself could not be started. */
  readonly error: string | undefined;
}

export interface SessionEvents {
  event(event: RunEvent): void;
  /** A line that the program wrote. */
  output(line: string): void;
  ended(end: RunEnd): void;
}

/** Milliseconds that requests in flight have to end, and that the processes then have. */
const quitTime = 5_000;
const stopTime = 3_000;

/** One run of the runtime: its process, what it tells, and the ways to end it. */
export class RunSession {
  readonly ended: Promise<RunEnd>;
  private readonly child: ChildProcess;
  private asked = false;
  private isReady = false;
  private error: string | undefined;

  constructor({ command, args, cwd, env }: Launch, on: SessionEvents) {
    this.child = spawn(command, [...args], {
      cwd,
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const events = lineSplitter((line) => {
      if (line === '') return;
      try {
        const event = parseRunEventLine(line);
        if (event.type === 'stopped') this.asked = true;
        if (event.type === 'ready') this.isReady = true;
        on.event(event);
      } catch (error) {
        on.output(String(error));
      }
    });
    const output = lineSplitter((line) => on.output(line));
    this.child.stdout?.on('data', (bytes: Buffer) => events.push(bytes));
    this.child.stderr?.on('data', (bytes: Buffer) => output.push(bytes));
    // The process may end before it has read what it was told.
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        events.end();
        output.end();
        const result = { code, signal, asked: this.asked, error: this.error };
        on.ended(result);
        resolve(result);
      };
      this.child.once('error', (error) => {
        this.error = error.message;
        if (this.child.pid === undefined) end(null, null);
      });
      // `close`, not `exit`: by then all that it said has been read.
      this.child.once('close', end);
    });
  }

  /** The master's; undefined when the program could not be started or has ended. */
  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined;
  }

  send(command: RunCommand): void {
    if (this.child.stdin?.writable === true) this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** Lets requests in flight end, then not, then kills. Resolves when no process is left. */
  async stop(): Promise<void> {
    this.asked = true;
    this.send({ v: 1, type: 'stop', kind: 'quit' });
    if (await this.endsWithin(quitTime)) return;
    this.send({ v: 1, type: 'stop', kind: 'stop' });
    if (await this.endsWithin(stopTime)) return;
    // Its workers see that the master is gone, and go too.
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** For a window that closes: nothing is waited for. The end of its input stops the run, whatever happens here. */
  letGo(): void {
    this.asked = true;
    this.send({ v: 1, type: 'stop', kind: 'stop' });
    this.child.stdin?.end();
    // A start may never come to read it: init_by_lua that loops for ever. Nothing serves yet, so nothing is cut off.
    if (!this.isReady) this.child.kill('SIGKILL');
  }

  private async endsWithin(time: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), time)));
    const inTime = await Promise.race([this.ended.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }
}
