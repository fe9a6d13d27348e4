import type { ApiModule } from './api.js';
import { formatNumber } from './numbers.js';
import { joined } from './pieces.js';

/** ngx.arg: set_by_lua's arguments, and a body filter's piece and end (the prelude's metatable calls these). */
export const argFunctions: ApiModule = (api) => ({
  get_arg: (key) => {
    const { context } = api;
    if (context?.filter) {
      if (key === 1) return context.filter.text;
      return key === 2 ? context.filter.isLast : undefined;
    }
    return typeof key === 'number' ? context?.arguments?.[key - 1] : undefined;
  },
  set_arg: (key, value) => {
    const filter = api.context?.filter;
    if (filter === undefined) throw api.disabled();
    if (key === 2) {
      filter.isLast = value !== undefined && value !== false;
      return;
    }
    if (key !== 1)
      throw api.raised(
        `bad argument #${typeof key === 'number' ? formatNumber(key) : '-1'} to '__newindex' (bad index)`,
        2,
      );
    if (value === undefined || value === false) filter.text = '';
    else if (typeof value === 'object' && value.type === 'table') {
      filter.text = joined(api, value, (reason) =>
        api.raised(`bad argument #-1 to '__newindex' (${reason})`, 2),
      );
    } else filter.text = typeof value === 'string' ? value : api.stringArgument(value, 2, '__newindex');
  },
});
