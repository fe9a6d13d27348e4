import type { LuaError, LuaValue } from './values.js';

/** How a task ended. */
export type TaskOutcome =
  | { readonly status: 'done'; readonly values: LuaValue[] }
  | { readonly status: 'failed'; readonly error: LuaError }
  | { readonly status: 'aborted'; readonly value: unknown };

/** A Lua coroutine that the host started: an nginx phase handler, a timer, a light thread. */
export interface LuaTask {
  readonly status: 'running' | 'suspended' | 'done' | 'failed' | 'aborted';
  /** Calls back once, when the task ends; at once if it has ended. */
  onEnd(callback: (outcome: TaskOutcome) => void): void;
  /** Ends the task as aborted, with the value undefined: now if it waits, else when it next suspends. */
  cancel(): void;
}

/** What a task needs of its VM. */
export interface TaskHost {
  /** Resumes the thread and reports back through the task's suspended/finish methods. */
  step(task: Task, values: readonly LuaValue[], isError: boolean): void;
  /** Runs the work now if Lua is at rest, else as soon as it is. */
  whenAtRest(work: () => void): void;
  /** The task has ended: its thread may go. */
  dropThread(task: Task): void;
}

/** The one implementation of LuaTask; its methods beyond the interface are for the VM. */
export class Task implements LuaTask {
  status: LuaTask['status'] = 'running';
  /** Set by a host function that returned abort(). */
  abortedWith: { readonly value: unknown } | undefined;
  #cancelWait: (() => void) | undefined;
  #isCancelled = false;
  #outcome: TaskOutcome | undefined;
  #callbacks: ((outcome: TaskOutcome) => void)[] = [];
  /** Counts the suspensions: a resume() of an older one is void. */
  #suspensions = 0;

  constructor(
    private readonly host: TaskHost,
    /** The thread's lua_State. */
    readonly thread: number,
    /** The registry slot that keeps the thread alive. */
    readonly slot: number,
    readonly context: unknown,
  ) {}

  onEnd(callback: (outcome: TaskOutcome) => void): void {
    if (this.#outcome === undefined) {
      this.#callbacks.push(callback);
    } else {
      callback(this.#outcome);
    }
  }

  cancel(): void {
    if (this.#outcome !== undefined) {
      return;
    }
    this.#isCancelled = true;
    if (this.status === 'suspended') {
      this.#suspensions++;
      const cancelWait = this.#cancelWait;
      this.#cancelWait = undefined;
      cancelWait?.();
      this.finish({ status: 'aborted', value: undefined });
    }
  }

  /** A host function is about to suspend this task; returns the way to go on. */
  beginWait(): (values: readonly LuaValue[], isError: boolean) => void {
    const suspension = ++this.#suspensions;
    return (values, isError) => {
      this.host.whenAtRest(() => {
        if (suspension === this.#suspensions && this.status === 'suspended') {
          this.#cancelWait = undefined;
          this.host.step(this, values, isError);
        }
      });
    };
  }

  setCancelWait(cancelWait: (() => void) | undefined): void {
    this.#cancelWait = cancelWait;
  }

  /** The thread has yielded to the host. */
  suspended(): void {
    this.status = 'suspended';
    if (this.abortedWith !== undefined) {
      this.finish({ status: 'aborted', value: this.abortedWith.value });
    } else if (this.#isCancelled) {
      this.cancel();
    }
  }

  finish(outcome: TaskOutcome): void {
    this.status = outcome.status;
    this.#outcome = outcome;
    this.host.dropThread(this);
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) {
      callback(outcome);
    }
  }
}
