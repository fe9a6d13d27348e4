import type { DocEntry } from './entry.js';
import { entries } from './rows.js';

export const limitEntries: readonly DocEntry[] = entries([
  // resty.limit.req
  {
    name: 'resty.limit.req',
    kind: 'module',
    syntax: ['require "resty.limit.req"'],
    text: 'Limits how many requests a second a key may make (a leaky bucket). It counts in a shared dictionary, so the limit holds **for all workers together**, unlike a counter in a module.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md',
  },
  {
    name: 'resty.limit.req.new',
    syntax: ['obj, err = class.new(shdict_name, rate, burst)'],
    constructs: 'resty.limit.req',
    text: 'Makes a limiter: `rate` requests a second, and up to `burst` above it that are delayed. The object holds numbers only and may be kept in a module.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md#new',
  },
  {
    name: 'resty.limit.req:incoming',
    syntax: ['delay, err = obj:incoming(key, commit)'],
    text: 'Counts a request of a key if `commit` is true. Returns the seconds to wait (`ngx.sleep` is yours to call) and how far it is above the rate, or `nil` and `"rejected"`; another message means the dictionary failed.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md#incoming',
  },
  {
    name: 'resty.limit.req:set_rate',
    syntax: ['obj:set_rate(rate)'],
    text: 'Changes the rate of this object. **Per worker**: the other workers keep theirs.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md#set_rate',
  },
  {
    name: 'resty.limit.req:set_burst',
    syntax: ['obj:set_burst(burst)'],
    text: 'Changes the burst of this object. **Per worker**: the other workers keep theirs.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md#set_burst',
  },
  {
    name: 'resty.limit.req:uncommit',
    syntax: ['ok, err = obj:uncommit(key)'],
    text: 'Takes back a request that `incoming` has counted, as well as it can.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/req.md#uncommit',
  },
  // resty.limit.count
  {
    name: 'resty.limit.count',
    kind: 'module',
    syntax: ['require "resty.limit.count"'],
    text: 'Limits the number of requests of a key in a window of time. It counts in a shared dictionary, **for all workers together**.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/count.md',
  },
  {
    name: 'resty.limit.count.new',
    syntax: ['obj, err = class.new(shdict_name, count, time_window)'],
    constructs: 'resty.limit.count',
    text: 'Makes a limiter: `count` requests in `time_window` seconds. The window begins with the first request of a key.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/count.md#new',
  },
  {
    name: 'resty.limit.count:incoming',
    syntax: ['delay, err = obj:incoming(key, commit)'],
    text: 'Counts a request of a key if `commit` is true. Returns 0 and how many are left, or `nil` and `"rejected"`.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/count.md#incoming',
  },
  {
    name: 'resty.limit.count:uncommit',
    syntax: ['remaining, err = obj:uncommit(key)'],
    text: 'Takes back a request that `incoming` has counted, and returns how many are left.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/count.md#uncommit',
  },
  // resty.limit.conn
  {
    name: 'resty.limit.conn',
    kind: 'module',
    syntax: ['require "resty.limit.conn"'],
    text: 'Limits how many requests of a key run at the same time. It counts in a shared dictionary, **for all workers together**. Whoever entered must call `leaving` in `log_by_lua`.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md',
  },
  {
    name: 'resty.limit.conn.new',
    syntax: ['obj, err = class.new(shdict_name, conn, burst, default_conn_delay)'],
    constructs: 'resty.limit.conn',
    text: 'Makes a limiter: `conn` requests at once and up to `burst` more that are delayed. `default_conn_delay` is the usual time of a request, in seconds, for a first guess of the delay.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#new',
  },
  {
    name: 'resty.limit.conn:incoming',
    syntax: ['delay, err = obj:incoming(key, commit)'],
    text: 'Counts a request as begun if `commit` is true. Returns the seconds to wait and how many run now, or `nil` and `"rejected"`.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#incoming',
  },
  {
    name: 'resty.limit.conn:is_committed',
    syntax: ['bool = obj:is_committed()'],
    text: 'Whether the last `incoming` of this object counted. Only then `leaving` must follow.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#is_committed',
  },
  {
    name: 'resty.limit.conn:leaving',
    syntax: ['conn = obj:leaving(key, req_latency?)'],
    text: 'Counts a request as ended; `req_latency`, its time in seconds, improves the guess of the delay. A request that never leaves keeps its place until the dictionary is emptied.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#leaving',
  },
  {
    name: 'resty.limit.conn:set_conn',
    syntax: ['obj:set_conn(conn)'],
    text: 'Changes the limit of this object. **Per worker**: the other workers keep theirs.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#set_conn',
  },
  {
    name: 'resty.limit.conn:set_burst',
    syntax: ['obj:set_burst(burst)'],
    text: 'Changes the burst of this object. **Per worker**: the other workers keep theirs.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#set_burst',
  },
  {
    name: 'resty.limit.conn:uncommit',
    syntax: ['ok, err = obj:uncommit(key)'],
    text: 'Takes back a request that `incoming` has counted.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/conn.md#uncommit',
  },
  // resty.limit.traffic
  {
    name: 'resty.limit.traffic',
    kind: 'module',
    syntax: ['require "resty.limit.traffic"'],
    text: 'Asks several limiters of `resty.limit.*` as one.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/traffic.md',
  },
  {
    name: 'resty.limit.traffic.combine',
    syntax: [
      'delay, err = class.combine(limiters, keys)',
      'delay, err = class.combine(limiters, keys, states)',
    ],
    text: 'Asks each limiter about the key at the same place of the second list. All must agree: when one rejects, what the others counted is taken back. Returns the longest delay, or `nil` and the reason; `states` receives what each one said.',
    url: 'https://github.com/openresty/lua-resty-limit-traffic/blob/master/lib/resty/limit/traffic.md#combine',
  },
]);
