import { FileTable } from './files.js';
import type { OutputStream } from './files.js';
import { inspect } from './inspect.js';
import type { Inspection, InspectLimits } from './inspect.js';
import { prelude } from './prelude.js';
import { copyMemory, restoreMemory } from './snapshot.js';
import type { VmSnapshot } from './snapshot.js';
import { ValueStack } from './stack.js';
import { systemFunctions } from './system.js';
import type { SystemOptions } from './system.js';
import { Task } from './task.js';
import type { LuaTask, TaskOutcome } from './task.js';
import { Abort, EngineCrash, LuaError, Suspension, utf8 } from './values.js';
import type { HostFunction, HostResult, LuaRef, LuaValue } from './values.js';
import { wasmApi } from './webassembly.js';
import type { WasmModule } from './webassembly.js';
import { instantiate, luaStatus } from './wasm.js';
import type { LuaExports, Pointer } from './wasm.js';

export type { VmSnapshot } from './snapshot.js';

/** What a VM asks of its surroundings. */
export interface VmOptions extends SystemOptions {
  /** Receives what print, io.write and io.stderr write, as binary strings; dropped by default. */
  readonly print?: ((text: string, stream: OutputStream) => void) | undefined;
}

/** One watched variable; see LuaVm.watchUpvalues. */
export interface UpvalueWatch {
  /** The caller's name for it. */
  readonly id: string;
  /** The line (1-based) on which a function that captures the variable is defined. */
  readonly line: number;
  readonly name: string;
}

/** A watch's value, or why there is none. */
export type WatchReading = { readonly value: LuaValue } | { readonly unreadable: 'not created yet' };

const HOST_ERROR = -1;
const HOST_SUSPEND = -2;
const CROSSED_C_CALL = 'attempt to yield across C-call boundary';

/**
 * One Lua VM in an instance of the engine of its own.
 *
 * Methods throw EngineCrash once the engine has trapped. References stay valid until they are
 * released or, at the latest, until JavaScript's own collector finds them unused.
 */
export class LuaVm {
  readonly #e: LuaExports;
  readonly #stack: ValueStack;
  readonly #files: FileTable;
  readonly #functions: { name: string; f: HostFunction }[] = [];
  readonly #watches: Map<string, number>;
  readonly #unused = new FinalizationRegistry<number>((slot) => this.#releaseSlot(slot));
  readonly #tasks = new Set<Task>();
  readonly #waitingForRest: (() => void)[] = [];
  readonly #stackBase: Pointer;
  #main: Pointer;
  /** The thread whose code runs now: the main one at rest. */
  #thread: Pointer;
  #task: Task | undefined;
  #context: unknown;
  /** How many entries into Lua are on the JavaScript stack. */
  #depth = 0;
  #crash: EngineCrash | undefined;
  #isClosed = false;

  private constructor(
    module: WasmModule,
    private readonly build: string,
    private readonly options: VmOptions,
    private readonly snapshotted: VmSnapshot | undefined,
  ) {
    this.#files = new FileTable(() => this.#stack.memory, options.fs, options.print ?? (() => undefined));
    this.#e = instantiate(
      module,
      {
        call: (L, id, count) => this.#hostCall(L, id, count),
        panic: (L) => {
          throw new EngineCrash(
            `unprotected error in the Lua engine: ${this.#stack.memory.readLuaString(L, -1)}`,
          );
        },
        open: this.#files.open,
      },
      this.#files,
    );
    this.#stackBase = this.#e.stackSave();
    if (snapshotted !== undefined) {
      restoreMemory(this.#e, snapshotted);
    } else {
      this.#e._initialize();
      this.#e.lens_create();
    }
    this.#stack = new ValueStack(this.#e, (type, slot) => this.#makeRef(type, slot));
    this.#main = this.#e.lens_main_thread();
    this.#thread = this.#main;
    this.#watches = new Map(snapshotted?.watches);
    const natives = systemFunctions(options).map(([name, f]) => this.hostFunction(name, f));
    if (snapshotted === undefined) {
      this.#runPrelude(natives);
    }
    natives.forEach((ref) => this.release(ref));
  }

