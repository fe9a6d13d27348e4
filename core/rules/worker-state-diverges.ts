import type { Finding, Place, Related, Severity } from '../../contract/index.js';
import type { OpenRestyConfiguration, Project } from '../openresty/index.js';
import type { RoutedWrite, Route, StateCell } from '../state/index.js';
import { shareCounterFixes } from './fixes/share-counter.js';
import type { Rule } from './rule.js';

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
  check: ({ project, state }) =>
    state.cells.flatMap((cell) => {
      const severity = cell.verdict?.kind === 'fault' ? severityOf(cell, project) : undefined;
      return severity ? [finding(cell, severity, project)] : [];
    }),
};

/** The routes to a write in which state lasts: with the code cache off every request starts in a fresh VM. */
function lastingRoutes({ routes }: RoutedWrite): Route[] {
  return routes.filter(({ entry }) => entry.codeCache);
}

/** The configurations whose requests write the cell; all of them for a cell that is reached by assumption only. */
function configurationsOf(cell: StateCell, project: Project): readonly OpenRestyConfiguration[] {
  if (cell.assumed) return project.configurations;
  return [
    ...new Set(cell.writes.flatMap((write) => lastingRoutes(write).map(({ entry }) => entry.configuration))),
  ];
}

function severityOf(cell: StateCell, project: Project): Severity | undefined {
  const configurations = configurationsOf(cell, project);
  if (cell.confidence === 'assumption') return configurations.length > 0 ? 'information' : 'warning';
  if (cell.confidence === 'dispatch') return 'warning';
  if (configurations.length === 0) return undefined;
  return configurations.every(({ workers }) => workers.kind === 'count' && workers.count === 1)
    ? 'information'
    : 'warning';
}

function finding(cell: StateCell, severity: Severity, project: Project): Finding {
  const place = project.placeOf(cell.unit, cell.declaration);
  const route = cell.writes.flatMap(lastingRoutes)[0];
  const fixes = cell.assumed ? [] : shareCounterFixes(cell, configurationsOf(cell, project), project);
  return {
    code: 'worker-state/diverges',
    severity,
    message: message(cell, project),
    place,
    related: related(cell, place, project),
    ...(route ? { route: routeNames(route) } : {}),
    ...(fixes.length > 0 ? { fixes } : {}),
  };
}

function message(cell: StateCell, project: Project): string {
  const configurations = configurationsOf(cell, project);
  const steps = cell.writes.map(({ step }) => step);
  const does = steps.every((step) => step === 1)
    ? 'counts its own requests'
    : steps.every((step) => step !== undefined)
      ? 'keeps a count of its own'
      : 'changes a value of its own';
  const routes = [...new Set(cell.writes.flatMap((write) => lastingRoutes(write).map(handlerName)))];
  const workers = workersPhrase(configurations);
  const sentences = workers.single
    ? [
        `\`${cell.name}\` lives once per worker (1 here), so this breaks when \`worker_processes\` grows: each worker then ${does}.`,
      ]
    : [`\`${cell.name}\` lives once per worker${workers.text}: each worker ${does}.`];
  if (cell.assumed) {
    sentences.push(
      'No configuration of this project leads here: this takes each exported function to run in a request.',
    );
  } else {
    const shown = routes.slice(0, 3).join(', ');
    sentences.push(`Written in ${shown}${routes.length > 3 ? ` and ${routes.length - 3} more` : ''}.`);
  }
  sentences.push(cure(cell, configurations));
  return sentences.join(' ');
}

function workersPhrase(configurations: readonly OpenRestyConfiguration[]): { single: boolean; text: string } {
  const workers = configurations.map((configuration) => configuration.workers);
  const counts = workers.flatMap((one) => (one.kind === 'count' ? [one.count] : []));
  const most = Math.max(0, ...counts);
  if (most > 1) return { single: false, text: ` (${most} here)` };
  if (workers.some(({ kind }) => kind === 'auto'))
    return { single: false, text: ' (one for each processor here)' };
  if (workers.length > 0 && workers.every(({ kind }) => kind === 'count')) return { single: true, text: '' };
  return { single: false, text: '' };
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

function handlerName({ entry }: Route): string {
  return `${entry.phase}_by_lua of \`${entry.route}\``;
}

function routeNames({ entry, functions }: Route): string[] {
  return [entry.route, `${entry.phase}_by_lua`, ...functions.map(({ fn }) => fn.label ?? 'function')];
}

function related(cell: StateCell, declaration: Place, project: Project): Related[] {
  const writes = cell.writes.map((write: RoutedWrite) => ({
    message: 'written here',
    place: project.placeOf(write.instance.unit, write.span),
  }));
  const routes = cell.writes.flatMap((write) =>
    lastingRoutes(write).map((route): Related => ({
      message: `run by ${handlerName(route)}`,
      place: route.entry.place,
    })),
  );
  const workers = configurationsOf(cell, project).flatMap(({ workers: found }) => {
    if (found.kind === 'unknown' || !found.place) return [];
    const count =
      found.kind === 'auto'
        ? 'one worker for each processor'
        : `${found.count} worker${found.count === 1 ? '' : 's'}`;
    return [{ message: count, place: project.placeInConfiguration(found.place) }];
  });
  const all = [
    { message: `\`${cell.name}\` is declared here`, place: declaration },
    ...writes,
    ...routes,
    ...workers,
  ];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
