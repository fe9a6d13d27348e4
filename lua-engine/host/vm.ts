import { VmCore } from './core.js';
import { FileTable } from './files.js';
import type { OutputStream } from './files.js';
import { HostFunctions } from './functions.js';
import { inspect } from './inspect.js';
import type { Inspection, InspectLimits } from './inspect.js';
import { prelude } from './prelude.js';
import { Scheduler } from './scheduler.js';
import { copyMemory, restoreMemory } from './snapshot.js';
import type { VmSnapshot } from './snapshot.js';
import { systemFunctions } from './system.js';
import type { SystemOptions } from './system.js';
import type { LuaTask, Task } from './task.js';
import { EngineCrash, LuaError } from './values.js';
import type { HostFunction, LuaRef, LuaValue } from './values.js';
import { instantiate, luaStatus } from './wasm.js';
import type { LuaExports, Pointer } from './wasm.js';
import type { WasmModule } from './webassembly.js';

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

/**
 * One Lua VM in an instance of the engine of its own.
 *
 * Methods throw EngineCrash once the engine has trapped. References stay valid until they are
 * released or, at the latest, until JavaScript's own collector finds them unused. Everything that
 * reads or writes values is raw: no metamethod runs.
 */
export class LuaVm {
  readonly #core: VmCore<Task>;
  readonly #e: LuaExports;
  readonly #files: FileTable;
  readonly #functions: HostFunctions;
  readonly #scheduler: Scheduler;
  readonly #watches: Map<string, number>;
  /** The C stack pointer at rest. */
  readonly #stackBase: Pointer;

