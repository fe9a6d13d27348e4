import type { LuaFamily } from '../nginx/index.js';

/** The phases in which ngx_lua (http and stream) runs Lua, by the names of their directives. */
export type Phase = LuaFamily;

/** When Lua's code runs, as far as state is concerned: before any request, or in one. */
export type Era = 'startup' | 'request' | 'timer';

/** `init_worker` runs in every worker alike before its first request, so what it sets is the start, not a change. */
export function eraOf(phase: Phase): Era {
  return phase === 'init' || phase === 'init_worker' ? 'startup' : 'request';
}