  /** For loadLuaEngine. */
  static create(module: WasmModule, build: string, options: VmOptions): LuaVm {
    return new LuaVm(module, build, options, undefined);
  }

  /** For loadLuaEngine. Throws if the snapshot is another build's. */
  static restore(module: WasmModule, build: string, snapshot: VmSnapshot, options: VmOptions): LuaVm {
    if (snapshot.build !== build) {
      throw new Error(`the snapshot was taken from engine build ${snapshot.build}, this is ${build}`);
    }
    return new LuaVm(module, build, options, snapshot);
  }

  // ---------------------------------------------------------------- host functions

  /**
   * A function for Lua to call. Functions are numbered in the order of registration; in a restored
   * VM the same names must come in the same order (another one throws).
   */
  hostFunction(name: string, f: HostFunction): LuaRef {
    const id = this.#functions.length;
    const expected = this.snapshotted?.hostFunctions[id];
    if (expected !== undefined && expected !== name) {
      throw new Error(`host function ${id} of the snapshot is '${expected}', not '${name}'`);
    }
    this.#functions.push({ name, f });
    return this.#kept(() => this.#e.lens_push_host_function(this.#thread, id));
  }

  // ---------------------------------------------------------------- values

  newTable(): LuaRef {
    return this.#kept(() => this.#e.lua_createtable(this.#thread, 0, 0));
  }

  /** The light userdata NULL, which OpenResty calls ngx.null and cjson.null. */
  newNull(): LuaRef {
    return this.#kept(() => this.#e.lens_push_null(this.#thread));
  }