  private constructor(
    module: WasmModule,
    private readonly build: string,
    options: VmOptions,
    snapshot: VmSnapshot | undefined,
  ) {
    const memory = () => this.#core.stack.memory;
    this.#files = new FileTable(memory, options.fs, options.print ?? (() => undefined));
    this.#e = instantiate(
      module,
      {
        call: (L, id, count) => this.#functions.call(L, id, count),
        panic: (L) => {
          throw new EngineCrash(`unprotected error in the Lua engine: ${memory().readLuaString(L, -1)}`);
        },
        open: this.#files.open,
      },
      this.#files,
    );
    this.#stackBase = this.#e.stackSave();
    if (snapshot !== undefined) {
      restoreMemory(this.#e, snapshot);
    } else {
      this.#e._initialize();
      this.#e.lens_create();
    }
    this.#core = new VmCore(this.#e);
    this.#scheduler = new Scheduler(this.#core);
    this.#functions = new HostFunctions(this.#core, this.#scheduler, snapshot?.hostFunctions ?? []);
    this.#watches = new Map(snapshot?.watches);
    const natives = systemFunctions(options).map(([name, f]) => this.hostFunction(name, f));
    if (snapshot === undefined) {
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
    return this.#functions.register(name, f);
  }

  // ---------------------------------------------------------------- values

  newTable(): LuaRef {
    return this.#core.kept(() => this.#e.lua_createtable(this.#core.thread, 0, 0));
  }

  /** The light userdata NULL, which OpenResty calls ngx.null and cjson.null. */
  newNull(): LuaRef {
    return this.#core.kept(() => this.#e.lens_push_null(this.#core.thread));
  }

  /** table[key], without metamethods. */
  get(table: LuaRef, key: LuaValue): LuaValue {
    return this.#core.raw(() => {
      this.#pushTable(table);
      this.#core.push(key);
      this.#e.lua_rawget(this.#core.thread, -2);
      return this.#core.pop();
    });
  }

  /** table[key] = value, without metamethods. Throws for the keys nil and NaN, as Lua does. */
  set(table: LuaRef, key: LuaValue, value: LuaValue): void {
    if (key === undefined || Number.isNaN(key)) {
      throw new Error(`table index is ${key === undefined ? 'nil' : 'NaN'}`);
    }
    this.#core.raw(() => {
      this.#pushTable(table);
      this.#core.push(key);
      this.#core.push(value);
      this.#e.lua_rawset(this.#core.thread, -3);
    });
  }

  /** #table, without metamethods. */
  rawlen(table: LuaRef): number {
    return this.#core.raw(() => {
      this.#core.push(table);
      return this.#e.lua_rawlen(this.#core.thread, -1);
    });
  }

  /** Whether two values are the same object or equal primitives. */
  rawEqual(a: LuaValue, b: LuaValue): boolean {
    return this.#core.raw(() => {
      this.#core.push(a);
      this.#core.push(b);
      return this.#e.lua_rawequal(this.#core.thread, -1, -2) !== 0;
    });
  }

  /** The pair after `key` (undefined for the first one), or undefined at the end or for an unknown key. */
  next(table: LuaRef, key?: LuaValue): [key: LuaValue, value: LuaValue] | undefined {
    return this.#core.raw(() => {
      this.#pushTable(table);
      this.#core.push(key);
      if (key !== undefined && this.#e.lens_has_key(this.#core.thread, -2) === 0) {
        return undefined;
      }
      return this.#nextPair();
    });
  }

  /** The first `limit` pairs. */
  entries(table: LuaRef, limit = 1000): { pairs: [LuaValue, LuaValue][]; isComplete: boolean } {
    return this.#core.raw(() => {
      const pairs: [LuaValue, LuaValue][] = [];
      this.#pushTable(table);
      this.#core.push(undefined);
      while (pairs.length < limit) {
        const pair = this.#nextPair();
        if (pair === undefined) {
          return { pairs, isComplete: true };
        }
        pairs.push(pair);
      }
      return { pairs, isComplete: this.#e.lua_next(this.#core.thread, -2) === 0 };
    });
  }

  /** A global, without metamethods. */
  getGlobal(name: string): LuaValue {
    return this.#core.raw(() => {
      this.#e.lens_push_globals(this.#core.thread);
      this.#core.push(name);
      this.#e.lua_rawget(this.#core.thread, -2);
      return this.#core.pop();
    });
  }

  setGlobal(name: string, value: LuaValue): void {
    this.#core.raw(() => {
      this.#e.lens_push_globals(this.#core.thread);
      this.#core.push(name);
      this.#core.push(value);
      this.#e.lua_rawset(this.#core.thread, -3);
    });
  }

  /** Lets go of a reference; it must not be used afterwards. */
  release(ref: LuaRef): void {
    this.#core.release(ref);
  }

  // ---------------------------------------------------------------- running

  /**
   * Compiles a chunk. Throws LuaError with the engine's message.
   * @param chunkName '=name' or '@file', as for Lua's load
   */
  load(text: string | Uint8Array, chunkName: string): LuaRef {
    return this.#core.raw(() => {
      const L = this.#core.thread;
      const status = this.#core.stack.memory.withCopy(chunkName, (name) =>
        this.#core.stack.memory.withText(text, (at, length) => this.#e.lens_load(L, at, length, name)),
      );
      const result = this.#core.stack.pop(L);
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
    return this.#core.entered(() =>
      this.#core.raw(() => {
        const L = this.#core.thread;
        const base = this.#e.lua_gettop(L);
        this.#core.push(f);
        this.#core.stack.pushAll(L, args);
        const status = this.#e.lens_call(L, args.length);
        const results = this.#core.stack.read(L, base + 1, this.#e.lua_gettop(L) - base);
        if (status !== luaStatus.ok) {
          this.#e.lens_push_error_trace(L);
          const trace = this.#core.stack.pop(L);
          throw new LuaError(results[0], typeof trace === 'string' ? trace : undefined);
        }
        return results;
      }),
    );
  }

  /** Runs a function as a task until it first suspends or ends. `context` is what `vm.context` is meanwhile. */
  start(f: LuaRef, args: readonly LuaValue[], context: unknown): LuaTask {
    return this.#scheduler.start(f, args, context);
  }

  /** What start() or withContext() was given by whoever runs now; undefined at rest. */
  get context(): unknown {
    return this.#core.running.context;
  }

  /** Gives the calls that `work` makes a context. */
  withContext<T>(context: unknown, work: () => T): T {
    return this.#core.as({ ...this.#core.running, context }, work);
  }

  /** `chunk:line: ` of the function at a level of the running thread, '' if unknown. Level 1 called the host function. */
  where(level: number): string {
    return this.#core.raw(() => {
      this.#e.lens_push_where(this.#core.thread, level);
      return this.#core.topString();
    });
  }

  /** The running thread's stack, in LuaJIT's format, after the message and a newline if there is one. */
  traceback(message?: string, level = 0): string {
    return this.#core.traceback(this.#core.thread, message, level);
  }

  // ---------------------------------------------------------------- memory

  /** Bytes in use by Lua (collectgarbage 'count'). */
  memory(): number {
    this.#core.check();
    return this.#e.lens_memory(this.#core.main);
  }

  collectGarbage(): void {
    this.#core.entered(() => this.#e.lens_collect(this.#core.thread));
  }

  /** Ends the VM: open files are closed, every later use throws, JavaScript may free its memory. */
  close(): void {
    this.#scheduler.cancelAll();
    if (this.#core.close()) {
      this.#files.closeAll();
      this.#functions.clear();
    }
  }

  /** Copies the VM as it is. Throws while Lua runs or a task has not ended. */
  snapshot(): VmSnapshot {
    this.#core.check();
    if (!this.#core.isAtRest || this.#scheduler.liveTasks > 0 || this.#e.stackSave() !== this.#stackBase) {
      throw new Error('a snapshot can only be taken at rest: a task has not ended');
    }
    this.collectGarbage();
    return {
      build: this.build,
      ...copyMemory(this.#e),
      hostFunctions: [...this.#functions.names],
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
    this.#core.check();
    const { memory } = this.#core.stack;
    for (const { id, line, name } of watches) {
      const watch = memory.withCopy(chunkSource, (source) =>
        memory.withText(name, (text) => this.#e.lens_watch_add(this.#core.thread, source, line, text)),
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
    return this.#core.raw(() =>
      this.#e.lens_watch_read(this.#core.thread, watch) === 0
        ? { unreadable: 'not created yet' }
        : { value: this.#core.pop() },
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

  #pushTable(table: LuaRef): void {
    if (table.type !== 'table') {
      throw new TypeError(`table expected, got ${table.type}`);
    }
    this.#core.push(table);
  }

  /** With a table and a key on top: the pair behind it, whose key takes the old one's place. */
  #nextPair(): [LuaValue, LuaValue] | undefined {
    const L = this.#core.thread;
    if (this.#e.lua_next(L, -2) === 0) {
      return undefined;
    }
    const value = this.#core.pop();
    const [key] = this.#core.stack.read(L, this.#e.lua_gettop(L), 1);
    return [key, value];
  }

  #runPrelude(natives: readonly LuaRef[]): void {
    const chunk = this.load(prelude, '=[lens]');
    this.call(chunk, ...natives);
    this.release(chunk);
  }

  #formatNumber(value: number): string {
    return this.#core.raw(() => {
      this.#core.push(value);
      return this.#core.topString();
    });
  }

  #describeFunction(f: LuaRef): string {
    return this.#core.raw(() => {
      this.#core.push(f);
      this.#e.lens_describe_function(this.#core.thread);
      return this.#core.topString();
    });
  }
}
