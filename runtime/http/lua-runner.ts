import { evaluate } from './variables.js';
import type { LuaRef, LuaValue, TaskOutcome } from '../../lua-engine/index.js';
import { errorText, logLine, traceLines, type LuaContext } from '../ngx/index.js';
import type { LuaHandler } from '../program/index.js';
import { createRuntimeVm, LoadFailure, type RuntimeVm } from '../vm/index.js';
import type { HandlerResult, LuaRunner } from './phases.js';
import type { HttpRequest } from './request.js';

type RequestContext = LuaContext & { readonly request: HttpRequest };

/** Runs handlers in a worker's VM, and logs their errors as ngx_lua does. */
export class VmLuaRunner implements LuaRunner {
  /** With `lua_code_cache off` each request has a VM of its own, which sees the files as they are now. */
  readonly #own = new WeakMap<HttpRequest, RuntimeVm>();

  constructor(private readonly runtime: RuntimeVm) {}

  #runtimeOf(request: HttpRequest): RuntimeVm {
    if (request.location.settings.codeCache) return this.runtime;
    const known = this.#own.get(request);
    if (known !== undefined) return known;
    const { engine, program, services } = this.runtime;
    const fresh = createRuntimeVm(engine, program, services);
    fresh.runInit();
    this.#own.set(request, fresh);
    return fresh;
  }

  run(handler: LuaHandler, request: HttpRequest): Promise<HandlerResult> {
    const loaded = this.#load(handler, request);
    if (!('slot' in loaded)) return Promise.resolve(loaded);
    const context: LuaContext = { phase: handler.phase, request };
    return new Promise((resolve, reject) => {
      try {
        const task = this.#runtimeOf(request).vm.start(loaded, [], context);
        request.task = task;
        context.exit = (value) => {
          context.threads?.cancelAll();
          resolve(value as HandlerResult);
          if (task.status === 'suspended') task.cancel();
        };
        task.onEnd((outcome) => this.#settle(this.#result(outcome, context), context, resolve));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  evaluate(handler: LuaHandler, request: HttpRequest, args: readonly string[]): string | undefined {
    const loaded = this.#load(handler, request);
    if (!('slot' in loaded)) return undefined;
    const [value] = this.#call(loaded, { phase: 'set', request, arguments: args }) ?? [];
    return value === undefined || typeof value === 'object' ? undefined : String(value);
  }

  /** A header, body or log handler, which cannot wait. False if it failed; its error is logged. */
  runFilter(handler: LuaHandler, context: RequestContext): boolean {
    const loaded = this.#load(handler, context.request);
    return 'slot' in loaded && this.#call(loaded, context) !== undefined;
  }

  /** Runs code that cannot wait, on a stack of its own so that its traces begin with it; undefined if it failed. */
  #call(f: LuaRef, context: RequestContext): LuaValue[] | undefined {
    let outcome: TaskOutcome | undefined;
    const { vm, api } = this.#runtimeOf(context.request);
    const task = vm.start(f, [], context);
    task.onEnd((ended) => (outcome = ended));
    // Every function that waits has checked the phase; coroutine.yield is all that can lead here.
    if (outcome === undefined) task.cancel();
    if (outcome?.status === 'done') return outcome.values;
    if (outcome?.status !== 'failed') return outcome === undefined ? undefined : [];
    const { error } = outcome;
    const what = `failed to run ${context.phase}_by_lua*: ${errorText(error)}\n${traceLines(error)}`;
    logLine(api, 'error', what, context);
    return undefined;
  }

  #load(handler: LuaHandler, request: HttpRequest): LuaRef | HandlerResult {
    try {
      const { source } = handler;
      const name = source.kind === 'file' ? evaluate(source.path, request) : undefined;
      return this.#runtimeOf(request).handlerFunction(handler, name);
    } catch (error) {
      if (!(error instanceof LoadFailure)) throw error;
      logLine(this.runtime.api, 'error', error.message, { phase: handler.phase, request });
      return error.isMissing ? { kind: 'exit', status: 404 } : { kind: 'failed' };
    }
  }

  /** The request goes on when the light threads have ended too; an exit or an error ends them. */
  #settle(result: HandlerResult, { threads }: LuaContext, resolve: (result: HandlerResult) => void): void {
    if (threads === undefined) {
      resolve(result);
      return;
    }
    if (result.kind !== 'done') {
      threads.cancelAll();
      resolve(result);
      return;
    }
    const check = (): void => {
      if (threads.liveCount === 0) resolve(result);
    };
    threads.onChange = check;
    check();
  }

  #result(outcome: TaskOutcome, context: LuaContext): HandlerResult {
    switch (outcome.status) {
      case 'done':
        return { kind: 'done' };
      case 'aborted':
        return (outcome.value as HandlerResult | undefined) ?? { kind: 'exit', status: 499 };
      case 'failed': {
        const trace = traceLines(outcome.error).replace(
          /^stack traceback:/,
          'stack traceback:\ncoroutine 0:',
        );
        const message = `lua entry thread aborted: runtime error: ${errorText(outcome.error)}\n${trace}`;
        logLine(this.runtime.api, 'error', message, context);
        return { kind: 'failed' };
      }
    }
  }
}