  /** table[key], without metamethods. */
  get(table: LuaRef, key: LuaValue): LuaValue {
    return this.#raw(() => {
      this.#pushTable(table);
      this.#push(key);
      this.#e.lua_rawget(this.#thread, -2);
      return this.#stack.pop(this.#thread);
    });
  }

  /** table[key] = value, without metamethods. Throws for the keys nil and NaN, as Lua does. */
  set(table: LuaRef, key: LuaValue, value: LuaValue): void {
    if (key === undefined || Number.isNaN(key)) {
      throw new Error(`table index is ${key === undefined ? 'nil' : 'NaN'}`);
    }
    this.#raw(() => {
      this.#pushTable(table);
      this.#push(key);
      this.#push(value);
      this.#e.lua_rawset(this.#thread, -3);
    });
  }

  /** #table, without metamethods. */
  rawlen(table: LuaRef): number {
    return this.#raw(() => {
      this.#push(table);
      return this.#e.lua_rawlen(this.#thread, -1);
    });
  }

  /** Whether two values are the same object or equal primitives. */
  rawEqual(a: LuaValue, b: LuaValue): boolean {
    return this.#raw(() => {
      this.#push(a);
      this.#push(b);
      return this.#e.lua_rawequal(this.#thread, -1, -2) !== 0;
    });
  }

  /** The pair after `key` (undefined for the first one), or undefined at the end or for an unknown key. */
  next(table: LuaRef, key?: LuaValue): [key: LuaValue, value: LuaValue] | undefined {
    return this.#raw(() => {
      this.#pushTable(table);
      this.#push(key);
      if (key !== undefined && this.#e.lens_has_key(this.#thread, -2) === 0) {
        return undefined;
      }
      return this.#nextPair();
    });
  }

  /** The first `limit` pairs. */
  entries(table: LuaRef, limit = 1000): { pairs: [LuaValue, LuaValue][]; isComplete: boolean } {
    return this.#raw(() => {
      const pairs: [LuaValue, LuaValue][] = [];
      this.#pushTable(table);
      this.#push(undefined);
      while (pairs.length < limit) {
        const pair = this.#nextPair();
        if (pair === undefined) {
          return { pairs, isComplete: true };
        }
        pairs.push(pair);
      }
      return { pairs, isComplete: this.#e.lua_next(this.#thread, -2) === 0 };
    });
  }

  /** A global, without metamethods. */
  getGlobal(name: string): LuaValue {
    return this.#raw(() => {
      this.#e.lens_push_globals(this.#thread);
      this.#push(name);
      this.#e.lua_rawget(this.#thread, -2);
      return this.#stack.pop(this.#thread);
    });
  }

  setGlobal(name: string, value: LuaValue): void {
    this.#raw(() => {
      this.#e.lens_push_globals(this.#thread);
      this.#push(name);
      this.#push(value);
      this.#e.lua_rawset(this.#thread, -3);
    });
  }

  /** Lets go of a reference; it must not be used afterwards. */
  release(ref: LuaRef): void {
    this.#unused.unregister(ref);
    this.#releaseSlot(ref.slot);
  }

  // ---------------------------------------------------------------- running

  /**
   * Compiles a chunk. Throws LuaError with the engine's message.
   * @param chunkName '=name' or '@file', as for Lua's load
   */
  load(text: string | Uint8Array, chunkName: string): LuaRef {
    return this.#raw(() => {
      const L = this.#thread;
      const status = this.#stack.memory.withCopy(chunkName, (name) =>
        this.#stack.memory.withText(text, (at, length) => this.#e.lens_load(L, at, length, name)),
      );
      const result = this.#stack.pop(L);
      if (status !== luaStatus.ok || typeof result !== 'object') {
        throw new LuaError(result);
      }
      return result;
    });
  }

  /**
   * Calls a function, which cannot suspend: a suspension in it raises "attempt to yield across
   * C-call boundary". Throws LuaError with the value and the traceback.
   */
  call(f: LuaRef, ...args: LuaValue[]): LuaValue[] {
    return this.#entered(() =>
      this.#raw(() => {
        const L = this.#thread;
        const base = this.#e.lua_gettop(L);
        this.#push(f);
        this.#stack.pushAll(L, args);
        const status = this.#e.lens_call(L, args.length);
        const results = this.#stack.read(L, base + 1, this.#e.lua_gettop(L) - base);
        if (status !== luaStatus.ok) {
          this.#e.lens_push_error_trace(L);
          const trace = this.#stack.pop(L);
          throw new LuaError(results[0], typeof trace === 'string' ? trace : undefined);
        }
        return results;
      }),
    );
  }

  /** Runs a function as a task until it first suspends or ends. `context` is what `vm.context` is meanwhile. */
  start(f: LuaRef, args: readonly LuaValue[], context: unknown): LuaTask {
    this.#check();
    const thread = this.#e.lua_newthread(this.#thread);
    const task = new Task(
      {
        step: (stepped, values, isError) => this.#step(stepped, values, isError),
        whenAtRest: (work) => this.#whenAtRest(work),
        dropThread: (ended) => this.#dropThread(ended),
      },
      thread,
      this.#e.lens_keep(this.#thread),
      context,
    );
    this.#tasks.add(task);
    this.#stack.push(thread, f);
    this.#step(task, args, false);
    return task;
  }

  /** What start() or withContext() was given by whoever runs now; undefined at rest. */
  get context(): unknown {
    return this.#context;
  }

  /** Gives the calls that `work` makes a context. */
  withContext<T>(context: unknown, work: () => T): T {
    const outer = this.#context;
    this.#context = context;
    try {
      return work();
    } finally {
      this.#context = outer;
    }
  }

  /** `chunk:line: ` of the function at a level of the running thread, '' if unknown. Level 1 called the host function. */
  where(level: number): string {
    return this.#raw(() => {
      this.#e.lens_push_where(this.#thread, level);
      return this.#stack.memory.readLuaString(this.#thread, -1);
    });
  }

  /** The running thread's stack, in LuaJIT's format, after the message and a newline if there is one. */
  traceback(message?: string, level = 0): string {
    return this.#raw(() => this.#traceback(this.#thread, message, level));
  }

  // ---------------------------------------------------------------- memory

  /** Bytes in use by Lua (collectgarbage 'count'). */
  memory(): number {
    this.#check();
    return this.#e.lens_memory(this.#main);
  }

  collectGarbage(): void {
    this.#entered(() => this.#e.lens_collect(this.#thread));
  }

  /** Ends the VM: open files are closed, every later use throws, JavaScript may free its memory. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#files.closeAll();
      this.#functions.length = 0;
      this.#tasks.clear();
      this.#waitingForRest.length = 0;
    }
  }

  /** Copies the VM as it is. Throws while Lua runs or a task has not ended. */
  snapshot(): VmSnapshot {
    this.#check();
    if (this.#depth > 0 || this.#tasks.size > 0 || this.#e.stackSave() !== this.#stackBase) {
      throw new Error('a snapshot can only be taken at rest: a task has not ended');
    }
    this.collectGarbage();
    return {
      build: this.build,
      ...copyMemory(this.#e),
      hostFunctions: this.#functions.map(({ name }) => name),
      watches: [...this.#watches],
    };
  }

  // ---------------------------------------------------------------- looking in

  /**
   * Declares variables to read later: each is an upvalue `name` of the functions that are defined
   * on `line` of the chunk that is loaded as `chunkSource` ('=name' or '@file'). Only functions of
   * chunks loaded from now on count; of several the newest one is read. Snapshots keep watches.
   */
  watchUpvalues(chunkSource: string, watches: readonly UpvalueWatch[]): void {
    this.#check();
    const { memory } = this.#stack;
    for (const { id, line, name } of watches) {
      const watch = memory.withCopy(chunkSource, (source) =>
        memory.withText(name, (text) => this.#e.lens_watch_add(this.#thread, source, line, text)),
      );
      this.#watches.set(id, watch);
    }
  }

  /** A watched variable's value now. Throws for an id that was never declared. */
  readWatch(id: string): WatchReading {
    const watch = this.#watches.get(id);
    if (watch === undefined) {
      throw new Error(`no watch '${id}'`);
    }
    return this.#raw(() =>
      this.#e.lens_watch_read(this.#thread, watch) === 0
        ? { unreadable: 'not created yet' }
        : { value: this.#stack.pop(this.#thread) },
    );
  }

  /** A value as text for a report, bounded, without running Lua code. */
  inspect(value: LuaValue, limits?: InspectLimits): Inspection {
    return inspect(
      {
        entries: (table, limit) => this.entries(table, limit),
        formatNumber: (number) => this.#formatNumber(number),
        describeFunction: (f) => this.#describeFunction(f),
        release: (ref) => this.release(ref),
      },
      value,
      limits,
    );
  }

  // ---------------------------------------------------------------- inside

  #check(): void {
    if (this.#crash !== undefined) {
      throw this.#crash;
    }
    if (this.#isClosed) {
      throw new Error('the Lua VM is closed');
    }
  }

  /** Runs work on the running thread's stack, which is afterwards as high as before. */
  #raw<T>(work: () => T): T {
    this.#check();
    const L = this.#thread;
    try {
      const top = this.#e.lua_gettop(L);
      this.#e.lua_checkstack(L, 16);
      try {
        return work();
      } finally {
        this.#e.lua_settop(L, top);
      }
    } catch (error) {
      throw this.#crashOr(error);
    }
  }

  /** Runs work that enters Lua; when the outermost one ends, what waited for rest gets its turn. */
  #entered<T>(work: () => T): T {
    this.#check();
    this.#depth++;
    try {
      return work();
    } catch (error) {
      throw this.#crashOr(error);
    } finally {
      this.#depth--;
      if (this.#depth === 0 && this.#crash === undefined && !this.#isClosed) {
        this.#e.lens_flush();
        this.#atRest();
      }
    }
  }

  #atRest(): void {
    for (let work = this.#waitingForRest.shift(); work !== undefined; work = this.#waitingForRest.shift()) {
      work();
    }
  }

  #whenAtRest(work: () => void): void {
    if (this.#depth === 0) {
      work();
    } else {
      this.#waitingForRest.push(work);
    }
  }

  /** The error, or an EngineCrash if it means that the engine cannot go on. */
  #crashOr(error: unknown): unknown {
    const isCrash =
      error instanceof wasmApi.RuntimeError ||
      (error instanceof RangeError && error.message.startsWith('Maximum call stack')) ||
      error instanceof wasmApi.Exception;
    if (isCrash) {
      this.#crash = new EngineCrash(
        `the Lua engine crashed: ${error instanceof Error ? error.message : 'uncaught longjmp'}`,
        { cause: error },
      );
      return this.#crash;
    }
    if (error instanceof EngineCrash) {
      this.#crash ??= error;
    }
    return error;
  }

  #push(value: LuaValue): void {
    this.#stack.push(this.#thread, value);
  }

  #pushTable(table: LuaRef): void {
    if (table.type !== 'table') {
      throw new TypeError(`table expected, got ${table.type}`);
    }
    this.#push(table);
  }

  #nextPair(): [LuaValue, LuaValue] | undefined {
    if (this.#e.lua_next(this.#thread, -2) === 0) {
      return undefined;
    }
    const value = this.#stack.pop(this.#thread);
    const [key] = this.#stack.read(this.#thread, this.#e.lua_gettop(this.#thread), 1);
    return [key, value];
  }

  #makeRef(type: LuaRef['type'], slot: number): LuaRef {
    const ref: LuaRef = { type, slot };
    this.#unused.register(ref, slot, ref);
    return ref;
  }

  #releaseSlot(slot: number): void {
    if (!this.#isClosed && this.#crash === undefined) {
      this.#e.lens_release(this.#main, slot);
    }
  }

  /** A reference to the value that `push` leaves on top. */
  #kept(push: () => void): LuaRef {
    return this.#raw(() => {
      push();
      return this.#stack.pop(this.#thread) as LuaRef;
    });
  }

  #runPrelude(natives: readonly LuaRef[]): void {
    const chunk = this.load(prelude, '=[lens]');
    this.call(chunk, ...natives);
    this.release(chunk);
  }

  #traceback(of: Pointer, message: string | undefined, level: number): string {
    const L = this.#thread;
    if (message !== undefined) {
      this.#push(message);
    }
    this.#e.lens_traceback(L, of, message === undefined ? 0 : 1, level);
    return this.#stack.memory.readLuaString(L, -1);
  }

  #formatNumber(value: number): string {
    return this.#raw(() => {
      this.#push(value);
      return this.#stack.memory.readLuaString(this.#thread, -1);
    });
  }

  #describeFunction(f: LuaRef): string {
    return this.#raw(() => {
      this.#push(f);
      this.#e.lens_describe_function(this.#thread);
      return this.#stack.memory.readLuaString(this.#thread, -1);
    });
  }

  // ---------------------------------------------------------------- tasks

  #step(task: Task, values: readonly LuaValue[], isError: boolean): void {
    const outcome = this.#entered(() => this.#resume(task, values, isError));
    if (outcome === 'suspended') {
      task.suspended();
    } else {
      task.finish(outcome);
    }
  }

  #resume(task: Task, values: readonly LuaValue[], isError: boolean): TaskOutcome | 'suspended' {
    const { thread } = task;
    const from = this.#depth > 1 ? this.#thread : 0;
    const outer = { thread: this.#thread, task: this.#task, context: this.#context };
    this.#thread = thread;
    this.#task = task;
    this.#context = task.context;
    task.status = 'running';
    let status: number;
    try {
      this.#stack.pushAll(thread, values);
      status = this.#e.lens_resume_task(thread, from, values.length, isError ? 1 : 0);
    } finally {
      this.#thread = outer.thread;
      this.#task = outer.task;
      this.#context = outer.context;
    }
    if (status === luaStatus.yield) {
      if (this.#e.lens_take_suspension() === 0) {
        this.#yielded(task);
      }
      return 'suspended';
    }
    const count = this.#e.lua_gettop(thread);
    if (status === luaStatus.ok) {
      return { status: 'done', values: this.#stack.read(thread, 1, count) };
    }
    const [value] = this.#stack.read(thread, count, 1);
    const trace = this.#raw(() => this.#traceback(thread, undefined, 0));
    return { status: 'failed', error: new LuaError(value, trace) };
  }

  /** coroutine.yield in the task itself gives the other tasks a turn, as in ngx_lua; its values are dropped. */
  #yielded(task: Task): void {
    this.#e.lua_settop(task.thread, 0);
    const goOn = task.beginWait();
    const turn = setImmediate(() => goOn([], false));
    task.setCancelWait(() => clearImmediate(turn));
  }

  #dropThread(task: Task): void {
    this.#tasks.delete(task);
    this.#releaseSlot(task.slot);
  }

  // ---------------------------------------------------------------- calls from Lua

  /** The engine's import `host.call`; its results are c/host.c's protocol. */
  #hostCall(L: Pointer, id: number, count: number): number {
    const outer = this.#thread;
    this.#thread = L;
    this.#depth++;
    try {
      const registered = this.#functions[id];
      if (registered === undefined) {
        const name = this.snapshotted?.hostFunctions[id] ?? String(id);
        throw new Error(`host function '${name}' is not registered in this VM`);
      }
      const result = count === 0 ? registered.f() : registered.f(...this.#stack.readArguments(L, count));
      return result === undefined ? 0 : this.#deliver(L, result);
    } catch (error) {
      return this.#raise(L, error);
    } finally {
      this.#depth--;
      this.#thread = outer;
    }
  }

  #deliver(L: Pointer, result: HostResult): number {
    if (Array.isArray(result)) {
      this.#stack.pushAll(L, result as readonly LuaValue[]);
      return result.length;
    }
    if (result instanceof Suspension) {
      return this.#suspend(L, result);
    }
    if (result instanceof Abort) {
      this.#suspendable(L).abortedWith = { value: result.value };
      return HOST_SUSPEND;
    }
    this.#stack.push(L, result as LuaValue);
    return 1;
  }

  /** The running task, if everything between it and here can yield. */
  #suspendable(L: Pointer): Task {
    if (this.#task === undefined || this.#e.lens_can_suspend_here(L) === 0) {
      throw new Error(CROSSED_C_CALL);
    }
    return this.#task;
  }

  #suspend(L: Pointer, { starter }: Suspension): number {
    const task = this.#suspendable(L);
    const goOn = task.beginWait();
    let isStarting = true;
    let answer: { values: readonly LuaValue[]; isError: boolean } | undefined;
    const settle = (values: readonly LuaValue[], isError: boolean) => {
      if (answer === undefined) {
        answer = { values, isError };
        if (!isStarting) {
          goOn(values, isError);
        }
      }
    };
    const cancelWait = starter(
      (...results) => settle(results, false),
      (error) => settle([error], true),
    );
    isStarting = false;
    const early = answer;
    if (early === undefined) {
      task.setCancelWait(cancelWait);
      return HOST_SUSPEND;
    }
    this.#stack.pushAll(L, early.values);
    return early.isError ? HOST_ERROR : early.values.length;
  }

  /** Turns what a host function threw into a Lua error; what breaks the engine goes on upwards. */
  #raise(L: Pointer, thrown: unknown): number {
    const error = this.#crashOr(thrown);
    if (error instanceof EngineCrash) {
      throw error;
    }
    this.#e.lua_checkstack(L, 8);
    if (error instanceof LuaError) {
      this.#stack.push(L, error.value);
    } else {
      const message = error instanceof Error ? error.message : String(error);
      this.#e.lens_push_where(L, 1);
      const where = this.#stack.memory.readLuaString(L, -1);
      this.#stack.push(L, where + (/[^\u0000-\u00ff]/.test(message) ? utf8(message) : message));
    }
    return HOST_ERROR;
  }
}
