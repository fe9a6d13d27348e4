import type { AnalysedFolder, AnalysisResult, FromThread, ToThread } from './protocol.js';
import { relativePath } from '../workspace/uris.js';

/** A thread as the host sees it. */
export interface ThreadLink {
  post(message: ToThread): void;
  /** Ends it at once, whatever it does. */
  terminate(): void;
}

export interface ThreadEvents {
  message(message: FromThread): void;
  /** It is gone, asked for or not. */
  ended(reason: string): void;
}

export interface HostOptions {
  readonly spawn: (events: ThreadEvents) => ThreadLink;
  /** The Int32 that the thread reads: a generation below it is not wanted any more. */
  readonly cancelled: Int32Array;
  readonly log: (message: string) => void;
  /** A folder's findings and facts are new. */
  readonly onResult: (root: string, result: AnalysisResult, duration: number) => void;
  /** An analysis goes on for longer than a moment; `cancel` gives it up. The returned function is called at its end. */
  readonly onBusy?: (root: string, cancel: () => void) => () => void;
}

/** Milliseconds: when to show that something goes on, how long one may take, and how long a cancelled one may go on. */
const busyTime = 800;
const longestTime = 120_000;
const cancelTime = 5_000;

interface Folder {
  readonly folder: AnalysedFolder;
  /** The generation of the last change. */
  wanted: number;
  /** The generation that `result` (or the lack of it) is about. */
  done: number;
  result: AnalysisResult | undefined;
  readonly waiters: { readonly generation: number; readonly resolve: () => void }[];
}

interface Running {
  readonly root: string;
  readonly generation: number;
  readonly timers: NodeJS.Timeout[];
  /** A person gave it up: it is not begun again before the next change. */
  givenUp: boolean;
  endBusy: (() => void) | undefined;
}

/**
 * The main thread's side of the analysis: which folder is at which generation of its texts, what runs, and who waits.
 * A change ends what runs for the folder and begins anew. A thread that crashes or hangs is replaced; the generation
 * that it was at is not tried again.
 */
export class AnalysisHost {
  private readonly folders = new Map<string, Folder>();
  private readonly texts = new Map<string, string>();
  private generation = 0;
  private running: Running | undefined;
  private thread: ThreadLink | undefined;
  private isReady = false;
  private isDisposed = false;

  constructor(private readonly options: HostOptions) {}

  setFolder(folder: AnalysedFolder): void {
    const known = this.folders.get(folder.root);
    const wanted = ++this.generation;
    this.folders.set(folder.root, {
      folder,
      wanted,
      done: known?.done ?? 0,
      result: known?.result,
      waiters: known?.waiters ?? [],
    });
    this.post({ type: 'folder', folder });
    this.supersede(folder.root);
  }

  forget(root: string): void {
    const folder = this.folders.get(root);
    this.folders.delete(root);
    this.post({ type: 'forget', root });
    this.supersede(root);
    for (const { resolve } of folder?.waiters ?? []) resolve();
  }

  get roots(): readonly string[] {
    return [...this.folders.keys()];
  }

