import type { LuaError, LuaRef, LuaValue } from '../../lua-engine/index.js';
import type { Api } from './api.js';
import type { LuaContext } from './context.js';

/** The timers of one VM (ngx_http_lua_timer.c). */
export class Timers {
  readonly #pending = new Map<NodeJS.Timeout, (premature: boolean) => void>();
  running = 0;
  /** Told of a timer whose code ended with an error. */
  onFailure: ((error: LuaError, context: LuaContext) => void) | undefined;

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
      if (outcome.status === 'failed') this.onFailure?.(outcome.error, context);
    });
  }
}
