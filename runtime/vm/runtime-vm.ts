import * as fs from 'node:fs';
import type { LuaEngine, LuaRef, LuaVm, VmSnapshot } from '../../lua-engine/index.js';
import { LuaError } from '../../lua-engine/index.js';
import {
  constants,
  hostFunctions,
  logLine,
  traceLines,
  errorText,
  type Api,
  type LuaContext,
} from '../ngx/index.js';
import { fullName, pathStyleOf } from '../../core/nginx/index.js';
import type { LuaHandler, ProcessPhase, Program } from '../program/index.js';
import type { ProcessServices } from '../services.js';
import { prelude, writeGuard } from './prelude.js';
import { readText } from '../ngx/index.js';

/** Code that could not be loaded; `message` is ngx_lua's. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
  constructor(
    message: string,
    /** The file was not there: nginx answers with 404 instead of 500. */
    readonly isMissing = false,
  ) {
    super(message);
  }
}

/** An error in init_by_lua or init_worker_by_lua, as nginx words it. */
export class InitFailure extends Error {
  override readonly name = 'InitFailure';
}

/** A VM with the ngx API in it. */
export class RuntimeVm {
  readonly vm: LuaVm;
  readonly api: Api;
  readonly #loaded = new Map<string, LuaRef>();

  /** @param snapshot of a RuntimeVm of the same program, taken after runInit */
  constructor(
    readonly engine: LuaEngine,
    readonly program: Program,
    readonly services: ProcessServices,
    snapshot?: VmSnapshot,
  ) {
    const options = {
      fs,
      env: environment(program),
      print: (text: string) => services.writeOutput(text),
    };
    this.vm = snapshot === undefined ? engine.createVm(options) : engine.restoreVm(snapshot, options);
    const { api, functions } = hostFunctions(this.vm, engine, program, services);
    this.api = api;
    const registered = functions.map(([name, f]) => [name, this.vm.hostFunction(name, f)] as const);
    if (snapshot === undefined) install(this.vm, registered);
    for (const [, ref] of registered) this.vm.release(ref);
  }

  /** Runs init_by_lua, then guards the globals. Throws InitFailure. */
  runInit(): void {
    this.#runProcessPhase('init', this.program.lua.init);
    const guard = this.vm.load(writeGuard, '=_G write guard');
    this.vm.call(guard);
    this.vm.release(guard);
  }

  /** Runs init_worker_by_lua; an error in it is logged, and the worker goes on, as in nginx. */
  runInitWorker(): void {
    this.#logged('init_worker', this.program.lua.initWorker);
  }

  /** Runs the timers that wait, as premature: the worker is told to end. */
  expireTimers(): void {
    this.api.timers.expireAll();
  }

  runExitWorker(): void {
    this.#logged('exit_worker', this.program.lua.exitWorker);
  }

  /** The function of a handler: compiled once, unless the file's name differs. Throws LoadFailure. */
  handlerFunction(handler: LuaHandler, fileName?: string): LuaRef {
    const { source } = handler;
    const key =
      source.kind === 'inline'
        ? `${source.chunkName}\0${source.text}`
        : this.#path(fileName ?? source.path.source);
    const known = this.#loaded.get(key);
    if (known !== undefined) return known;
    const loaded =
      source.kind === 'inline' ? this.#loadInline(source.text, source.chunkName) : this.#loadFile(key);
    this.#loaded.set(key, loaded);
    return loaded;
  }

  #path(name: string): string {
    return fullName(name, this.program.prefix, pathStyleOf(this.program.prefix));
  }

  #loadInline(text: string, chunkName: string): LuaRef {
    try {
      return this.vm.load(Buffer.from(text, 'latin1'), chunkName);
    } catch (error) {
      if (!(error instanceof LuaError)) throw error;
      throw new LoadFailure(`failed to load inlined Lua code: ${errorText(error)}`);
    }
  }

  #loadFile(path: string): LuaRef {
    const text = readText(path);
    if (text === undefined) {
      const message = `failed to load external Lua file "${path}": cannot open ${path}: No such file or directory`;
      throw new LoadFailure(message, true);
    }
    // A first line of a script for the shell is skipped, but counted.
    const code = text.replace(/^#[^\n]*/, '');
    try {
      return this.vm.load(Buffer.from(code, 'latin1'), `@${path}`);
    } catch (error) {
      if (!(error instanceof LuaError)) throw error;
      throw new LoadFailure(`failed to load external Lua file "${path}": ${errorText(error)}`);
    }
  }

  #runProcessPhase(phase: ProcessPhase, handler: LuaHandler | undefined): void {
    if (handler === undefined) return;
    const directive = `${phase}_by_lua${handler.source.kind === 'file' ? '_file' : ''}`;
    const context: LuaContext = { phase, request: undefined };
    this.vm.withContext(context, () => {
      try {
        this.vm.call(this.handlerFunction(handler));
      } catch (error) {
        if (error instanceof LoadFailure) {
          throw new InitFailure(
            `${directive} error: ${error.message.replace(/^failed to load (?:inlined Lua code|external Lua file "[^"]*"): /, '')}`,
          );
        }
        if (!(error instanceof LuaError)) throw error;
        throw new InitFailure(`${directive} error: ${errorText(error)}\n${traceLines(error)}`);
      }
    });
  }

  #logged(phase: ProcessPhase, handler: LuaHandler | undefined): void {
    try {
      this.#runProcessPhase(phase, handler);
    } catch (error) {
      if (!(error instanceof InitFailure)) throw error;
      logLine(this.api, 'error', error.message, undefined);
    }
  }
}

/** What os.getenv sees: nginx keeps TZ and what `env` directives name. */
function environment({ env }: Program): Record<string, string | undefined> {
  const kept: Record<string, string | undefined> = { TZ: process.env['TZ'] };
  for (const { name, value } of env) kept[name] = value ?? process.env[name];
  return kept;
}

/** Builds `ngx` and what belongs to it, in a VM that has none. */
function install(vm: LuaVm, functions: readonly (readonly [string, LuaRef])[]): void {
  const ngx = vm.newTable();
  const ndk = vm.newTable();
  const native = vm.newTable();
  vm.setGlobal('ngx', ngx);
  vm.setGlobal('ndk', ndk);
  for (const [name, value] of Object.entries(constants)) vm.set(ngx, name, value);
  vm.set(ngx, 'null', vm.newNull());
  for (const [path, f] of functions) place(vm, path, f, { ngx, ndk, native });
  const config = vm.get(ngx, 'config');
  if (typeof config === 'object') {
    const facts = { subsystem: 'http', debug: false, nginx_version: 1022001, ngx_lua_version: 10023 };
    for (const [name, value] of Object.entries(facts)) vm.set(config, name, value);
  }
  const chunk = vm.load(prelude, '=[C]');
  vm.call(chunk, native, ngx);
  vm.release(chunk);
}

function place(
  vm: LuaVm,
  path: string,
  f: LuaRef,
  { ngx, ndk, native }: { ngx: LuaRef; ndk: LuaRef; native: LuaRef },
): void {
  const parts = path.split('.');
  const name = parts.pop() ?? '';
  const root = parts.shift();
  let table = root === undefined ? native : root === 'ndk' ? ndk : ngx;
  for (const part of parts) {
    const known = vm.get(table, part);
    const next = typeof known === 'object' ? known : vm.newTable();
    vm.set(table, part, next);
    table = next;
  }
  vm.set(table, name, f);
}
