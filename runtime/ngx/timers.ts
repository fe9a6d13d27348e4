import { errorText, logLine, traceLines } from './log.js';
import type { LuaRef, LuaValue, TaskOutcome } from '../../lua-engine/index.js';
import type { Api, ApiModule } from './api.js';
import type { LuaContext } from './context.js';

/** lua_max_pending_timers' default. */
const MAX_PENDING = 1024;

/** The timers of one VM (ngx_http_lua_timer.c). */
export class Timers {
  readonly #pending = new Map<NodeJS.Timeout, (premature: boolean) => void>();
  running = 0;

  constructor(private readonly api: Api) {}

  get pendingCount(): number {
    return this.#pending.size;
  }

  start(delay: number, f: LuaRef, args: readonly LuaValue[], repeat: boolean): void {
    const fire = (premature: boolean): void => {
      this.#pending.delete(timer);
      if (repeat && !premature && !this.api.services.worker.exiting()) this.start(delay, f, args, true);
      this.#run(f, [premature, ...args]);
    };
    const timer = setTimeout(() => fire(false), delay * 1000);
    this.#pending.set(timer, fire);
  }

  /** Runs every waiting timer now, as premature: the worker ends. */
  expireAll(): void {
    for (const [timer, fire] of [...this.#pending]) {
      clearTimeout(timer);
      fire(true);
    }
  }

  #run(f: LuaRef, args: readonly LuaValue[]): void {
    const context: LuaContext = { phase: 'timer', request: undefined };
    this.running += 1;
    const task = this.api.vm.start(f, args, context);
    task.onEnd((outcome) => {
      this.running -= 1;
      this.#report(outcome, context);
    });
  }

  #report(outcome: TaskOutcome, context: LuaContext): void {
    if (outcome.status !== 'failed') return;
    const trace = traceLines(outcome.error).replace(/^stack traceback:/, 'stack traceback:\ncoroutine 0:');
    logLine(
      this.api,
      'error',
      `lua entry thread aborted: runtime error: ${errorText(outcome.error)}\n${trace}`,
      context,
    );
  }
}

export const timerFunctions: ApiModule = (api) => {
  const begin = (name: string, repeat: boolean, [delay, f, ...rest]: readonly LuaValue[]): LuaValue[] => {
    const seconds = api.numberArgument(delay, 1, name);
    if (seconds < 0) throw api.badArgument(1, name, 'delay must not be negative');
    if (repeat && seconds === 0) throw api.badArgument(1, name, 'delay cannot be zero');
    if (typeof f !== 'object' || f.type !== 'function') {
      const got = typeof f === 'object' ? f.type : f === undefined ? 'nil' : typeof f;
      throw api.badArgument(2, name, `function expected, got ${got}`);
    }
    if (api.phase === 'init' || api.phase === 'exit_worker') throw api.disabled();
    if (api.services.worker.exiting() && seconds > 0) return [undefined, 'process exiting'];
    if (api.timers.pendingCount >= MAX_PENDING) return [undefined, 'too many pending timers'];
    api.timers.start(seconds, f, rest, repeat);
    return [1];
  };
  return {
    'ngx.timer.at': (...args) => begin('at', false, args),
    'ngx.timer.every': (...args) => begin('every', true, args),
    'ngx.timer.running_count': () => api.timers.running,
    'ngx.timer.pending_count': () => api.timers.pendingCount,
  };
};
