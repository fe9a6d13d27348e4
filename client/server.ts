import * as vscode from 'vscode';
import type { RunCommand, RunEvent } from '../contract/index.js';
import type { RunTarget } from './configurations.js';
import { offer, type Logs } from './log.js';
import { remember } from './runtime/journal.js';
import { launchOf } from './runtime/launch.js';
import { RunSession, type RunEnd } from './runtime/session.js';
import {
  addressesOf,
  describeEvent,
  nextState,
  notRunning,
  placeIn,
  type RunState,
} from './runtime/state.js';
import { mayRun } from './trust.js';

/** What a task may say in the place of the settings. */
export interface RunOverrides {
  readonly workers?: number;
}

/** The one server that this window runs: its session, its state, and what to tell a person about it. */
export class ServerControl implements vscode.Disposable {
  private session: RunSession | undefined;
  private target: RunTarget | undefined;
  private overrides: RunOverrides = {};
  private current: RunState = notRunning;
  private told: readonly RunEvent[] = [];
  private nextLoad = 1;
  private lastRun: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<RunState>();
  private readonly happened = new vscode.EventEmitter<RunEvent>();
  private readonly wrote = new vscode.EventEmitter<string>();

  readonly onChange = this.changed.event;
  readonly onEvent = this.happened.event;
  /** Lines for a person: what happens, and what the program writes. */
  readonly onLine = this.wrote.event;

  constructor(
    private readonly cli: string,
    private readonly logs: Logs,
  ) {}

  get state(): RunState {
    return this.current;
  }

  get pid(): number | undefined {
    return this.session?.pid;
  }

  /** The events that tell the run up to now. */
  get journal(): readonly RunEvent[] {
    return this.told;
  }

  /** The prefix of the run that the journal tells of. */
  get prefix(): string | undefined {
    return this.target?.prefix;
  }

  get isRunning(): boolean {
    return this.session !== undefined;
  }

  /** Starts the server, in the place of one that runs. Resolves when it has been started or has failed to. */
  run(target: RunTarget, overrides: RunOverrides = {}): Promise<void> {
    if (!mayRun()) return Promise.resolve();
    // One after the other: of two that start at once this window would lose the first.
    const run = this.lastRun.then(() => this.start(target, overrides));
    this.lastRun = run.catch(() => undefined);
    return run;
  }

  private async start(target: RunTarget, overrides: RunOverrides): Promise<void> {
    await this.stop();
    await saveBelow(target.prefix);
    this.target = target;
    this.overrides = overrides;
    this.told = [];
    const settings = vscode.workspace.getConfiguration('openresty', vscode.Uri.file(target.conf));
    const workers = overrides.workers ?? (settings.get<number>('runtime.workers', 0) || undefined);
    const session: RunSession = new RunSession(
      launchOf({
        cli: this.cli,
        execPath: process.execPath,
        ...target,
        ...(workers !== undefined && { workers }),
        listenAll: settings.get<boolean>('runtime.listenAll', false),
        env: process.env,
      }),
      {
        event: (event) => {
          if (this.session === session) this.receive(event);
        },
        output: (line) => this.line(line),
        ended: (end) => {
          if (this.session === session) this.finish(end);
        },
      },
    );
    this.session = session;
    this.become({ ...notRunning, phase: 'starting' });
    this.line(`$ openresty-lens run -p ${target.prefix} -c ${target.conf}`);
  }

  async restart(): Promise<void> {
    if (this.target) await this.run(this.target, this.overrides);
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.become({ ...this.current, phase: 'stopping' });
    await session.stop();
  }

  /** Sends requests; `load` events say how it goes. */
  send(requests: number, path: string): void {
    this.command({ v: 1, type: 'send', id: this.nextLoad++, requests, path });
  }

  dispose(): void {
    this.session?.letGo();
    this.session = undefined;
    for (const emitter of [this.changed, this.happened, this.wrote]) emitter.dispose();
  }

  private command(command: RunCommand): void {
    this.session?.send(command);
  }

  private receive(event: RunEvent): void {
    this.told = remember(this.told, event);
    this.become(nextState(this.current, event));
    this.happened.fire(event);
    const text = describeEvent(event);
    if (text !== undefined && event.type !== 'request') this.line(text);
  }

  private finish(end: RunEnd): void {
    const { fault, phase } = this.current;
    this.session = undefined;
    this.become(end.asked ? notRunning : { ...notRunning, phase: 'failed', fault });
    if (end.asked) return;
    const how = end.error ?? (end.signal ? `signal ${end.signal}` : `exit code ${end.code}`);
    this.line(`the server ended: ${how}`);
    const cause = fault ?? end.error;
    if (phase === 'starting' || cause !== undefined) this.tellStartFault(cause ?? how);
    else {
      // Whoever watches the run is told, too: a dashboard would show the workers for ever.
      const crash: RunEvent = { v: 1, t: 0, type: 'fatal', message: `it ended unexpectedly (${how})` };
      this.told = remember(this.told, crash);
      this.happened.fire(crash);
      void offer('error', `The OpenResty server ended unexpectedly (${how}).`, {
        Restart: () => this.restart(),
        'Show Log': () => this.logs.server.show(),
      });
    }
  }

  private tellStartFault(cause: string): void {
    const [first = cause] = cause.split('\n');
    const place = placeIn(cause);
    void offer('error', `OpenResty could not start: ${first}`, {
      ...(place && { 'Open File': () => openAt(place.file, place.line) }),
      'Show Log': () => this.logs.server.show(),
    });
  }

  private become(state: RunState): void {
    this.current = state;
    void vscode.commands.executeCommand(
      'setContext',
      'openresty.running',
      ['starting', 'running', 'stopping'].includes(state.phase),
    );
    this.changed.fire(state);
  }

  private line(text: string): void {
    this.logs.server.appendLine(text);
    this.wrote.fire(text);
  }
}

/** What the server runs is what the editor shows. */
async function saveBelow(prefix: string): Promise<void> {
  const below = (file: string): boolean => file.startsWith(prefix);
  const dirty = vscode.workspace.textDocuments.filter(
    ({ isDirty, isUntitled, uri }) => isDirty && !isUntitled && uri.scheme === 'file' && below(uri.fsPath),
  );
  await Promise.all(dirty.map((document) => document.save()));
}

async function openAt(file: string, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(at, at) });
}

/** One line on where it runs, for a tooltip. */
export function summaryOf({ phase, workers, listeners, fault }: RunState): string {
  switch (phase) {
    case 'stopped':
      return 'no server runs';
    case 'starting':
      return 'starting';
    case 'running':
      return `${workers.length} worker${workers.length === 1 ? '' : 's'}, ${addressesOf(listeners).join(', ')}`;
    case 'stopping':
      return 'stopping';
    case 'failed':
      return fault ?? 'the server ended unexpectedly';
  }
}
