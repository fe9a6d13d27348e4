import { changeBetween } from '../../core/nginx/index.js';
import type { AnalysedFolder, AnalysisResult, FromThread, Glance, ToThread } from './protocol.js';
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
  /** The Int32 that the thread reads: the last run that is not wanted any more. */
  readonly cancelled: Int32Array;
  readonly log: (message: string) => void;
  /** A folder's findings and facts are new. */
  readonly onResult: (root: string, result: AnalysisResult, duration: number) => void;
  /** An edit was looked at: the findings are as new as can be said before the next whole analysis. */
  readonly onGlance?: (root: string) => void;
  /** Milliseconds without an edit after which the whole is analysed, where a glance has answered for the moment. */
  readonly restTime?: number;
  /** An analysis goes on for longer than a moment; `cancel` gives it up. The returned function is called at its end. */
  readonly onBusy?: (root: string, cancel: () => void) => () => void;
}

/** Milliseconds: when to show that something goes on, how long one may take, and how long a cancelled one may go on. */
const busyTime = 800;
const longestTime = 120_000;
const cancelTime = 5_000;
const usualRestTime = 250;

interface Folder {
  readonly folder: AnalysedFolder;
  /** The generation of the last change. */
  wanted: number;
  /** The generation that a glance was asked about, whatever it could say. */
  glanced: number;
  /** The generation that the findings in `result` are about, as far as they can be told at once. */
  near: number;
  /** The generation that `result` (or the lack of it) is about. */
  done: number;
  result: AnalysisResult | undefined;
  /** Runs while somebody types: the whole waits. */
  rest: NodeJS.Timeout | undefined;
  waiters: readonly Waiter[];
}

interface Waiter {
  readonly generation: number;
  /** What is near is enough. */
  readonly isHasty: boolean;
  readonly resolve: () => void;
}

interface Running {
  readonly kind: 'analyse' | 'glance';
  readonly root: string;
  readonly generation: number;
  readonly run: number;
  readonly timers: NodeJS.Timeout[];
  /** A person gave it up: it is not begun again before the next change. */
  givenUp: boolean;
  endBusy: (() => void) | undefined;
}

/**
 * The main thread's side of the analysis: which folder is at which generation of its texts, what runs, and who waits.
 * A change ends what runs and is first answered by a glance; the whole is analysed anew when nobody types any more. A
 * thread that crashes or hangs is replaced; the generation that it was at is not tried again.
 */
export class AnalysisHost {
  private readonly folders = new Map<string, Folder>();
  private readonly texts = new Map<string, string>();
  private generation = 0;
  private run = 0;
  private running: Running | undefined;
  private thread: ThreadLink | undefined;
  private isReady = false;
  private isDisposed = false;

  constructor(private readonly options: HostOptions) {}

  setFolder(folder: AnalysedFolder): void {
    const known = this.folders.get(folder.root);
    const wanted = ++this.generation;
    clearTimeout(known?.rest);
    this.folders.set(folder.root, {
      folder,
      wanted,
      // Other settings are another program: a glance would be about the old one.
      glanced: wanted,
      near: known?.near ?? 0,
      done: known?.done ?? 0,
      result: known?.result,
      rest: undefined,
      waiters: known?.waiters ?? [],
    });
    this.post({ type: 'folder', folder });
    if (this.running?.root === folder.root) this.cancelRunning(this.running);
    this.schedule();
  }

  forget(root: string): void {
    const folder = this.folders.get(root);
    this.folders.delete(root);
    clearTimeout(folder?.rest);
    this.post({ type: 'forget', root });
    if (this.running?.root === root) this.cancelRunning(this.running);
    for (const { resolve } of folder?.waiters ?? []) resolve();
  }

  get roots(): readonly string[] {
    return [...this.folders.keys()];
  }

  /** A text as the editor has it; undefined: the disk's counts again. */
  setText(path: string, text: string | undefined): void {
    const before = this.texts.get(path);
    if (text === undefined) this.texts.delete(path);
    else this.texts.set(path, text);
    if (text === undefined || before === undefined) {
      this.post({ type: 'text', path, text });
    } else {
      // A long text takes a while from thread to thread.
      const { start, end, growth } = changeBetween(before, text);
      this.post({ type: 'edit', path, start, end, text: text.slice(start, end + growth) });
    }
    this.bump([path]);
  }

  /** Files or folders changed on the disk, came or went. */
  changed(paths: readonly string[]): void {
    this.post({ type: 'changed', paths });
    this.bump(paths);
  }

  /** Grows with each change of a root's texts and settings. */
  generationOf(root: string): number {
    return this.folders.get(root)?.wanted ?? 0;
  }

  /** What was last known; it may be about older texts. */
  latest(root: string): AnalysisResult | undefined {
    return this.folders.get(root)?.result;
  }

  /** Whether the findings, and the edits that mend them, are about the present texts. */
  isNear(root: string): boolean {
    const folder = this.folders.get(root);
    return folder !== undefined && folder.near >= folder.wanted;
  }

