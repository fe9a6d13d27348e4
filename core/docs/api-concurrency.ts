import type { DocEntry } from './entry.js';
import { coroutines, inWorkers, notInit, timers, yielding } from './phases.js';
import { entries } from './rows.js';

export const concurrencyEntries: readonly DocEntry[] = entries([
  {
    name: 'ngx.sleep',
    syntax: ['ngx.sleep(seconds)'],
    contexts: yielding,
    since: '0.5.0rc30',
    text: 'Lets the current light thread pause for so many seconds, to a thousandth; the worker serves other requests meanwhile. `ngx.sleep(0)` only gives the others a turn. What a module keeps may have been changed by another request of the same worker when it returns.',
  },
  {
    name: 'ngx.timer.at',
    syntax: ['hdl, err = ngx.timer.at(delay, callback, user_arg1, user_arg2, ...)'],
    contexts: timers,
    since: '0.8.0',
    text: 'Runs a function once after `delay` seconds, outside the request: `callback(premature, …)`. With 0 it runs as soon as the handler gives up control. Returns a true value, or `nil` and the reason, for example that `lua_max_pending_timers` are waiting. There is no request in the callback: `ngx.var`, `ngx.req` and `ngx.say` fail, cosockets and `ngx.sleep` work. Hand over strings and tables, not sockets or `ngx.ctx`. When the worker leaves, the callback runs early with `premature` true. **Per worker**: started in `init_worker_by_lua` it runs once in each worker, so guard a job of the whole server by `ngx.worker.id() == 0` or a lock.',
  },
  {
    name: 'ngx.timer.every',
    syntax: ['hdl, err = ngx.timer.every(delay, callback, user_arg1, user_arg2, ...)'],
    contexts: timers,
    since: '0.10.9',
    text: 'Runs a function again and again, every `delay` seconds (more than 0), until the worker leaves. A run that takes longer than `delay` is joined by the next one: guard against it where that hurts. An error in one run does not stop the next. **Per worker**: each worker that calls it has a timer of its own.',
  },
  {
    name: 'ngx.timer.running_count',
    syntax: ['count = ngx.timer.running_count()'],
    contexts: notInit,
    since: '0.9.20',
    text: 'How many timer callbacks run at this moment. **Per worker**.',
  },
  {
    name: 'ngx.timer.pending_count',
    syntax: ['count = ngx.timer.pending_count()'],
    contexts: notInit,
    since: '0.9.20',
    text: 'How many timers wait for their time. **Per worker**.',
  },
  {
    name: 'ngx.thread.spawn',
    syntax: ['co = ngx.thread.spawn(func, arg1, arg2, ...)'],
    contexts: yielding,
    constructs: 'thread',
    text: 'Starts a function as a light thread of this request and runs it at once up to its first wait; then the caller goes on. All of them run in one worker and never truly at the same time: they change places only where one waits. The request lasts until all have ended, unless `ngx.exit` or `ngx.thread.kill` ends them. An error in one does not end the others: `ngx.thread.wait` reports it. **Per request**.',
  },
  {
    name: 'ngx.thread.wait',
    syntax: ['ok, res1, res2, ... = ngx.thread.wait(thread1, thread2, ...)'],
    contexts: yielding,
    text: 'Waits until one of the given threads has ended, and returns `true` and its results, or `false` and its error. With several threads the first to end decides: call it once for each to have all. Only the thread that spawned them may wait.',
  },
  {
    name: 'ngx.thread.kill',
    syntax: ['ok, err = ngx.thread.kill(thread)'],
    contexts: yielding,
    text: 'Ends a light thread that this one spawned. Returns 1, or `nil` and the reason: already ended, or a subrequest of it still runs.',
  },
  {
    name: 'ngx.run_worker_thread',
    syntax: [
      'ok, res1, res2, ... = ngx.run_worker_thread(threadpool, module_name, func_name, arg1, arg2, ...)',
    ],
    contexts: yielding,
    text: 'Runs a function of a module in a thread of the operating system from an nginx `thread_pool`, and waits without blocking the worker. Returns `true` and the results, or `false` and an error. For work that takes the processor long or blocks. The function runs in **another Lua VM**: it shares no upvalue, no global and no loaded module with the worker, only shared dictionaries; arguments and results are copied and must be plain values. Linux only.',
  },
  {
    name: 'ngx.worker.exiting',
    syntax: ['exiting = ngx.worker.exiting()'],
    since: '0.9.3',
    text: 'Whether this worker has been told to leave, for example by a reload. Loops in timers should ask it.',
  },
  {
    name: 'ngx.worker.pid',
    syntax: ['pid = ngx.worker.pid()'],
    since: '0.9.5',
    text: 'The process id of this worker. It changes when the worker is replaced; `ngx.worker.id` does not. **Per worker**.',
  },
  {
    name: 'ngx.worker.pids',
    syntax: ['pids = ngx.worker.pids()'],
    contexts: inWorkers,
    since: '0.10.23',
    text: 'The process ids of all workers as a list.',
  },
  {
    name: 'ngx.worker.count',
    syntax: ['count = ngx.worker.count()'],
    since: '0.9.20',
    text: 'How many workers the server runs, as `worker_processes` says. With 1 state in a module looks shared; with more it is not.',
  },
  {
    name: 'ngx.worker.id',
    syntax: ['id = ngx.worker.id()'],
    since: '0.9.20',
    text: 'The number of this worker, from 0 to one less than `ngx.worker.count()`; a replaced worker hands its number on. `nil` in a process that is no worker, such as the privileged agent. `ngx.worker.id() == 0` is how one worker is chosen for a job. **Per worker**.',
  },
  {
    name: 'coroutine.create',
    syntax: ['co = coroutine.create(f)'],
    contexts: coroutines,
    since: '0.6.0',
    constructs: 'thread',
    text: 'Makes a coroutine from a function. In ngx_lua a coroutine may call functions that wait, such as `ngx.sleep`, as if it were a handler itself.',
  },
  {
    name: 'coroutine.resume',
    syntax: ['ok, ... = coroutine.resume(co, ...)'],
    contexts: coroutines,
    since: '0.6.0',
    text: 'Runs a coroutine until it yields or ends. Returns `true` and its values, or `false` and the error. While the coroutine waits in a call such as `ngx.sleep`, the one that resumed it waits too.',
  },
  {
    name: 'coroutine.yield',
    syntax: ['... = coroutine.yield(...)'],
    contexts: coroutines,
    since: '0.6.0',
    text: 'Goes back to whoever resumed the coroutine. In a handler or a light thread itself it gives the other light threads of the request a turn.',
  },
  {
    name: 'coroutine.wrap',
    syntax: ['co = coroutine.wrap(f)'],
    contexts: coroutines,
    since: '0.6.0',
    text: 'As `coroutine.create`, but returns a function that resumes it and raises its errors.',
  },
  {
    name: 'coroutine.running',
    syntax: ['co = coroutine.running()'],
    text: 'The coroutine that runs. In a handler this is the handler’s own, not `nil`: every handler runs in a coroutine of its request.',
  },
  {
    name: 'coroutine.status',
    syntax: ['status = coroutine.status(co)'],
    contexts: coroutines,
    text: '`"running"`, `"suspended"`, `"normal"` or `"dead"`; for a light thread also `"zombie"`, when it has ended and nobody waited for it yet.',
  },
]);
