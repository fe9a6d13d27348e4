import type { VmCore } from './core.js';
import { Task } from './task.js';
import type { TaskHost, TaskOutcome } from './task.js';
import { LuaError } from './values.js';
import type { LuaRef, LuaValue, Suspension } from './values.js';
import type { Pointer } from './wasm.js';
import { luaStatus } from './wasm.js';

/** What a suspension came to before its starter returned. */
interface EarlyAnswer {
  readonly values: readonly LuaValue[];
  readonly isError: boolean;
}

/** Starts, resumes and ends the tasks of one VM. */
export class Scheduler implements TaskHost {
  readonly #tasks = new Set<Task>();

  constructor(private readonly core: VmCore<Task>) {}

  /** Tasks that have not ended. */
  get liveTasks(): number {
    return this.#tasks.size;
  }

  start(f: LuaRef, args: readonly LuaValue[], context: unknown): Task {
    const { core } = this;
    core.check();
    const thread = core.exports.lua_newthread(core.thread);
    const task = new Task(this, thread, core.exports.lens_keep(core.thread), context);
    this.#tasks.add(task);
    core.stack.push(thread, f);
    this.step(task, args, false);
    return task;
  }

  step(task: Task, values: readonly LuaValue[], isError: boolean): void {
    const outcome = this.core.entered(() => this.#resume(task, values, isError));
    if (outcome === 'suspended') {
      task.suspended();
    } else {
      task.finish(outcome);
    }
  }

  whenAtRest(work: () => void): void {
    this.core.whenAtRest(work);
  }

  dropThread(task: Task): void {
    this.#tasks.delete(task);
    this.core.releaseSlot(task.slot);
  }

  /** For close(): what waits is told to stop, no task goes on. */
  cancelAll(): void {
    for (const task of [...this.#tasks]) {
      task.cancel();
    }
    this.#tasks.clear();
  }

  /** The running task, if everything between it and here can yield; throws LuaJIT's message if not. */
  suspendable(L: Pointer): Task {
    const { task } = this.core.running;
    if (task === undefined || this.core.exports.lens_can_suspend_here(L) === 0) {
      throw new Error('attempt to yield across C-call boundary');
    }
    return task;
  }

  /** Suspends the running task. Returns what the starter already answered, if it did. */
  suspend(L: Pointer, { starter }: Suspension): EarlyAnswer | undefined {
    const task = this.suspendable(L);
    const goOn = task.beginWait();
    const state: { isStarting: boolean; answer?: EarlyAnswer } = { isStarting: true };
    const settle = (values: readonly LuaValue[], isError: boolean) => {
      if (state.answer === undefined) {
        state.answer = { values, isError };
        if (!state.isStarting) {
          goOn(values, isError);
        }
      }
    };
    const cancelWait = starter(
      (...results) => settle(results, false),
      (error) => settle([error], true),
    );
    state.isStarting = false;
    if (state.answer === undefined) {
      task.setCancelWait(cancelWait);
    }
    return state.answer;
  }

  #resume(task: Task, values: readonly LuaValue[], isError: boolean): TaskOutcome | 'suspended' {
    const { core } = this;
    const { exports, stack } = core;
    const { thread } = task;
    const from = core.thread; // its depth of C calls is inherited
    task.status = 'running';
    const status = core.as({ thread, task, context: task.context }, () => {
      stack.pushAll(thread, values);
      return exports.lens_resume_task(thread, from, values.length, isError ? 1 : 0);
    });
    if (status === luaStatus.yield) {
      if (exports.lens_take_suspension() === 0) {
        this.#giveTurn(task);
      }
      return 'suspended';
    }
    const count = exports.lua_gettop(thread);
    if (status === luaStatus.ok) {
      return { status: 'done', values: stack.read(thread, 1, count) };
    }
    const [value] = stack.read(thread, count, 1);
    return { status: 'failed', error: new LuaError(value, core.traceback(thread)) };
  }

  /** coroutine.yield in the task itself gives the other tasks a turn, as in ngx_lua; its values are dropped. */
  #giveTurn(task: Task): void {
    this.core.exports.lua_settop(task.thread, 0);
    const goOn = task.beginWait();
    const turn = setImmediate(() => goOn([], false));
    task.setCancelWait(() => clearImmediate(turn));
  }
}
