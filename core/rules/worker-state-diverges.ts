import type { OpenRestyConfiguration } from '../openresty/index.js';
import { intents, type StateCell } from '../state/index.js';
import { shareCounterFixes } from './fixes/share-counter.js';
import type { Rule } from './rule.js';
import { stateFindings, type FaultyCell, type StateWords } from './state-finding.js';

const conf = (workers: number, http: string): string => `worker_processes ${workers};
events {}
http {
    lua_package_path "$prefix/lua/?.lua;;";
${http}    server {
        location / { content_by_lua_block { ngx.say(require("visits").hit()) } }
    }
}
`;

/** State that every worker changes for itself, where a program with one worker would have one value. */
export const workerStateDiverges: Rule = {
  code: 'worker-state/diverges',
  severity: 'warning',
  summary: 'state that requests change lives once per worker, so the workers disagree',
  why:
    'nginx forks its workers after init_by_lua, and each has a Lua VM of its own. A module is loaded once in each of them, ' +
    'so what a request writes to a module-level variable, to a field of a module, or to a global is seen by later requests ' +
    'of the same worker only. With one worker this looks right; with several each answer depends on which worker gave it.',
  docs: 'lua-nginx-module manual, "Data Sharing within an Nginx Worker"',
  bad: {
    'conf/nginx.conf': conf(4, ''),
    'lua/visits.lua': `local visits = 0
local _M = {}

function _M.hit()
    visits = visits + 1
    return visits
end

return _M
`,
  },
  good: {
    'conf/nginx.conf': conf(4, '    lua_shared_dict counters 1m;\n'),
    'lua/visits.lua': `local _M = {}

function _M.hit()
    local visits = ngx.shared.counters:incr("visits", 1, 0)
    return visits
end

return _M
`,
  },
  mend:
    'Keep what all workers must agree on in a shared dictionary (`lua_shared_dict`, with `incr` or `add` for what is read and ' +
    'written at once), in a database, or at the client. What is per worker on purpose gets a comment: ' +
    '`-- openresty: per-worker <reason>`.',
  // All of them: whoever misses a finding finds here why it is none.
  silent: intents.map(({ summary }) => summary),
  check: (context) => stateFindings(context, 'worker-state/diverges', 'diverges', words),
};

const words: StateWords = {
  say: (cell, { configurations, workers }) => {
    const does = whatEachDoes(cell);
    return [
      workers.single
        ? `\`${cell.name}\` lives once per worker (1 here), so this breaks when \`worker_processes\` grows: each worker then ${does}.`
        : `\`${cell.name}\` lives once per worker${workers.text}: each worker ${does}.`,
      isForgotten(cell)
        ? 'Have every worker forget: compare a version in a shared dict, or send an event to all of them (lua-resty-worker-events, lua-resty-mlcache).'
        : cure(cell, configurations),
    ];
  },
  fixes: (cell, { configurations, project }) =>
    cell.confidence === 'route' ? shareCounterFixes(cell, configurations, project) : [],
};

/** What is at fault is that a cache is emptied, and not how it is filled. */
function isForgotten({ verdict }: FaultyCell): boolean {
  return verdict.writes.every(
    ({ step, source: { how, value } }) =>
      step === undefined &&
      (how === 'clear' ||
        how === 'remove' ||
        value?.kind === 'nil' ||
        (value?.kind === 'table' && value.items.length === 0)),
  );
}

function whatEachDoes(cell: FaultyCell): string {
  if (isForgotten(cell)) return 'forgets what it has itself, and the others go on with theirs';
  const { writes } = cell;
  const steps = writes.map(({ step }) => step);
  if (steps.every((step) => step === 1)) return 'counts its own requests';
  return steps.every((step) => step !== undefined)
    ? 'keeps a count of its own'
    : 'changes a value of its own';
}

function cure(cell: StateCell, configurations: readonly OpenRestyConfiguration[]): string {
  const dicts = [...new Set(configurations.flatMap(({ dicts: all }) => all.map(({ name }) => name)))];
  const dict = dicts.length === 1 && dicts[0] !== undefined ? dicts[0] : 'X';
  const key = cell.name.split('.').at(-1) ?? cell.name;
  const handle = /^[A-Za-z_]\w*$/.test(dict) ? `ngx.shared.${dict}` : `ngx.shared["${dict}"]`;
  const step = cell.writes.every((write) => write.step !== undefined) ? cell.writes[0]?.step : undefined;
  const call = step === undefined ? `${handle}:set("${key}", value)` : `${handle}:incr("${key}", ${step}, 0)`;
  return `To share it, use a shared dict: ${call}${dict === 'X' ? ', with `lua_shared_dict X 1m;` in http {}' : ''}.`;
}
