import { openSync, closeSync } from 'node:fs';
import type { Listener, WorkerSnapshot } from '../../contract/index.js';
import type { DictSummary } from '../../contract/index.js';
import type { LogLevel } from '../services.js';
import { showAddress } from './addresses.js';
import { ControlServer, type ControlCommand } from './control.js';
import { Crew, type EventBody } from './crew.js';
import { bindCycle, compileConfiguration, initializeCycle, type Cycle } from './cycle.js';
import { fileError, openLogs } from './logs.js';
import { StartError, type RunningRuntime, type RuntimeOptions, type StopKind } from './options.js';
import type { MasterParts } from './parts.js';
import { removePidFile, writePidFile } from './pid-file.js';

/** The master: one configuration at a time, its workers, and the ways to end them. */
export class Master implements RunningRuntime {
  readonly pid = process.pid;
  readonly ended: Promise<{ code: number }>;
  private readonly startedAt = performance.now();
  private readonly oldTitle = process.title;
  private readonly signals = new Map<NodeJS.Signals, () => void>();
  private readonly hadTerminal = hasTerminal();
  private end!: (result: { code: number }) => void;
  private control: ControlServer | undefined;
  private cycle: Cycle | undefined;
  private crew: Crew | undefined;
  /** Also those that start for a reload, and those that drain after one. */
  private readonly crews = new Set<Crew>();
  private reloads = 0;
  /** Reloads go one after the other. */
  private reloading: Promise<void> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  private constructor(
    private readonly options: RuntimeOptions,
    private readonly parts: MasterParts,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** Resolves when all workers accept; rejects with StartError, and then nothing of the attempt is left. */
  static async start(options: RuntimeOptions, parts: MasterParts): Promise<Master> {
    const master = new Master(options, parts);
    try {
      await master.start();
      return master;
    } catch (error) {
      await master.cleanUp();
      const message = error instanceof Error ? error.message : String(error);
      master.emit({ type: 'fatal', message });
      throw error instanceof StartError ? error : new StartError([message]);
    }
  }

  get listeners(): readonly Listener[] {
    const seen = new Map<string, Listener>();
    for (const binding of this.cycle?.bindings ?? []) {
      const { address, port, configured } = binding;
      if (!seen.has(showAddress(binding))) seen.set(showAddress(binding), { address, port, configured });
    }
    return [...seen.values()];
  }

  /** See RunningRuntime. The dictionaries stand in the first snapshot only. */
  async snapshot(): Promise<WorkerSnapshot[]> {
    const snapshots = (await this.crew?.snapshot()) ?? [];
    const dicts = this.dictSummary();
    return snapshots.map((snapshot, index) => (index === 0 && dicts ? { ...snapshot, dicts } : snapshot));
  }

  async stop(kind: StopKind): Promise<void> {
    await this.shutDown(kind, kind);
  }

  reload(): Promise<void> {
    const reload = this.reloading.then(() => this.replaceCycle());
    this.reloading = reload.catch(() => undefined);
    return reload;
  }

  private async replaceCycle(): Promise<void> {
    const { cycle: old, crew: oldCrew } = this;
    if (!old || !oldCrew || this.stopping) throw stopping();
    this.log('notice', 'reconfiguring');
    try {
      const cycle = await this.prepare(old);
      this.crew = await this.startCrew(cycle, oldCrew.generation + 1);
      this.cycle = cycle;
      this.movePid(old, cycle);
      this.reloads += 1;
      this.emit({ type: 'reloaded', generation: this.reloads });
      void oldCrew.leave('quit').then(() => {
        this.crews.delete(oldCrew);
        old.logs.files.close();
      });
    } catch (error) {
      this.log('emerg', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  reopen(): void {
    this.log('notice', 'reopening logs');
    this.cycle?.logs.files.reopen();
    this.crew?.broadcast({ type: 'reopen' });
  }

  private async start(): Promise<void> {
    const { options } = this;
    const cells = [...options.cells];
    const compiled = compileConfiguration(options, this.parts);
    this.emit({
      type: 'starting',
      configuration: compiled.confPath,
      workers: compiled.program.workerProcesses,
      cells,
      counters: [...(options.counters ?? [])],
      uris: [...(options.uris ?? [])],
    });
    await this.hold();
    const cycle = await this.prepare(undefined, compiled);
    this.writePid(cycle);
    this.setTitle(cycle);
    this.listenToSignals();
    this.crew = await this.startCrew(cycle, 0);
    this.emit({ type: 'ready', pid: process.pid, listeners: [...this.listeners] });
  }

  /** The lock: nothing is opened or bound before this prefix is ours. */
  private async hold(): Promise<void> {
    const { prefix } = this.options;
    try {
      this.control = await ControlServer.open(prefix, (command) => this.command(command));
    } catch (error) {
      throw fileError('bind()', prefix, error);
    }
    if (this.control === undefined)
      throw new StartError(
        [`another server runs with the prefix ${prefix}`],
        `Stop it with -s stop, or give this one a prefix of its own: -p PREFIX`,
      );
  }

  /** A cycle up to the point where its workers can start; leaves nothing open when it throws. */
  private async prepare(
    old: Cycle | undefined,
    compiled = compileConfiguration(this.options, this.parts),
  ): Promise<Cycle> {
    const { options } = this;
    const logs = openLogs(compiled.program, options.programOutput ?? 1, (level, message) =>
      this.emitLog(level, message),
    );
    try {
      const held = new Set((old?.bindings ?? []).map((binding) => showAddress(binding)));
      const bound = await bindCycle(compiled, options, held, false);
      const notes = [...compiled.notes, ...bound.notes];
      if (options.listenAll) notes.push('--listen-all: other machines can reach this server');
      const cycle = initializeCycle({ ...compiled, notes }, logs, bound, options, this.parts, old?.dicts);
      this.cycle ??= cycle;
      // Whatever the log's level is: what a run does differently is said.
      for (const note of notes) if (!logs.errorLog.write('notice', note)) this.emitLog('notice', note);
      return cycle;
    } catch (error) {
      logs.files.close();
      throw error;
    }
  }

  /** Resolves when the cycle's workers serve. Rejects with StartError, and then none of them is left. */
  private async startCrew(cycle: Cycle, generation: number): Promise<Crew> {
    if (this.stopping) throw stopping();
    const crew = new Crew(cycle, this.options, (event) => this.emit(this.withDicts(event)), generation);
    this.crews.add(crew);
    try {
      await crew.start();
      return crew;
    } catch (error) {
      this.crews.delete(crew);
      if (cycle !== this.cycle) cycle.logs.files.close();
      throw this.isStopping() ? stopping() : error;
    }
  }

  private isStopping(): boolean {
    return this.stopping !== undefined;
  }

  private movePid({ program: { pidPath } }: Cycle, cycle: Cycle): void {
    if (pidPath === cycle.program.pidPath) return;
    if (pidPath !== undefined) removePidFile(pidPath, process.pid);
    this.writePid(cycle);
  }

  private writePid({ program: { pidPath } }: Cycle): void {
    if (pidPath === undefined) return;
    try {
      writePidFile(pidPath, process.pid);
    } catch (error) {
      throw fileError('open()', pidPath, error);
    }
  }

  private setTitle({ confPath }: Cycle): void {
    process.title = `openresty-lens: master process ${confPath}`;
  }

  private command(command: ControlCommand): Promise<void> | void {
    switch (command) {
      case 'stop':
      case 'quit':
        return this.shutDown(command, `-s ${command}`);
      case 'reload':
        return this.reload();
      case 'reopen':
        return this.reopen();
    }
  }

  /** nginx's signals (Controlling nginx). */
  private listenToSignals(): void {
    const on = (signal: NodeJS.Signals, handle: () => void): void => {
      this.signals.set(signal, handle);
      process.on(signal, handle);
    };
    on('SIGTERM', () => void this.shutDown('stop', 'SIGTERM'));
    on('SIGINT', () => void this.shutDown('stop', 'SIGINT'));
    if (process.platform === 'win32') return;
    on('SIGQUIT', () => void this.shutDown('quit', 'SIGQUIT'));
    on('SIGUSR1', () => this.reopen());
    on('SIGHUP', () => {
      // nginx is a daemon, for which HUP means "reload"; for us it also means that the terminal is gone.
      if (this.hadTerminal && !hasTerminal()) void this.shutDown('stop', 'SIGHUP');
      else void this.reload().catch(() => undefined);
    });
  }

  private async shutDown(kind: StopKind, reason: string): Promise<void> {
    if (this.stopping === undefined) {
      this.emit({ type: 'stopping', reason });
      this.stopping = this.endAll(kind);
    } else if (kind === 'stop') {
      void this.leave('stop');
    }
    await this.stopping;
  }

  private async endAll(kind: StopKind): Promise<void> {
    await this.leave(kind);
    await this.cleanUp();
    this.emit({ type: 'stopped' });
    this.end({ code: 0 });
  }

  private async leave(kind: StopKind): Promise<void> {
    await Promise.all([...this.crews].map((crew) => crew.leave(kind)));
  }

  /** Gives back everything but the workers, whichever part of it there is. */
  private async cleanUp(): Promise<void> {
    for (const [signal, handle] of this.signals) process.off(signal, handle);
    this.signals.clear();
    const pidPath = this.cycle?.program.pidPath;
    if (pidPath !== undefined) removePidFile(pidPath, process.pid);
    this.log('notice', 'exit');
    this.cycle?.logs.files.close();
    process.title = this.oldTitle;
    await this.control?.close();
    this.control = undefined;
  }

  /** A worker's snapshot tells what changed, and the dictionaries may have. */
  private withDicts(event: EventBody): EventBody {
    const dicts = event.type === 'snapshot' ? this.dictSummary() : undefined;
    return event.type === 'snapshot' && dicts ? { ...event, snapshot: { ...event.snapshot, dicts } } : event;
  }

  private dictSummary(): Record<string, DictSummary> | undefined {
    if (!this.cycle || this.cycle.dicts.names.length === 0) return undefined;
    return this.cycle.dicts.summary(quote);
  }

  private log(level: LogLevel, message: string): void {
    this.cycle?.logs.errorLog.write(level, message);
  }

  private emitLog(level: LogLevel, message: string): void {
    this.emit({ type: 'log', level, message: Buffer.from(message, 'latin1').toString('utf8') });
  }

  private emit(event: EventBody): void {
    this.options.onEvent({ v: 1, t: performance.now() - this.startedAt, ...event });
  }
}

function stopping(): StartError {
  return new StartError(['the server is stopping']);
}

/** A binary string as Lua would write it, printable. */
function quote(bytes: string): string {
  const escaped = bytes
    .slice(0, 190)
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (byte) => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`);
  return bytes.length > 190 ? `"${escaped}…"` : `"${escaped}"`;
}

/** Whether this process has a controlling terminal that is still there. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
