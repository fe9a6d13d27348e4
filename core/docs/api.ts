import type { DocEntry } from './entry.js';
import { manual } from './manual.js';

const by = (names: string): readonly string[] => names.split(' ').map((name) => `${name}_by_lua`);

/** Where a request can be answered: the phases that may wait. */
const answering = by('rewrite access content');
const waiting = [...answering, 'timers', ...by('ssl_certificate ssl_session_fetch')];
const ofRequest = by('set rewrite access content header_filter body_filter log balancer');
const beforeBody = by('rewrite access content header_filter');
const everywhere: readonly string[] = [];

type Row = readonly [
  path: string,
  kind: DocEntry['kind'],
  syntax: string,
  phases: readonly string[],
  text: string,
  section?: string,
];

const rows: readonly Row[] = [
  // Output
  ['ngx.say', 'function', 'ok, err = ngx.say(...)', answering, 'Sends its arguments and a line feed as part of the body; the head goes out before, if it has not yet. Tables are joined, `nil`, booleans and `ngx.null` are written as words. Returns 1, or `nil` and the reason. What is written is buffered by nginx: the call does not wait for the client.'],
  ['ngx.print', 'function', 'ok, err = ngx.print(...)', answering, 'As `ngx.say`, without the line feed.'],
  ['ngx.flush', 'function', 'ok, err = ngx.flush(wait?)', answering, 'Sends what has been written so far. With `true` it waits until the system has taken it.'],
  ['ngx.eof', 'function', 'ok, err = ngx.eof()', answering, 'Ends the answer: the client has all of it, and the handler goes on without it.'],
  ['ngx.send_headers', 'function', 'ok, err = ngx.send_headers()', answering, 'Sends the head of the answer now. Headers that are set afterwards are lost.'],
  ['ngx.exit', 'function', 'ngx.exit(status)', [...answering, ...by('header_filter balancer'), 'timers'], 'With a status of 200 and more it ends the request with that status; with `ngx.OK` (0) it ends the phase, and nginx goes on with the next one. The code behind it does not run in the phases that answer, but `return ngx.exit(…)` says so to whoever reads it. After the head is sent the status cannot change any more.'],
  ['ngx.exec', 'function', 'ngx.exec(uri, args?)', answering, 'Goes on in another location of this nginx, a named one too, as an internal redirect. Does not return; `ngx.ctx` begins anew.'],
  ['ngx.redirect', 'function', 'ngx.redirect(uri, status?)', answering, 'Answers with a redirect, 302 unless told. Does not return.'],
  ['ngx.log', 'function', 'ngx.log(level, ...)', everywhere, 'Writes to the error log if `error_log` lets the level through. A line is cut at 4,096 bytes unless nginx was built otherwise.'],
  ['ngx.status', 'field', 'ngx.status = ngx.HTTP_NOT_FOUND', ofRequest, 'The status of the answer. It can be set until the head is sent.'],
  ['ngx.headers_sent', 'field', 'ngx.headers_sent', ofRequest, 'Whether the head of the answer has left.'],
  ['ngx.header.HEADER', 'field', 'ngx.header["Content-Type"] = "text/plain"', ofRequest, 'A header of the answer. Set to `nil` it is taken away, set to a table it is sent several times. `_` in a name means `-`. Reading a header that is not set gives `nil`.', 'ngxheaderheader'],
  ['ngx.arg', 'field', 'ngx.arg[1], ngx.arg[2]', by('set body_filter'), 'In `set_by_lua` the arguments behind the code. In `body_filter_by_lua` the piece of the body and whether it is the last one; both can be assigned.', 'ngxarg'],
  // Request
  ['ngx.var.VARIABLE', 'field', 'ngx.var.name', ofRequest, 'An nginx variable of this request, as a string; `nil` or empty where it has no value. Writing needs a variable that the configuration defines (`set $name …`). Each read asks nginx anew and takes memory that only the request’s end gives back: keep it in a local where it is read often. In timers and init there is no request, and it fails.', 'ngxvarvariable'],
  ['ngx.ctx', 'field', 'ngx.ctx.name = value', ofRequest, 'A table of this request: the phases of one request share it, other requests never see it. An internal redirect begins a new one, a subrequest has its own. The place for what a module must not keep.'],
  ['ngx.get_phase', 'function', 'phase = ngx.get_phase()', everywhere, 'The name of the phase that runs, such as `content`, `timer` or `init_worker`.'],
  ['ngx.is_subrequest', 'field', 'ngx.is_subrequest', ofRequest, 'Whether this is a subrequest of another request.'],
  ['ngx.req.get_method', 'function', 'method = ngx.req.get_method()', ofRequest, 'The method as a string, in capitals.'],
  ['ngx.req.set_method', 'function', 'ngx.req.set_method(ngx.HTTP_POST)', by('set rewrite access content header_filter'), 'Changes the method, given as one of the constants `ngx.HTTP_*`.'],
  ['ngx.req.get_headers', 'function', 'headers, err = ngx.req.get_headers(max?, raw?)', ofRequest, 'The request’s headers as a table whose keys are in small letters; a header that came several times is a table. 100 at most unless told: with more, `err` is `"truncated"`. 0 reads all, which lets a client use memory.'],
  ['ngx.req.set_header', 'function', 'ngx.req.set_header(name, value)', ofRequest, 'Sets a header of the request, for what comes later: subrequests and upstreams. A table gives it several times.'],
  ['ngx.req.clear_header', 'function', 'ngx.req.clear_header(name)', ofRequest, 'Takes a header of the request away.'],
  ['ngx.req.get_uri_args', 'function', 'args, err = ngx.req.get_uri_args(max?)', ofRequest, 'The arguments of the query as a table, decoded. `?a` is `true`, an argument that came several times is a table. 100 at most unless told.'],
  ['ngx.req.set_uri_args', 'function', 'ngx.req.set_uri_args(args)', ofRequest, 'Replaces the query, by a string or a table.'],
  ['ngx.req.get_post_args', 'function', 'args, err = ngx.req.get_post_args(max?)', by('rewrite access content header_filter body_filter log'), 'The arguments of a form’s body. The body must have been read before (`ngx.req.read_body`), and must be in memory.'],
  ['ngx.req.read_body', 'function', 'ngx.req.read_body()', answering, 'Reads the body of the request, and waits for it without blocking the worker. A body larger than `client_body_buffer_size` lies in a file afterwards.'],
  ['ngx.req.get_body_data', 'function', 'data = ngx.req.get_body_data(max?)', by('rewrite access content log'), 'The body as a string; `nil` when it was not read, is empty, or lies in a file.'],
  ['ngx.req.get_body_file', 'function', 'path = ngx.req.get_body_file()', answering, 'The file that a large body was written to, or `nil`.'],
  ['ngx.req.set_uri', 'function', 'ngx.req.set_uri(uri, jump?)', by('set rewrite access content header_filter'), 'Changes the URI. With `jump`, in the rewrite phase only, nginx looks for a location anew, and the call does not return.'],
  ['ngx.req.start_time', 'function', 'seconds = ngx.req.start_time()', ofRequest, 'When the request began, in seconds with milliseconds.'],
  ['ngx.req.http_version', 'function', 'number = ngx.req.http_version()', ofRequest, 'The version of HTTP that the request came in, as a number: 1.0, 1.1 or 2.'],
  ['ngx.req.raw_header', 'function', 'text = ngx.req.raw_header(without_request_line?)', ofRequest, 'The head of the request as it came, for HTTP/1.'],
  ['ngx.resp.get_headers', 'function', 'headers, err = ngx.resp.get_headers(max?, raw?)', ofRequest, 'The headers of the answer, in the form of `ngx.req.get_headers`.'],
  // Shared dictionaries
  ['ngx.shared', 'field', 'ngx.shared.<name>', everywhere, 'The dictionaries that `lua_shared_dict` declares. A name that no configuration declares is `nil`, so that the next call on it fails with “attempt to index a nil value”.', 'ngxshareddict'],
  ['ngx.shared.DICT', 'field', 'dict = ngx.shared.<name>', everywhere, '**Shared by all workers.** A dictionary in memory that every worker of this nginx reads and writes; each call is atomic, two calls are not one. Values are strings, numbers and booleans. It outlives a reload.', 'ngxshareddict'],
  ['ngx.shared.DICT.get', 'method', 'value, flags = dict:get(key)', everywhere, 'The value of a key; `nil` when it is not there or has expired, `nil` and a reason when something is wrong. To read a number, change it and `set` it again loses the changes of other workers in between: `incr` is one step.', 'ngxshareddictget'],
  ['ngx.shared.DICT.get_stale', 'method', 'value, flags, stale = dict:get_stale(key)', everywhere, 'As `get`, and gives a value that has expired as long as nothing has taken its place.', 'ngxshareddictget_stale'],
  ['ngx.shared.DICT.set', 'method', 'ok, err, forcible = dict:set(key, value, exptime?, flags?)', everywhere, 'Sets a key for all workers. `exptime` in seconds, 0 for ever. When memory is short, entries that were not used for long go; `forcible` says that valid ones did.', 'ngxshareddictset'],
  ['ngx.shared.DICT.safe_set', 'method', 'ok, err = dict:safe_set(key, value, exptime?, flags?)', everywhere, 'As `set`, and never drops an entry that is valid: it fails with `"no memory"`.', 'ngxshareddictsafe_set'],
  ['ngx.shared.DICT.add', 'method', 'ok, err, forcible = dict:add(key, value, exptime?, flags?)', everywhere, 'Sets a key only where it is not there; else fails with `"exists"`. Of several workers that try at once, one succeeds.', 'ngxshareddictadd'],
  ['ngx.shared.DICT.safe_add', 'method', 'ok, err = dict:safe_add(key, value, exptime?, flags?)', everywhere, 'As `add`, and never drops an entry that is valid.', 'ngxshareddictsafe_add'],
  ['ngx.shared.DICT.replace', 'method', 'ok, err, forcible = dict:replace(key, value, exptime?, flags?)', everywhere, 'Sets a key only where it is there; else fails with `"not found"`.', 'ngxshareddictreplace'],
  ['ngx.shared.DICT.delete', 'method', 'dict:delete(key)', everywhere, 'Takes a key away, for all workers.', 'ngxshareddictdelete'],
  ['ngx.shared.DICT.incr', 'method', 'value, err, forcible = dict:incr(key, step, init?, init_ttl?)', everywhere, '**Counts for all workers, in one step.** Adds `step` to a number and returns the new one. A key that is not there begins at `init` (and lives for `init_ttl` seconds); without `init` it is the error `"not found"`. A value that is no number is the error `"not a number"`.', 'ngxshareddictincr'],
  ['ngx.shared.DICT.lpush', 'method', 'length, err = dict:lpush(key, value)', everywhere, 'Puts a value at the head of a list; the list is made if there is none.', 'ngxshareddictlpush'],
  ['ngx.shared.DICT.rpush', 'method', 'length, err = dict:rpush(key, value)', everywhere, 'Puts a value at the end of a list.', 'ngxshareddictrpush'],
  ['ngx.shared.DICT.lpop', 'method', 'value, err = dict:lpop(key)', everywhere, 'Takes the first value of a list.', 'ngxshareddictlpop'],
  ['ngx.shared.DICT.rpop', 'method', 'value, err = dict:rpop(key)', everywhere, 'Takes the last value of a list.', 'ngxshareddictrpop'],
  ['ngx.shared.DICT.llen', 'method', 'length, err = dict:llen(key)', everywhere, 'The length of a list; 0 for one that is not there.', 'ngxshareddictllen'],
  ['ngx.shared.DICT.ttl', 'method', 'seconds, err = dict:ttl(key)', everywhere, 'How long a key still lives; 0 for ever.', 'ngxshareddictttl'],
  ['ngx.shared.DICT.expire', 'method', 'ok, err = dict:expire(key, exptime)', everywhere, 'Sets how long a key lives from now on, in seconds.', 'ngxshareddictexpire'],
  ['ngx.shared.DICT.flush_all', 'method', 'dict:flush_all()', everywhere, 'Marks everything as expired, for all workers.', 'ngxshareddictflush_all'],
  ['ngx.shared.DICT.flush_expired', 'method', 'count = dict:flush_expired(max?)', everywhere, 'Gives back the memory of what has expired; all of it unless told how many.', 'ngxshareddictflush_expired'],
  ['ngx.shared.DICT.get_keys', 'method', 'keys = dict:get_keys(max?)', everywhere, 'The keys, 1,024 at most unless told. With 0 all of them, during which every worker that wants the dictionary has to wait.', 'ngxshareddictget_keys'],
  ['ngx.shared.DICT.capacity', 'method', 'bytes = dict:capacity()', everywhere, 'The size that the configuration gives it, in bytes.', 'ngxshareddictcapacity'],
  ['ngx.shared.DICT.free_space', 'method', 'bytes = dict:free_space()', everywhere, 'The bytes in pages that nobody uses; 0 does not mean that nothing fits.', 'ngxshareddictfree_space'],
  // Workers
  ['ngx.worker.id', 'function', 'id = ngx.worker.id()', everywhere, 'The number of this worker, from 0; `nil` outside of workers. Request code that does something only in worker 0 does it only for the requests that worker 0 happens to get.', 'ngxworkerid'],
  ['ngx.worker.pid', 'function', 'pid = ngx.worker.pid()', everywhere, 'The id of this worker’s process.', 'ngxworkerpid'],
  ['ngx.worker.count', 'function', 'count = ngx.worker.count()', everywhere, 'How many workers the configuration asks for.', 'ngxworkercount'],
  ['ngx.worker.exiting', 'function', 'leaving = ngx.worker.exiting()', everywhere, 'Whether this worker is about to leave, after a reload for one. Long loops in timers should ask.', 'ngxworkerexiting'],
  // Time
  ['ngx.sleep', 'function', 'ngx.sleep(seconds)', waiting, 'Waits, and lets other requests of this worker run meanwhile. **So a module’s variable that was read before may be another one after it.** 0 just lets the others go first.'],
  ['ngx.now', 'function', 'seconds = ngx.now()', everywhere, 'The time in seconds with milliseconds, as nginx last looked at the clock; `ngx.update_time()` makes it look.'],
  ['ngx.time', 'function', 'seconds = ngx.time()', everywhere, 'The time in whole seconds, as nginx last looked at the clock.'],
  ['ngx.update_time', 'function', 'ngx.update_time()', everywhere, 'Looks at the clock, for `ngx.now` and its like.'],
  ['ngx.today', 'function', 'text = ngx.today()', everywhere, 'The local date: `2026-11-25`.'],
  ['ngx.localtime', 'function', 'text = ngx.localtime()', everywhere, 'The local date and time: `2026-11-25 20:15:00`.'],
  ['ngx.utctime', 'function', 'text = ngx.utctime()', everywhere, 'Date and time in UTC.'],
  ['ngx.http_time', 'function', 'text = ngx.http_time(seconds)', everywhere, 'A time as HTTP headers write it.'],
  ['ngx.cookie_time', 'function', 'text = ngx.cookie_time(seconds)', everywhere, 'A time as cookies write it.'],
  ['ngx.parse_http_time', 'function', 'seconds = ngx.parse_http_time(text)', everywhere, 'The seconds of a time that an HTTP header gave; `nil` for another text.'],
  // Timers and threads
  ['ngx.timer.at', 'function', 'ok, err = ngx.timer.at(delay, callback, ...)', by('init_worker set rewrite access content header_filter body_filter log balancer'), 'Runs a function once, `delay` seconds later, in this worker and outside of any request: there is no `ngx.var` and no `ngx.req` then. Every worker that makes it has its own. Fails when too many wait.', 'ngxtimerat'],
  ['ngx.timer.every', 'function', 'ok, err = ngx.timer.every(delay, callback, ...)', by('init_worker set rewrite access content header_filter body_filter log balancer'), 'Runs a function every `delay` seconds, in this worker. Made in `init_worker_by_lua` it runs once in each of them.', 'ngxtimerevery'],
  ['ngx.thread.spawn', 'function', 'thread = ngx.thread.spawn(fn, ...)', waiting, 'Starts a light thread of this request, which runs until it first waits. Threads of one worker take turns where they wait; there is no true parallelism.', 'ngxthreadspawn'],
  ['ngx.thread.wait', 'function', 'ok, result, ... = ngx.thread.wait(thread, ...)', waiting, 'Waits until the first of these threads ends, and gives what it returned.', 'ngxthreadwait'],
  ['ngx.thread.kill', 'function', 'ok, err = ngx.thread.kill(thread)', waiting, 'Ends a thread that waits.', 'ngxthreadkill'],
  ['ngx.on_abort', 'function', 'ok, err = ngx.on_abort(callback)', answering, 'Calls a function when the client goes away before its answer is complete; needs `lua_check_client_abort on`.'],
  // Sockets and subrequests
  ['ngx.socket.tcp', 'function', 'sock, err = ngx.socket.tcp()', waiting, 'A socket that waits without blocking the worker. It belongs to the request that made it: kept in a module’s variable it fails in the next request with “bad request”.', 'ngxsockettcp'],
  ['ngx.socket.udp', 'function', 'sock, err = ngx.socket.udp()', waiting, 'A datagram socket that waits without blocking the worker; it belongs to its request.', 'ngxsocketudp'],
  ['tcpsock:connect', 'method', 'ok, err = sock:connect(host, port, options?)', waiting, 'Connects, or takes an idle connection out of this worker’s pool. A host name needs a `resolver` in the configuration.'],
  ['tcpsock:send', 'method', 'bytes, err = sock:send(data)', waiting, 'Sends a string or a table of strings; returns when the system has taken all of it.'],
  ['tcpsock:receive', 'method', 'data, err, partial = sock:receive(size | "*l" | "*a")', waiting, 'Reads so many bytes, a line, or everything up to the end. What came before an error is `partial`.'],
  ['tcpsock:settimeouts', 'method', 'sock:settimeouts(connect, send, read)', waiting, 'The times to wait, in milliseconds.'],
  ['tcpsock:setkeepalive', 'method', 'ok, err = sock:setkeepalive(timeout?, size?)', waiting, 'Gives the connection back to this worker’s pool; the socket cannot be used any more.'],
  ['tcpsock:close', 'method', 'ok, err = sock:close()', waiting, 'Closes the connection.'],
  ['ngx.location.capture', 'function', 'res = ngx.location.capture(uri, options?)', answering, 'Asks another location of this nginx, and waits without blocking. `res.status`, `res.header`, `res.body`; the whole body is in memory. Fails where the head was sent.', 'ngxlocationcapture'],
  ['ngx.location.capture_multi', 'function', 'res1, res2, ... = ngx.location.capture_multi({ { uri, options? }, ... })', answering, 'Several subrequests at a time; returns when all have their answers.', 'ngxlocationcapture_multi'],
  // Regular expressions
  ['ngx.re.match', 'function', 'captures, err = ngx.re.match(subject, regex, options?, ctx?, result?)', everywhere, 'Matches with PCRE. `captures[0]` is the whole match. The options `o` and `j` keep and compile a constant pattern in this worker; with patterns that change they fill the cache.', 'ngxrematch'],
  ['ngx.re.find', 'function', 'from, to, err = ngx.re.find(subject, regex, options?, ctx?, nth?)', everywhere, 'As `ngx.re.match`, and gives only where it matched, from 1.', 'ngxrefind'],
  ['ngx.re.gmatch', 'function', 'iterator, err = ngx.re.gmatch(subject, regex, options?)', everywhere, 'An iterator over all matches.', 'ngxregmatch'],
  ['ngx.re.sub', 'function', 'text, count, err = ngx.re.sub(subject, regex, replacement, options?)', everywhere, 'Replaces the first match. In a string `$1` and `${1}` stand for captures; a function gets them.', 'ngxresub'],
  ['ngx.re.gsub', 'function', 'text, count, err = ngx.re.gsub(subject, regex, replacement, options?)', everywhere, 'Replaces every match.', 'ngxregsub'],
  // Text
  ['ngx.escape_uri', 'function', 'text = ngx.escape_uri(text, type?)', everywhere, 'Escapes a text as a part of a URI.'],
  ['ngx.unescape_uri', 'function', 'text = ngx.unescape_uri(text)', everywhere, 'Decodes `%xx`, and `+` as a space.'],
  ['ngx.encode_args', 'function', 'text = ngx.encode_args(table)', everywhere, 'A table as a query: `a=1&b=2`.'],
  ['ngx.decode_args', 'function', 'table, err = ngx.decode_args(text, max?)', everywhere, 'A query as a table; 100 arguments at most unless told.'],
  ['ngx.encode_base64', 'function', 'text = ngx.encode_base64(text, no_padding?)', everywhere, 'Encodes in Base64.'],
  ['ngx.decode_base64', 'function', 'text = ngx.decode_base64(text)', everywhere, 'Decodes Base64; `nil` for what is none.'],
  ['ngx.md5', 'function', 'hex = ngx.md5(text)', everywhere, 'MD5 in 32 hexadecimal digits.'],
  ['ngx.md5_bin', 'function', 'bytes = ngx.md5_bin(text)', everywhere, 'MD5 in 16 bytes.'],
  ['ngx.sha1_bin', 'function', 'bytes = ngx.sha1_bin(text)', everywhere, 'SHA-1 in 20 bytes.'],
  ['ngx.hmac_sha1', 'function', 'bytes = ngx.hmac_sha1(secret, text)', everywhere, 'HMAC with SHA-1, in 20 bytes.'],
  ['ngx.crc32_short', 'function', 'number = ngx.crc32_short(text)', everywhere, 'CRC-32, faster for short texts.'],
  ['ngx.crc32_long', 'function', 'number = ngx.crc32_long(text)', everywhere, 'CRC-32, faster for long texts.'],
  ['ngx.quote_sql_str', 'function', 'text = ngx.quote_sql_str(text)', everywhere, 'Quotes a text for MySQL.'],
  // Constants
  ['ngx.null', 'constant', 'ngx.null', everywhere, 'A value that stands for “nothing” where a table cannot hold `nil`: from Redis, MySQL and JSON. It is true in a condition.'],
  ['ngx.OK', 'constant', 'ngx.OK', everywhere, '0: `ngx.exit(ngx.OK)` ends the phase and lets the request go on.'],
  ['ngx.ERROR', 'constant', 'ngx.ERROR', everywhere, '-1: ends the request with an error.'],
  ['ngx.DECLINED', 'constant', 'ngx.DECLINED', everywhere, '-5: the phase has nothing to say.'],
  ['ngx', 'module', 'ngx', everywhere, 'OpenResty’s API in Lua. What it gives in a phase depends on the phase: there is no request in init, init_worker and timers.', 'nginx-api-for-lua'],
];

const levels = 'STDERR EMERG ALERT CRIT ERR WARN NOTICE INFO DEBUG'.split(' ');

export const apiEntries: readonly DocEntry[] = [
  ...rows.map(([name, kind, syntax, contexts, text, section]): DocEntry => ({
    name,
    kind,
    syntax: [syntax],
    contexts,
    text,
    url: manual(section ?? name),
  })),
  ...levels.map((level, number): DocEntry => ({
    name: `ngx.${level}`,
    kind: 'constant',
    syntax: [`ngx.${level}`],
    text: `A level of the error log, for \`ngx.log\`: ${number}, where 0 is the gravest.`,
    url: manual('nginx-log-level-constants'),
  })),
];
