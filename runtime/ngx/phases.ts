import type { LuaPhase } from './context.js';

/** The phases in which a function may be called, as ngx_lua's context checks say. */
function phases(...names: LuaPhase[]): ReadonlySet<LuaPhase> {
  return new Set(names);
}

export const yieldable = phases('server_rewrite', 'rewrite', 'access', 'content', 'timer');
export const yieldableRequest = phases('server_rewrite', 'rewrite', 'access', 'content');
export const output = yieldableRequest;
export const exiting = phases('server_rewrite', 'rewrite', 'access', 'content', 'timer', 'header_filter');
export const anyRequest = phases(
  'set', 'server_rewrite', 'rewrite', 'access', 'content', 'header_filter', 'body_filter', 'log',
); // prettier-ignore
