import type { DocEntry } from './entry.js';
import { answering, capturing, ofExit, ofRequest } from './phases.js';
import { entries } from './rows.js';

export const outputEntries: readonly DocEntry[] = entries([
  {
    name: 'ngx.say',
    syntax: ['ok, err = ngx.say(...)'],
    contexts: answering,
    text: 'Writes its arguments and a line feed to the body of the answer, and sends the head first if it is still unsent. A list is written item by item; `nil`, booleans and `ngx.null` become words; a table with other keys is an error. Returns 1, or `nil` and the reason, for example when the client has gone. The call does not wait for the client: nginx keeps what is not sent yet in memory, so follow it with `ngx.flush(true)` where a handler writes much. Each call is a small piece of work for nginx: join short strings first.',
  },
  {
    name: 'ngx.print',
    syntax: ['ok, err = ngx.print(...)'],
    contexts: answering,
    text: 'As `ngx.say`, without the line feed at the end.',
  },
  {
    name: 'ngx.flush',
    syntax: ['ok, err = ngx.flush(wait?)'],
    contexts: answering,
    text: 'Hands what has been written so far to the client’s connection. With `true` it waits until everything is out or `send_timeout` has passed, and other requests run meanwhile. Returns 1, or `nil` and the reason. It does nothing for HTTP/1.0 clients while `lua_http10_buffering` is on.',
  },
  {
    name: 'ngx.eof',
    syntax: ['ok, err = ngx.eof()'],
    contexts: answering,
    text: 'Ends the answer: the client has all of it, and what the handler does afterwards costs it no time. Use it before slow work such as writing statistics; with keep-alive the client may send its next request at once. For work that outlives the request use `ngx.timer.at(0, …)`.',
  },
  {
    name: 'ngx.send_headers',
    syntax: ['ok, err = ngx.send_headers()'],
    contexts: answering,
    text: 'Sends status and headers now. What is put into `ngx.header` or `ngx.status` after it comes too late. Seldom needed: the first `ngx.say` or `ngx.print` does it.',
  },
  {
    name: 'ngx.headers_sent',
    kind: 'field',
    syntax: ['value = ngx.headers_sent'],
    contexts: ofRequest,
    text: 'Whether the head of the answer has been sent, as a boolean. Ask it before you set a status in an error handler.',
  },
  {
    name: 'ngx.status',
    kind: 'field',
    syntax: ['ngx.status', 'ngx.status = ngx.HTTP_NOT_FOUND'],
    contexts: ofRequest,
    text: 'The status of the answer, a number. It can be set until the head is sent; a later change is logged as an error and has no effect. Setting it ends nothing: the code goes on, and a body is still expected. **Per request**.',
  },
  {
    name: 'ngx.header.HEADER',
    kind: 'field',
    syntax: ['ngx.header.HEADER = VALUE', 'value = ngx.header.HEADER'],
    contexts: ofRequest,
    text: 'A header of the answer. Assign `nil` to remove it and a list to send it several times. Names are not case-sensitive, and `_` stands for `-` unless `lua_transform_underscores_in_response_headers` is off. Reading gives a string, a list for several values, or `nil`. After the head is sent an assignment is logged and lost. `ngx.header` cannot be iterated: `ngx.resp.get_headers` lists all. **Per request**.',
  },
  {
    name: 'ngx.resp.get_headers',
    syntax: ['headers, err = ngx.resp.get_headers(max_headers?, raw?)'],
    contexts: ofRequest,
    since: '0.9.5',
    text: 'All headers of the answer in a table with keys in small letters; a repeated one is a list. It stops at 100 (or `max_headers`) and then returns `"truncated"` as well; 0 takes the limit away. With `raw` the names keep their letters.',
  },
  {
    name: 'ngx.exit',
    syntax: ['ngx.exit(status)'],
    contexts: ofExit,
    text: 'Ends the current phase. With a status of 200 or more it ends the whole request with that status, and from 300 on nginx builds the error page if nothing was written. With `ngx.OK` (0) only the phase ends and nginx goes on with the next one; `ngx.ERROR` breaks off. The code behind it does not run in phases that may yield, but it does in `header_filter_by_lua` and `balancer_by_lua`, so write `return ngx.exit(…)`. A status set after the head is sent is not seen by the client. In a timer it ends the timer’s callback.',
  },
  {
    name: 'ngx.exec',
    syntax: ['ngx.exec(uri, args?)'],
    contexts: answering,
    text: 'Goes on in another location of this server as an internal redirect, named locations (`@name`) included. It does not return. Arguments may be a string or a table. Call it before anything is written. `ngx.ctx` starts empty in the new location; variables and the request’s body stay.',
  },
  {
    name: 'ngx.redirect',
    syntax: ['ngx.redirect(uri, status?)'],
    contexts: answering,
    text: 'Answers with a `Location` header. 302 unless told; 301, 303, 307 and 308 are the other choices. It ends the request, so the code behind it does not run. Call it before the head is sent. A URI with a line feed in it is refused, so a value from the client cannot add headers.',
  },
  {
    name: 'ngx.log',
    syntax: ['ngx.log(log_level, ...)'],
    text: 'Writes a line to the error log at a level such as `ngx.ERR`, if `error_log` lets it through. Arguments are joined as strings; tables are refused unless they have `__tostring`. A line is cut at 2,048 bytes in plain nginx and 4,096 in OpenResty. The write is a blocking one of this worker.',
  },
  {
    name: 'print',
    syntax: ['print(...)'],
    text: 'Not standard output: it writes to the error log at level `notice`, as `ngx.log(ngx.NOTICE, …)` does. With the usual `error_log … error` nothing is seen.',
  },
  {
    name: 'ngx.arg',
    kind: 'field',
    syntax: ['val = ngx.arg[index]'],
    contexts: ['set_by_lua', 'body_filter_by_lua'],
    text: 'In `set_by_lua` and `set_by_lua_file`: the arguments behind the code, from 1 on. In `body_filter_by_lua`: `ngx.arg[1]` is the piece of the body that passes, `ngx.arg[2]` whether it is the last one; both may be assigned there, and `nil` drops the piece. Collect pieces in `ngx.ctx`, never in a module: bodies of several requests pass in turns.',
  },
  {
    name: 'ngx.location.capture',
    syntax: ['res = ngx.location.capture(uri, options?)'],
    contexts: capturing,
    text: 'Makes a subrequest to a location of this server and waits for it; nothing goes over the network unless that location proxies. Returns a table with `status`, `header`, `body` and `truncated`. Options are `method`, `body`, `args`, `vars`, `copy_all_vars`, `share_all_vars`, `ctx` and `always_forward_body`. The whole body is held in memory. The subrequest has its own `ngx.ctx` unless `ctx` hands it one. Read the client’s body before, or set `lua_need_request_body`. Other requests of the worker run while it waits.',
  },
  {
    name: 'ngx.location.capture_multi',
    syntax: ['res1, res2, ... = ngx.location.capture_multi({ {uri, options?}, {uri, options?}, ... })'],
    contexts: capturing,
    text: 'Makes several subrequests at once and waits for all of them. Takes a list of `{ uri, options }`, returns one table for each in the same order. It takes as long as the slowest one.',
  },
]);
