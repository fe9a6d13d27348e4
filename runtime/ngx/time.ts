import { suspend } from '../../lua-engine/index.js';
import type { ApiModule } from './api.js';
import { cookieTime, httpTime, localTime, parseHttpTime, utcTime } from './dates.js';
import { yieldable } from './phases.js';

/** ngx.now and its like (ngx_http_lua_time.c), and ngx.sleep. */
export const timeFunctions: ApiModule = (api) => {
  const seconds = (): number => Math.floor(Date.now() / 1000);
  return {
    'ngx.now': () => Date.now() / 1000,
    'ngx.time': () => seconds(),
    'ngx.update_time': () => [],
    'ngx.today': () => localTime(Date.now()).slice(0, 10),
    'ngx.localtime': () => localTime(Date.now()),
    'ngx.utctime': () => utcTime(Date.now()),
    'ngx.http_time': (time) => httpTime(api.numberArgument(time, 1, 'http_time')),
    'ngx.cookie_time': (time) => cookieTime(api.numberArgument(time, 1, 'cookie_time')),
    'ngx.parse_http_time': (text) => [parseHttpTime(api.stringArgument(text, 1, 'parse_http_time'))],
    'ngx.sleep': (...given) => {
      if (given.length !== 1) throw api.raised(`attempt to pass ${given.length} arguments, but accepted 1`);
      const time = api.numberArgument(given[0], 1, 'sleep');
      if (!(time >= 0)) throw api.raised(`invalid sleep duration "${Math.trunc(time * 1000)}"`);
      if (!yieldable.has(api.phase)) throw api.disabled();
      return suspend((resume) => {
        if (time === 0) {
          const turn = setImmediate(() => resume());
          return () => clearImmediate(turn);
        }
        const timer = setTimeout(() => resume(), time * 1000);
        return () => clearTimeout(timer);
      });
    },
  };
};
