import type { Finding, Related, Severity } from '../../contract/index.js';
import type { Project } from '../openresty/index.js';
import type { Assumption } from '../state/index.js';
import type { Rule, RuleContext } from './rule.js';
import { isSilencedAt } from './silence.js';
import { runsSingly, workersPhrase } from './state-finding.js';

const code = 'worker-state/single-worker-assumption';

const conf = `worker_processes 4;
events {}
http {
    lua_package_path "$prefix/lua/?.lua;;";
    lua_shared_dict stats 1m;
    init_worker_by_lua_block { require("uptime").start() }
    server {
        location / { content_by_lua_block { ngx.say(require("uptime").minutes()) } }
    }
}
`;

const uptime = (start: string): string => `local _M = {}

local function tick()
    ngx.shared.stats:incr("minutes", 1, 0)
end

function _M.start()
${start}
end

function _M.minutes()
    return ngx.shared.stats:get("minutes") or 0
end

return _M
`;

/** Timers that every worker runs, answers that one worker gives, flags that outlive who set them. */
export const workerStateSingleWorker: Rule = {
  code,
  severity: 'warning',
  summary: 'code that does what it should with one worker only',
  why:
    'init_worker_by_lua runs in every worker, and so does each timer that it starts: what such a timer counts, sends or inserts is ' +
    'counted, sent or inserted once for each worker. Which worker gets a request is decided by the kernel, so that what hangs on ' +
    'the worker’s number happens for some requests and not for others. And a shared dictionary keeps a flag when the worker that ' +
    'set it dies, and over a reload: without a time to live nobody ever runs again what the flag says is running.',
  mend:
    'Start the timer where `ngx.worker.id() == 0`, or take a lease in its callback: `dict:add(key, true, ttl)` succeeds in one worker ' +
    'until the time is over. Keep what a request needs where all workers see it, and never ask for the number to answer one. Give a flag ' +
    'that says who does the work a time to live, and renew it.',
  silent: [
    'a timer that only reads, or refreshes what the worker keeps for itself',
    'a timer behind `ngx.worker.id() == 0`, the privileged agent, a lock, or a lease',
    'what a worker sends of its own: its number or pid, its memory, what its requests left in a buffer',
    'the number as a part of a key or of an answer; in what init_worker_by_lua runs; where it picks who starts a timer',
    'a flag that expires, is deleted, or has the worker’s number in its key',
  ],
  docs: 'lua-nginx-module manual, "init_worker_by_lua", "ngx.worker.id", "ngx.shared.DICT.add"',
  bad: { 'conf/nginx.conf': conf, 'lua/uptime.lua': uptime('    ngx.timer.every(60, tick)') },
  good: {
    'conf/nginx.conf': conf,
    'lua/uptime.lua': uptime(`    if ngx.worker.id() == 0 then
        ngx.timer.every(60, tick)
    end`),
  },
  check: ({ project, state }: RuleContext) =>
    state.assumptions.flatMap((one) => {
      const places = [one, ...one.related].map(({ unit, span }) => ({ unit, offset: span.start }));
      return isSilencedAt(places) ? [] : [finding(one, project)];
    }),
};

/**
 * What adds up is wrong as soon as there are two workers, and so is an answer that one of them gives. What leaves the
 * same when it is done again costs more and breaks nothing. With one worker both wait for the day that it is scaled. A
 * flag that stays fails with one worker too: after a reload.
 */
function severityOf({ kind, repeats, entry }: Assumption): Severity {
  if (kind === 'flag') return 'warning';
  return repeats === 'repeats' || runsSingly([entry.configuration]) ? 'information' : 'warning';
}

function finding(one: Assumption, project: Project): Finding {
  const { entry, functions } = one;
  const { workers } = entry.configuration;
  const run = `${entry.phase}_by_lua of \`${entry.route}\``;
  const related: Related[] = [
    ...one.related.map(({ what, unit, span }) => ({
      message: what === 'effect' ? 'done by each worker' : 'the timer that hangs on it',
      place: project.placeOf(unit, span),
    })),
    { message: `run by ${run}`, place: entry.place },
    ...(workers.kind !== 'unknown' && workers.place
      ? [
          {
            message: workers.kind === 'auto' ? 'one worker for each processor' : `${workers.count} workers`,
            place: project.placeInConfiguration(workers.place),
          },
        ]
      : []),
  ];
  return {
    code,
    severity: severityOf(one),
    message: `${say(one, workersPhrase([entry.configuration]).text)} Run by ${run}.`,
    place: project.placeOf(one.unit, one.span),
    related,
    confidence: 'route',
    route: [entry.route, `${entry.phase}_by_lua`, ...functions.map(({ fn }) => fn.label ?? 'function')],
  };
}

function say({ kind, name, repeats }: Assumption, count: string): string {
  switch (kind) {
    case 'every-worker':
      return repeats === 'adds'
        ? `Every worker starts this timer${count}, and each does its work again: ${name} happens once for each worker. Start it where \`ngx.worker.id() == 0\`, or take a lease in the callback with \`dict:add(key, true, ttl)\`.`
        : `Every worker starts this timer${count}, and each does the same again: ${name} leaves what one worker would have left, at a multiple of the cost. One is enough: start it where \`ngx.worker.id() == 0\`.`;
    case 'one-worker':
      return `\`${name}\` holds in one worker only${count}: which one gets a request is the kernel’s choice, so some requests are answered so and others not. Decide by what all workers see, such as a shared dict.`;
    case 'flag':
      return `\`${name}\` never expires and says who runs a timer: when the worker that set it dies, and after a reload, it is still set and nobody runs the timer. Give it a time to live and renew it from the timer, or start the timer where \`ngx.worker.id() == 0\`.`;
  }
}
