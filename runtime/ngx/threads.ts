import {
  abort,
  suspend,
  type LuaTask,
  type LuaValue,
  type Abort,
  type Suspension,
} from '../../lua-engine/index.js';
import type { Api, ApiModule } from './api.js';
import { logLine } from './log.js';
import type { LuaContext } from './context.js';
import { yieldable } from './phases.js';

interface LightThread {
  readonly task: LuaTask;
  /** Its results behind `true`, or `false` and the error, once it has ended. */
  results: readonly LuaValue[] | undefined;
  isWaitedFor: boolean;
}

/** The light threads of one handler (ngx_http_lua_uthread.c). */
export class ThreadGroup {
  readonly threads = new Map<number, LightThread>();
  /** What an ngx.exit in one of them asks of the handler. */
  exited: { readonly value: unknown } | undefined;
  /** Told whenever one has ended. */
  onChange: (() => void) | undefined;
  readonly waiters = new Set<() => void>();

  get liveCount(): number {
    return [...this.threads.values()].filter(({ results }) => results === undefined).length;
  }

  cancelAll(): void {
    this.onChange = undefined;
    for (const { task } of this.threads.values()) task.cancel();
  }
}

let lastId = 0;

/** ngx.thread.*: the prelude makes the coroutine, which a task of its own resumes. */
export const threadFunctions: ApiModule = (api) => ({
  thread_spawn: (runner, ...args) => {
    const { context } = api;
    if (context === undefined || !yieldable.has(context.phase)) {
      throw api.raised(`API disabled in the context of ${api.phase}_by_lua*`, 2);
    }
    if (typeof runner !== 'object') throw api.raised('function expected', 2);
    return spawn(api, context, runner, args);
  },
  thread_failed: (error, trace) => {
    const text = typeof error === 'string' ? error : 'unknown reason';
    const shown = (typeof trace === 'string' ? trace : '')
      .replace(/^stack traceback:/, 'stack traceback:\ncoroutine 0:')
      .replace(/\[C\]:\d+:/g, '[C]:');
    logLine(api, 'error', `lua user thread aborted: runtime error: ${text}\n${shown}`);
  },
  thread_wait: (...ids) => waitFor(api, ids),
  thread_kill: (id) => {
    const thread = typeof id === 'number' ? api.context?.threads?.threads.get(id) : undefined;
    if (thread === undefined || thread.isWaitedFor) return [undefined, 'already waited or killed'];
    thread.isWaitedFor = true;
    if (thread.results !== undefined) return [undefined, 'already terminated'];
    thread.results = [false, 'killed'];
    thread.task.cancel();
    return 1;
  },
});

function spawn(
  api: Api,
  context: LuaContext,
  runner: Parameters<Api['vm']['start']>[0],
  args: readonly LuaValue[],
): number | Abort {
  const group = (context.threads ??= new ThreadGroup());
  const id = ++lastId;
  const task = api.vm.start(runner, args, context);
  const thread: LightThread = { task, results: undefined, isWaitedFor: false };
  group.threads.set(id, thread);
  task.onEnd((outcome) => {
    if (outcome.status === 'aborted') {
      thread.results ??= [false, 'killed'];
      if (outcome.value !== undefined) {
        group.exited = { value: outcome.value };
        context.exit?.(outcome.value);
      }
    } else thread.results = outcome.status === 'done' ? outcome.values : [false, outcome.error.value];
    for (const waiter of [...group.waiters]) waiter();
    group.onChange?.();
  });
  return group.exited === undefined ? id : abort(group.exited.value);
}

/** Answers with the results of the first of these that ends. */
function waitFor(api: Api, ids: readonly LuaValue[]): LuaValue[] | Suspension {
  const group = api.context?.threads;
  if (group === undefined || !yieldable.has(api.phase))
    throw api.raised(`API disabled in the context of ${api.phase}_by_lua*`, 2);
  const threads = ids.map((id) => (typeof id === 'number' ? group.threads.get(id) : undefined));
  const take = (): readonly LuaValue[] | undefined => {
    for (const thread of threads) {
      if (thread === undefined || thread.isWaitedFor) return [undefined, 'already waited or killed'];
      if (thread.results === undefined) continue;
      thread.isWaitedFor = true;
      return thread.results;
    }
    return undefined;
  };
  const early = take();
  if (early !== undefined) return [...early];
  return suspend((resume) => {
    const check = (): void => {
      const results = take();
      if (results === undefined) return;
      group.waiters.delete(check);
      resume(...results);
    };
    group.waiters.add(check);
    return () => group.waiters.delete(check);
  });
}
