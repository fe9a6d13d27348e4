import { isDeepStrictEqual } from 'node:util';
import type { WorkerSnapshot } from '../../contract/index.js';
import type { WorkerMessage } from '../master/messages.js';
import { RequestWindow, type SeenRequest } from '../report/index.js';
import type { LogLevel } from '../services.js';

/** Milliseconds in which requests and log lines are collected. */
const windowTime = 100;
/** Milliseconds between two snapshots of one worker, at least. */
const snapshotTime = 250;
/** Milliseconds after which a worker without requests is looked at: its timers may have changed something. */
const idleTime = 1_000;
/** Log lines that are told of one window; all of them are in the log file. */
const maxLogLines = 50;

/** What a worker tells its master by itself: requests, log lines, and snapshots when something changed. */
export class Reporter {
  private readonly requests = new RequestWindow();
  private logLines = 0;
  private windowTimer: NodeJS.Timeout | undefined;
  private snapshotTimer: NodeJS.Timeout | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private lastTold: Omit<WorkerSnapshot, 'memory'> | undefined;
  private take: (() => WorkerSnapshot) | undefined;

  constructor(private readonly send: (message: WorkerMessage) => Promise<void>) {}

  /** Begins to tell snapshots, with one at once. */
  start(take: () => WorkerSnapshot): void {
    this.take = take;
    void this.tellSnapshot();
    this.idleTimer = setInterval(() => this.scheduleSnapshot(), idleTime).unref();
  }

  addRequest(request: SeenRequest): void {
    this.requests.add(request);
    this.openWindow();
    this.scheduleSnapshot();
  }

  /** @param message a binary string */
  addLog(level: LogLevel, message: string): void {
    this.openWindow();
    this.logLines += 1;
    if (this.logLines > maxLogLines) return;
    void this.send({ type: 'log', level, message: Buffer.from(message, 'latin1').toString('utf8') });
  }

  /** Tells what is left. */
  async finish(): Promise<void> {
    clearInterval(this.idleTimer);
    clearTimeout(this.snapshotTimer);
    await this.closeWindow();
    await this.tellSnapshot();
  }

  private openWindow(): void {
    this.windowTimer ??= setTimeout(() => void this.closeWindow(), windowTime).unref();
  }

  private async closeWindow(): Promise<void> {
    clearTimeout(this.windowTimer);
    this.windowTimer = undefined;
    const untold = this.logLines - maxLogLines;
    this.logLines = 0;
    if (!this.requests.isEmpty) await this.send({ type: 'requests', requests: this.requests.take() });
    if (untold > 0)
      await this.send({ type: 'log', level: 'notice', message: `${untold} more lines are in the error log` });
  }

  private scheduleSnapshot(): void {
    this.snapshotTimer ??= setTimeout(() => void this.tellSnapshot(), snapshotTime).unref();
  }

  /** Memory alone changes all the time and is no reason. */
  private async tellSnapshot(): Promise<void> {
    this.snapshotTimer = undefined;
    const snapshot = this.take?.();
    if (!snapshot) return;
    const { memory: _, ...content } = snapshot;
    if (isDeepStrictEqual(content, this.lastTold)) return;
    this.lastTold = content;
    await this.send({ type: 'changed', snapshot });
  }
}
