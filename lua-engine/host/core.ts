import { ValueStack } from './stack.js';
import { EngineCrash } from './values.js';
import type { LuaRef, LuaValue } from './values.js';
import type { LuaExports, Pointer } from './wasm.js';
import { wasmApi } from './webassembly.js';

/** Lua stack slots that a raw operation may use. */
const RAW_SLOTS = 16;

/** Entries into Lua and calls out of it, together: 200 levels of a host function that calls Lua. */
const MAX_DEPTH = 400;

/** What a thread is doing: saved and restored around every entry into it. */
export interface Running<Task> {
  /** The lua_State whose code runs: the main thread's at rest. */
  thread: Pointer;
  task: Task | undefined;
  context: unknown;
}

/**
 * The state of one VM that its parts share: who is running, how deep the host is inside of Lua,
 * whether the engine has crashed, and which references are alive.
 */
export class VmCore<Task> {
  readonly stack: ValueStack;
  readonly main: Pointer;
  running: Running<Task>;
  #depth = 0;
  #crash: EngineCrash | undefined;
  #isClosed = false;
  readonly #waitingForRest: (() => void)[] = [];
  readonly #unused = new FinalizationRegistry<number>((slot) => this.releaseSlot(slot));

  /** @param exports an instance in which lens_create has run, or whose memory is a snapshot's */
  constructor(readonly exports: LuaExports) {
    this.stack = new ValueStack(exports, (type, slot) => this.#makeRef(type, slot));
    this.main = exports.lens_main_thread();
    this.running = { thread: this.main, task: undefined, context: undefined };
  }

  get thread(): Pointer {
    return this.running.thread;
  }

  /** Lua and host functions that call each other are this deep: more would exhaust JavaScript's stack. */
  get isTooDeep(): boolean {
    return this.#depth > MAX_DEPTH;
  }

  /** No Lua code is on the JavaScript stack. */
  get isAtRest(): boolean {
    return this.#depth === 0;
  }

  /** Throws if the VM has crashed or is closed. */
  check(): void {
    if (this.#crash !== undefined) {
      throw this.#crash;
    }
    if (this.#isClosed) {
      throw new Error('the Lua VM is closed');
    }
  }

  /** Runs work on the running thread's stack, which is afterwards as high as before. */
  raw<T>(work: () => T): T {
    this.check();
    const L = this.thread;
    try {
      const top = this.exports.lua_gettop(L);
      this.exports.lua_checkstack(L, RAW_SLOTS);
      try {
        return work();
      } finally {
        this.exports.lua_settop(L, top);
      }
    } catch (error) {
      throw this.crashOr(error);
    }
  }

  /** Runs work that enters Lua; when the outermost one ends, what waited for rest gets its turn. */
  entered<T>(work: () => T): T {
    this.check();
    this.#depth++;
    try {
      return work();
    } catch (error) {
      throw this.crashOr(error);
    } finally {
      this.#depth--;
      if (this.isAtRest && this.#crash === undefined && !this.#isClosed) {
        this.exports.lens_flush();
        this.#comeToRest();
      }
    }
  }

  /** Runs work now if Lua is at rest, else as soon as it is. */
  whenAtRest(work: () => void): void {
    if (this.isAtRest) {
      work();
    } else {
      this.#waitingForRest.push(work);
    }
  }

  /** Runs work as somebody else: `running` is restored afterwards. */
  as<T>(running: Running<Task>, work: () => T): T {
    const outer = this.running;
    this.running = running;
    try {
      return work();
    } finally {
      this.running = outer;
    }
  }

  /**
   * For the engine's calls into JavaScript: counts as being inside of Lua, on the thread L.
   * Hand-written rather than through `as`, because every host call passes here.
   */
  calledFrom(L: Pointer, work: () => number): number {
    const { running } = this;
    const outer = running.thread;
    running.thread = L;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      running.thread = outer;
    }
  }

  /** The error, or an EngineCrash (from now on every method's) if it means that the engine cannot go on. */
  crashOr(error: unknown): unknown {
    if (error instanceof EngineCrash) {
      this.#crash ??= error;
      return error;
    }
    const isCrash =
      error instanceof wasmApi.RuntimeError ||
      error instanceof wasmApi.Exception ||
      (error instanceof RangeError && error.message.startsWith('Maximum call stack'));
    if (!isCrash) {
      return error;
    }
    const reason = error instanceof Error ? error.message : 'an uncaught longjmp';
    return (this.#crash = new EngineCrash(`the Lua engine crashed: ${reason}`, { cause: error }));
  }

  push(value: LuaValue): void {
    this.stack.push(this.thread, value);
  }

  /** Pops the running thread's top. */
  pop(): LuaValue {
    return this.stack.pop(this.thread);
  }

  /** The string (or number, as one) on the running thread's top; it stays. */
  topString(): string {
    return this.stack.memory.readLuaString(this.thread, -1);
  }

  /** A reference to the value that `push` leaves on top. */
  kept(push: () => void): LuaRef {
    return this.raw(() => {
      push();
      return this.pop() as LuaRef;
    });
  }

  /** The stack of a thread in LuaJIT's format, behind the message and a newline if there is one. */
  traceback(of: Pointer, message?: string, level = 0): string {
    return this.raw(() => {
      if (message !== undefined) {
        this.push(message);
      }
      this.exports.lens_traceback(this.thread, of, message === undefined ? 0 : 1, level);
      return this.topString();
    });
  }

  release(ref: LuaRef): void {
    this.#unused.unregister(ref);
    this.releaseSlot(ref.slot);
  }

  releaseSlot(slot: number): void {
    if (!this.#isClosed && this.#crash === undefined) {
      this.exports.lens_release(this.main, slot);
    }
  }

  /** True the first time. */
  close(): boolean {
    const wasOpen = !this.#isClosed;
    this.#isClosed = true;
    this.#waitingForRest.length = 0;
    return wasOpen;
  }

  #comeToRest(): void {
    for (let work = this.#waitingForRest.shift(); work !== undefined; work = this.#waitingForRest.shift()) {
      work();
    }
  }

  #makeRef(type: LuaRef['type'], slot: number): LuaRef {
    const ref: LuaRef = { type, slot };
    this.#unused.register(ref, slot, ref);
    return ref;
  }
}