  /** Resolves when everything that has changed up to now was looked at; with what was known before where that failed. */
  current(root: string): Promise<AnalysisResult | undefined> {
    return this.wait(root, false);
  }

  /** The same, but what can be said at once about the last edits is enough. */
  near(root: string): Promise<AnalysisResult | undefined> {
    return this.wait(root, true);
  }

  private async wait(root: string, isHasty: boolean): Promise<AnalysisResult | undefined> {
    const folder = this.folders.get(root);
    if (!folder) return undefined;
    if ((isHasty ? folder.near : folder.done) < folder.wanted) {
      const generation = folder.wanted;
      await new Promise<void>((resolve) => {
        folder.waiters = [...folder.waiters, { generation, isHasty, resolve }];
      });
    }
    return this.latest(root);
  }

  dispose(): void {
    this.isDisposed = true;
    this.clearRunning();
    this.thread?.terminate();
    for (const { rest, waiters } of this.folders.values()) {
      clearTimeout(rest);
      for (const { resolve } of waiters) resolve();
    }
    this.folders.clear();
  }

  private bump(paths: readonly string[]): void {
    for (const [root, folder] of this.folders) {
      if (!paths.some((path) => relativePath(root, path) !== undefined)) continue;
      folder.wanted = ++this.generation;
      clearTimeout(folder.rest);
      folder.rest = undefined;
      const { running } = this;
      // A glance ends soon. An analysis, of another folder too, would keep the one who types waiting.
      if (running?.kind === 'analyse' && (running.root === root || folder.result))
        this.cancelRunning(running);
    }
    this.schedule();
  }

  private cancelRunning(running: Running): void {
    Atomics.store(this.options.cancelled, 0, running.run);
    // Something that does not look at the flag, such as a parser, may take no longer than this.
    running.timers.push(
      setTimeout(() => this.replaceThread(running, 'did not stop when it was told to'), cancelTime),
    );
  }

  private schedule(): void {
    if (this.running || this.isDisposed) return;
    const folders = [...this.folders];
    const next =
      folders.find(([, folder]) => isForGlance(folder)) ??
      folders.find(([, { done, wanted, rest }]) => done < wanted && !rest);
    if (!next) return;
    if (!this.thread) this.start();
    if (!this.isReady) return;
    const [root, folder] = next;
    const running: Running = {
      kind: isForGlance(folder) ? 'glance' : 'analyse',
      root,
      generation: folder.wanted,
      run: ++this.run,
      timers: [],
      givenUp: false,
      endBusy: undefined,
    };
    const giveUp = (): void => {
      running.givenUp = true;
      this.cancelRunning(running);
    };
    running.timers.push(
      setTimeout(() => (running.endBusy = this.options.onBusy?.(root, giveUp)), busyTime),
      setTimeout(() => this.replaceThread(running, `took longer than ${longestTime / 1000} s`), longestTime),
    );
    this.running = running;
    this.post({ type: running.kind, root, run: running.run });
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
    if (running?.run !== message.run) return;
    this.clearRunning();
    const { root, generation } = running;
    const folder = this.folders.get(root);
    switch (message.type) {
      case 'result':
        if (!folder) break;
        folder.result = message.result;
        this.finish(root, generation);
        this.options.onResult(root, message.result, message.duration);
        break;
      case 'glanced':
        if (folder) this.glanced(root, folder, generation, message.glance);
        break;
      case 'failed':
        this.options.log(`the ${running.kind} of ${root} failed: ${message.message}`);
        if (folder && running.kind === 'glance') folder.glanced = generation;
        else this.finish(root, generation);
        break;
      case 'cancelled':
        if (running.givenUp) this.finish(root, generation);
        break;
    }
    this.schedule();
  }

  private glanced(root: string, folder: Folder, generation: number, glance: Glance): void {
    folder.glanced = generation;
    if (glance.outcome === 'same') this.finish(root, generation);
    if (glance.outcome !== 'near' || !folder.result) return;
    folder.result = { ...folder.result, findings: glance.findings };
    folder.near = generation;
    release(folder);
    this.options.onGlance?.(root);
    if (folder.wanted > generation) return;
    folder.rest = setTimeout(() => {
      folder.rest = undefined;
      this.schedule();
    }, this.options.restTime ?? usualRestTime);
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
    folder.near = Math.max(folder.near, generation);
    folder.glanced = Math.max(folder.glanced, generation);
    release(folder);
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

/** What was known before an edit tells the moment after it. */
function isForGlance({ result, glanced, wanted }: Folder): boolean {
  return result !== undefined && glanced < wanted;
}

/** Lets go of those who waited for what is known now. */
function release(folder: Folder): void {
  const isReady = ({ generation, isHasty }: Waiter): boolean =>
    generation <= (isHasty ? folder.near : folder.done);
  const { waiters } = folder;
  folder.waiters = waiters.filter((waiter) => !isReady(waiter));
  for (const waiter of waiters) if (isReady(waiter)) waiter.resolve();
}