  /** A text as the editor has it; undefined: the disk's counts again. */
  setText(path: string, text: string | undefined): void {
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, text);
    this.post({ type: 'text', path, text });
    this.bump([path]);
  }

  /** Files or folders changed on the disk, came or went. */
  changed(paths: readonly string[]): void {
    this.post({ type: 'changed', paths });
    this.bump(paths);
  }

  /** What was last known; it may be about older texts. */
  latest(root: string): AnalysisResult | undefined {
    return this.folders.get(root)?.result;
  }

  isCurrent(root: string): boolean {
    const folder = this.folders.get(root);
    return folder !== undefined && folder.done >= folder.wanted;
  }

  /** Resolves when everything that has changed up to now was looked at; with what was known before where that failed. */
  async current(root: string): Promise<AnalysisResult | undefined> {
    const folder = this.folders.get(root);
    if (!folder) return undefined;
    if (folder.done < folder.wanted) {
      const generation = folder.wanted;
      await new Promise<void>((resolve) => folder.waiters.push({ generation, resolve }));
    }
    return this.latest(root);
  }

  dispose(): void {
    this.isDisposed = true;
    this.clearRunning();
    this.thread?.terminate();
    for (const { waiters } of this.folders.values()) for (const { resolve } of waiters) resolve();
    this.folders.clear();
  }

  private bump(paths: readonly string[]): void {
    for (const [root, folder] of this.folders) {
      if (!paths.some((path) => relativePath(root, path) !== undefined)) continue;
      folder.wanted = ++this.generation;
      this.supersede(root);
    }
    this.schedule();
  }

  private supersede(root: string): void {
    if (this.running?.root === root) this.cancelRunning(this.running);
    else this.schedule();
  }

  private cancelRunning(running: Running): void {
    Atomics.store(this.options.cancelled, 0, running.generation + 1);
    // Something that does not look at the flag, such as a parser, may take no longer than this.
    running.timers.push(
      setTimeout(() => this.replaceThread(running, 'did not stop when it was told to'), cancelTime),
    );
  }

  private schedule(): void {
    if (this.running || this.isDisposed) return;
    const next = [...this.folders].find(([, { done, wanted }]) => done < wanted);
    if (!next) return;
    if (!this.thread) this.start();
    if (!this.isReady) return;
    const [root, { wanted: generation }] = next;
    const running: Running = { root, generation, timers: [], givenUp: false, endBusy: undefined };
    const giveUp = (): void => {
      running.givenUp = true;
      this.cancelRunning(running);
    };
    running.timers.push(
      setTimeout(() => (running.endBusy = this.options.onBusy?.(root, giveUp)), busyTime),
      setTimeout(() => this.replaceThread(running, `took longer than ${longestTime / 1000} s`), longestTime),
    );
    this.running = running;
    this.post({ type: 'analyse', root, generation });
  }

  private start(): void {
    this.isReady = false;
    const thread = this.options.spawn({
      message: (message) => {
        if (this.thread === thread) this.receive(message);
      },
      ended: (reason) => {
        if (this.thread !== thread || this.isDisposed) return;
        this.thread = undefined;
        this.lose(`the analysis ended: ${reason}`);
      },
    });
    this.thread = thread;
    for (const { folder } of this.folders.values()) thread.post({ type: 'folder', folder });
    for (const [path, text] of this.texts) thread.post({ type: 'text', path, text });
  }

  private receive(message: FromThread): void {
    if (message.type === 'ready') {
      this.isReady = true;
      this.schedule();
      return;
    }
    const running = this.running;
    if (running?.generation !== message.generation) return;
    this.clearRunning();
    switch (message.type) {
      case 'result': {
        const folder = this.folders.get(message.root);
        if (folder) folder.result = message.result;
        this.finish(message.root, message.generation);
        if (folder) this.options.onResult(message.root, message.result, message.duration);
        break;
      }
      case 'failed':
        this.options.log(`the analysis of ${message.root} failed: ${message.message}`);
        this.finish(message.root, message.generation);
        break;
      case 'cancelled':
        if (running.givenUp) this.finish(message.root, message.generation);
        break;
    }
    this.schedule();
  }

  private replaceThread(running: Running, reason: string): void {
    if (this.running !== running) return;
    const thread = this.thread;
    this.thread = undefined;
    thread?.terminate();
    this.lose(`the analysis of ${running.root} ${reason}`);
  }

  /** The thread is gone. */
  private lose(message: string): void {
    this.isReady = false;
    this.options.log(`${message}; it starts anew with the next change`);
    const running = this.running;
    this.clearRunning();
    if (running) this.finish(running.root, running.generation);
    else {
      // It could not even start: nobody waits for what will not come.
      for (const [root, { wanted }] of this.folders) this.finish(root, wanted);
      return;
    }
    this.schedule();
  }

  private finish(root: string, generation: number): void {
    const folder = this.folders.get(root);
    if (!folder) return;
    folder.done = Math.max(folder.done, generation);
    const ready = folder.waiters.filter((waiter) => waiter.generation <= folder.done);
    folder.waiters.splice(
      0,
      folder.waiters.length,
      ...folder.waiters.filter((waiter) => !ready.includes(waiter)),
    );
    for (const { resolve } of ready) resolve();
  }

  private clearRunning(): void {
    for (const timer of this.running?.timers ?? []) clearTimeout(timer);
    this.running?.endBusy?.();
    this.running = undefined;
  }

  private post(message: ToThread): void {
    this.thread?.post(message);
  }
}
