import type { VmCore } from './core.js';
import type { Scheduler } from './scheduler.js';
import type { Task } from './task.js';
import { Abort, EngineCrash, LuaError, Suspension, utf8 } from './values.js';
import type { HostFunction, HostResult, LuaRef, LuaValue } from './values.js';
import type { Pointer } from './wasm.js';

/** c/host.c: what host_call answers instead of a number of results. */
const HOST_ERROR = -1;
const HOST_SUSPEND = -2;

const BEYOND_A_BYTE = /[^\u0000-\u00ff]/;

/** The host functions of one VM, numbered in the order of their registration. */
export class HostFunctions {
  readonly #functions: HostFunction[] = [];
  readonly #names: string[] = [];

  /** @param expected the names that a snapshot was taken with */
  constructor(
    private readonly core: VmCore<Task>,
    private readonly scheduler: Scheduler,
    private readonly expected: readonly string[],
  ) {}

  get names(): readonly string[] {
    return this.#names;
  }

  /** See LuaVm.hostFunction. */
  register(name: string, f: HostFunction): LuaRef {
    const id = this.#functions.length;
    const expected = this.expected[id];
    if (expected !== undefined && expected !== name) {
      throw new Error(`host function ${id} of the snapshot is '${expected}', not '${name}'`);
    }
    this.#functions.push(f);
    this.#names.push(name);
    return this.core.kept(() => this.core.exports.lens_push_host_function(this.core.thread, id));
  }

  clear(): void {
    this.#functions.length = 0;
  }

  /** The engine's import `host.call`; its results are c/host.c's protocol. */
  readonly call = (L: Pointer, id: number, count: number): number =>
    this.core.calledFrom(L, () => {
      try {
        if (this.core.isTooDeep) {
          throw new Error('C stack overflow');
        }
        const f = this.#functions[id];
        if (f === undefined) {
          throw new Error(`host function '${this.expected[id] ?? String(id)}' is not registered in this VM`);
        }
        const result = count === 0 ? f() : f(...this.core.stack.readArguments(L, count));
        return result === undefined ? 0 : this.#deliver(L, result);
      } catch (error) {
        return this.#raise(L, error);
      }
    });

  #deliver(L: Pointer, result: HostResult): number {
    const { stack } = this.core;
    if (isList(result)) {
      stack.pushAll(L, result);
      return result.length;
    }
    if (result instanceof Suspension) {
      const answer = this.scheduler.suspend(L, result);
      if (answer === undefined) {
        return HOST_SUSPEND;
      }
      stack.pushAll(L, answer.values);
      return answer.isError ? HOST_ERROR : answer.values.length;
    }
    if (result instanceof Abort) {
      this.scheduler.suspendable(L).abortedWith = { value: result.value };
      return HOST_SUSPEND;
    }
    stack.push(L, result);
    return 1;
  }

  /** Turns what a host function threw into a Lua error; what breaks the engine goes on upwards. */
  #raise(L: Pointer, thrown: unknown): number {
    const { core } = this;
    const error = core.crashOr(thrown);
    if (error instanceof EngineCrash) {
      throw error;
    }
    core.exports.lua_checkstack(L, 8);
    if (error instanceof LuaError) {
      core.stack.push(L, error.value);
    } else {
      const message = error instanceof Error ? error.message : String(error);
      core.exports.lens_push_where(L, 1);
      const where = core.stack.memory.readLuaString(L, -1);
      core.stack.push(L, where + (BEYOND_A_BYTE.test(message) ? utf8(message) : message));
    }
    return HOST_ERROR;
  }
}

function isList(result: HostResult): result is readonly LuaValue[] {
  return Array.isArray(result);
}
