import type { DocEntry } from './entry.js';
import { ofRequest, yielding } from './phases.js';
import { entries } from './rows.js';

export const coreEntries: readonly DocEntry[] = entries([
  // resty.core
  {
    name: 'resty.core',
    kind: 'module',
    syntax: ['require "resty.core"'],
    text: 'The implementation of much of `ngx.*` on `ffi`, so that LuaJIT can compile it. Loaded by itself since ngx_lua 0.10.16; requiring it does no harm.',
    url: 'https://github.com/openresty/lua-resty-core',
  },
  // resty.core.ctx
  {
    name: 'resty.core.ctx',
    kind: 'module',
    syntax: ['require "resty.core.ctx"'],
    text: 'What is behind `ngx.ctx`.',
    url: 'https://github.com/openresty/lua-resty-core',
  },
  {
    name: 'resty.core.ctx.get_ctx_table',
    syntax: ['ctx = resty.core.ctx.get_ctx_table(ctx?)'],
    text: 'The table of `ngx.ctx`, the same on each call within a request. A table that is handed in is used if the request has none yet, so it must not be one that a module shares. **Per request**.',
    url: 'https://github.com/openresty/lua-resty-core#get_ctx_table',
  },
  // resty.core.time
  {
    name: 'resty.core.time',
    kind: 'module',
    syntax: ['require "resty.core.time"'],
    text: 'Clocks that never go back.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/resty/core/time.md',
  },
  {
    name: 'resty.core.time.monotonic_msec',
    syntax: ['monotonic_msec()'],
    text: 'Milliseconds of nginx’s monotonic clock, cached as `ngx.now` is. For durations: it does not jump when the system’s time is set.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/resty/core/time.md#monotonic_msec',
  },
  {
    name: 'resty.core.time.monotonic_time',
    syntax: ['monotonic_time()'],
    text: 'Seconds of nginx’s monotonic clock, with milliseconds as decimals.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/resty/core/time.md#monotonic_time',
  },
  // ngx.semaphore
  {
    name: 'ngx.semaphore',
    kind: 'module',
    syntax: ['require "ngx.semaphore"'],
    text: 'Lets light threads of one worker wait for each other, those of different requests too. **Per worker**: a `post` wakes nobody in another worker.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/semaphore.md',
  },
  {
    name: 'ngx.semaphore.new',
    syntax: ['sema, err = semaphore_module.new(n?)'],
    constructs: 'ngx.semaphore',
    text: 'Makes a semaphore with `n` resources, 0 unless told. Kept in a module it is one for all requests of the worker, which is its use.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/semaphore.md#new',
  },
  {
    name: 'ngx.semaphore:post',
    syntax: ['sema:post(n?)'],
    text: 'Adds `n` resources (1 unless told) and wakes as many that wait, at the next turn of the event loop.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/semaphore.md#post',
  },
  {
    name: 'ngx.semaphore:wait',
    syntax: ['ok, err = sema:wait(timeout)'],
    contexts: yielding,
    text: 'Takes a resource, or waits `timeout` seconds for one. Returns `true`, or `nil` and `"timeout"`. With 0 it never waits.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/semaphore.md#wait',
  },
  {
    name: 'ngx.semaphore:count',
    syntax: ['count = sema:count()'],
    text: 'The resources that are free; below 0 how many wait.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/semaphore.md#count',
  },
  // ngx.balancer
  {
    name: 'ngx.balancer',
    kind: 'module',
    syntax: ['require "ngx.balancer"'],
    text: 'What `balancer_by_lua` uses to choose the peer of an upstream. Nothing may wait there: look names up before, for example in `access_by_lua`, and hand them over in `ngx.ctx`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md',
  },
  {
    name: 'ngx.balancer.set_current_peer',
    syntax: ['ok, err = balancer.set_current_peer(host, port, host?)'],
    contexts: ['balancer_by_lua'],
    text: 'Sets the address of the peer for this try, an IP address and not a name. The third argument is the host name of TLS.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#set_current_peer',
  },
  {
    name: 'ngx.balancer.bind_to_local_addr',
    syntax: ['ok, err = balancer.bind_to_local_addr(addr)'],
    contexts: ['balancer_by_lua'],
    text: 'Chooses the local address from which the connection to the peer goes out.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#bind_to_local_addr',
  },
  {
    name: 'ngx.balancer.enable_keepalive',
    syntax: ['ok, err = balancer.enable_keepalive(idle_timeout?, max_requests?)'],
    contexts: ['balancer_by_lua'],
    text: 'Keeps the connection for later requests to the same peer, for `idle_timeout` seconds and `max_requests` requests. Needs `balancer_keepalive` or `keepalive`. **Per worker**.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#enable_keepalive',
  },
  {
    name: 'ngx.balancer.set_more_tries',
    syntax: ['ok, err = balancer.set_more_tries(count)'],
    contexts: ['balancer_by_lua'],
    text: 'Allows so many further tries if this one fails. `proxy_next_upstream_tries` still bounds them, and then `err` says so.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#set_more_tries',
  },
  {
    name: 'ngx.balancer.get_last_failure',
    syntax: ['state_name, status_code = balancer.get_last_failure()'],
    contexts: ['balancer_by_lua'],
    text: 'How the try before ended: `"next"` or `"failed"` and a status; `nil` at the first try.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#get_last_failure',
  },
  {
    name: 'ngx.balancer.set_timeouts',
    syntax: ['ok, err = balancer.set_timeouts(connect_timeout, send_timeout, read_timeout)'],
    contexts: ['balancer_by_lua'],
    text: 'Sets the limits of connecting, sending and reading of this try, in **seconds**; `nil` leaves one as it is.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#set_timeouts',
  },
  {
    name: 'ngx.balancer.recreate_request',
    syntax: ['ok, err = balancer.recreate_request()'],
    contexts: ['balancer_by_lua'],
    text: 'Builds the request to the peer anew, after headers or variables were changed for a second try.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#recreate_request',
  },
  {
    name: 'ngx.balancer.set_upstream_tls',
    syntax: ['ok, err = balancer.set_upstream_tls(on)'],
    contexts: ['balancer_by_lua'],
    text: 'With `false` a `https://` upstream is talked to without TLS in this try.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/balancer.md#set_upstream_tls',
  },
  // ngx.base64
  {
    name: 'ngx.base64',
    kind: 'module',
    syntax: ['require "ngx.base64"'],
    text: 'Base64 in the alphabet for URLs and file names.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/base64.md',
  },
  {
    name: 'ngx.base64.encode_base64url',
    syntax: ['encoded = base64.encode_base64url(input)'],
    text: 'The Base64 of a string with `-` and `_`, without `=` at the end.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/base64.md#encode_base64url',
  },
  {
    name: 'ngx.base64.decode_base64url',
    syntax: ['decoded, err = base64.decode_base64url(input)'],
    text: 'The bytes of such a string, or `nil` and the reason.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/base64.md#decode_base64url',
  },
  // ngx.errlog
  {
    name: 'ngx.errlog',
    kind: 'module',
    syntax: ['require "ngx.errlog"'],
    text: 'Reads and filters nginx’s error log from Lua.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/errlog.md',
  },
  {
    name: 'ngx.errlog.set_filter_level',
    syntax: ['status, err = log_module.set_filter_level(log_level)'],
    contexts: ['init_by_lua'],
    text: 'Says from which level on `lua_capture_error_log` keeps messages. Only in `init_by_lua`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/errlog.md#set_filter_level',
  },
  {
    name: 'ngx.errlog.get_logs',
    syntax: ['res, err = log_module.get_logs(max?, res?)'],
    text: 'Takes messages out of the buffer of `lua_capture_error_log`, as a flat list of level, time and text. **Per worker**.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/errlog.md#get_logs',
  },
  {
    name: 'ngx.errlog.get_sys_filter_level',
    syntax: ['log_level = log_module.get_sys_filter_level()'],
    text: 'The level of the `error_log` that is in force, to be compared with `ngx.ERR` and its like. Spares making messages that nobody sees.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/errlog.md#get_sys_filter_level',
  },
  {
    name: 'ngx.errlog.raw_log',
    syntax: ['log_module.raw_log(log_level, msg)'],
    text: 'Writes a message to the error log without the file and line that `ngx.log` adds.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/errlog.md#raw_log',
  },
  // ngx.process
  {
    name: 'ngx.process',
    kind: 'module',
    syntax: ['require "ngx.process"'],
    text: 'Tells what kind of process this is, and starts the privileged agent.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/process.md',
  },
  {
    name: 'ngx.process.type',
    syntax: ['type_name = process_module.type()'],
    text: '`"worker"`, `"master"`, `"single"`, `"helper"`, `"signaller"` or `"privileged agent"`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/process.md#type',
  },
  {
    name: 'ngx.process.enable_privileged_agent',
    syntax: ['ok, err = process_module.enable_privileged_agent(connections)'],
    contexts: ['init_by_lua'],
    text: 'Asks for one more process that runs as the master’s user and serves no requests; `init_worker_by_lua` runs in it too, with `ngx.worker.id()` of `nil`. The place for a job that exactly one process should do.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/process.md#enable_privileged_agent',
  },
  {
    name: 'ngx.process.signal_graceful_exit',
    syntax: ['process_module.signal_graceful_exit()'],
    text: 'Tells this worker to finish its requests and leave; the master starts another.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/process.md#signal_graceful_exit',
  },
  {
    name: 'ngx.process.get_master_pid',
    syntax: ['pid = process_module.get_master_pid()'],
    text: 'The process id of the master.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/process.md#get_master_pid',
  },
  // ngx.re
  {
    name: 'ngx.re.split',
    syntax: ['res, err = ngx_re.split(subject, regex, options?, ctx?, max?, res?)'],
    text: 'Splits a string at each match of an expression into a list; groups of the expression are put in between. `max` bounds the pieces. `res` is filled instead of a new table, and cut off behind the last piece.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/re.md#split',
  },
  {
    name: 'ngx.re.opt',
    syntax: ['ngx_re.opt(option, value)'],
    since: '0.1.12',
    text: 'Sets an option of the engine, such as `jit_stack_size` in bytes. It holds for the whole worker: call it in `init_by_lua` or `init_worker_by_lua`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/re.md#opt',
  },
  // ngx.req
  {
    name: 'ngx.req.add_header',
    syntax: ['ngx_req.add_header(header_name, header_value)'],
    contexts: ofRequest,
    since: '0.1.18',
    text: 'Adds a header to the request without removing those of the same name. From the module `ngx.req`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/req.md#add_header',
  },
  // ngx.resp
  {
    name: 'ngx.resp.add_header',
    syntax: ['ngx_resp.add_header(header_name, header_value)'],
    contexts: ofRequest,
    text: 'Adds a header to the answer without removing those of the same name, for `Set-Cookie` above all. From the module `ngx.resp`.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/resp.md#add_header',
  },
  {
    name: 'ngx.resp.set_status',
    syntax: ['ngx_resp.set_status(status, reason?)'],
    contexts: ofRequest,
    text: 'Sets status and reason of the answer together. HTTP/2 has no reason.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/resp.md#set_status',
  },
  {
    name: 'ngx.resp.bypass_if_checks',
    syntax: ['ngx_resp.bypass_if_checks()'],
    contexts: ofRequest,
    text: 'Lets nginx skip the tests of `If-Modified-Since`, `If-Match` and their like for this answer.',
    url: 'https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/resp.md#bypass_if_checks',
  },
]);
