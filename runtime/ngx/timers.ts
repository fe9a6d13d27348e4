import type { LuaValue } from '../../lua-engine/index.js';
import type { ApiModule } from './api.js';
import { errorText, logLine, traceLines } from './log.js';

/** lua_max_pending_timers' default. */
const MAX_PENDING = 1024;

/** ngx.timer.*. */
export const timerFunctions: ApiModule = (api) => {
  api.timers.onFailure = (error, context) => {
    const trace = traceLines(error).replace(/^stack traceback:/, 'stack traceback:\ncoroutine 0:');
    logLine(api, 'error', `lua entry thread aborted: runtime error: ${errorText(error)}\n${trace}`, context);
  };
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
