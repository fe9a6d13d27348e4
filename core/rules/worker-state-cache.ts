import type { Finding } from '../../contract/index.js';
import type { IntentName, RoutedWrite, StateCell } from '../state/index.js';
import { exampleConf } from './example-conf.js';
import type { Rule, RuleContext } from './rule.js';
import { isSilenced, silencingFix } from './silence.js';
import { stateFinding, statePlace, type StatePlace } from './state-finding.js';

const code = 'worker-state/cache';

/** What each pattern makes of a cell, for those that keep copies; a latch or a batch is no copy of anything. */
const copies: Partial<Readonly<Record<IntentName, string>>> = {
  memo: 'computes what it misses and keeps it',
  version: 'rebuilds its copy when the version that it has seen is old',
  weak: 'keeps what it was handed as long as somebody else does',
  pool: 'keeps tables to use them again',
};

const conf = exampleConf('ngx.say(require("titles").slug(ngx.var.arg_title or "Hello, World"))');

/** State per worker that is meant so: not a fault, and off until somebody wants to know where it is. */
export const workerStateCache: Rule = {
  code,
  severity: 'hint',
  offByDefault: true,
  summary: 'a cache that each worker keeps for itself, and is meant to',
  why:
    'A memo, a value that is made when it is first needed, a copy that a version rebuilds, a pool: each worker makes the same for itself, ' +
    'so the answers agree and nothing else is reported. It has a price: the memory is needed once for each worker; each worker begins with ' +
    'nothing, after a reload and after a crash too, and computes all of it anew; and what one worker drops or replaces the others still have.',
  mend:
    'Nothing, where the values are small, cheap to compute and never taken back. Where they are large or dear, one copy for all workers is ' +
    'better: a shared dictionary (`lua_shared_dict`, strings and numbers only, survives a reload). Where they must be dropped everywhere at ' +
    'once: lua-resty-mlcache, which keeps a small cache in each worker above a shared dictionary and tells the other workers. Where keys come ' +
    'from requests, a cache without an end grows with them: lua-resty-lrucache has one. What is as it should be gets a comment: ' +
    '`-- openresty: per-worker <reason>`.',
  silent: [
    'what is filled while init_by_lua runs: the workers have that from the master',
    'what lua-resty-lrucache and lua-resty-mlcache keep',
    'a place with the comment',
  ],
  docs: 'lua-nginx-module manual, "Data Sharing within an Nginx Worker"',
  bad: {
    'conf/nginx.conf': conf,
    'lua/titles.lua': `local slugs = {}
local _M = {}

function _M.slug(title)
    local slug = slugs[title]
    if not slug then
        slug = title:lower():gsub("%W+", "-")
        slugs[title] = slug
    end
    return slug
end

return _M
`,
  },
  good: {
    'conf/nginx.conf': conf.replace('    server {', '    lua_shared_dict slugs 1m;\n    server {'),
    'lua/titles.lua': `local slugs = ngx.shared.slugs
local _M = {}

function _M.slug(title)
    local slug = slugs:get(title)
    if not slug then
        slug = title:lower():gsub("%W+", "-")
        slugs:set(title, slug)
    end
    return slug
end

return _M
`,
  },
  check: ({ project, state }: RuleContext) =>
    byWriter(state.cells.filter((cell) => copyOf(cell) !== undefined && !isSilenced(cell, code))).flatMap(
      ([cell, ...others]): Finding[] => {
        const place = statePlace(cell, { project, state });
        // Where every request starts in a fresh VM nothing is kept.
        if (cell.confidence === 'route' && place.configurations.length === 0) return [];
        const sentences = say(cell, others, place);
        const fixes = [silencingFix(cell, project)];
        return [stateFinding(cell, place, { code, severity: 'hint', sentences, fixes })];
      },
    ),
};

/** A copy and its version, or the parts of one thing that are made at once, are one matter. */
function byWriter(cells: readonly StateCell[]): [StateCell, ...StateCell[]][] {
  const groups = new Map<unknown, [StateCell, ...StateCell[]]>();
  for (const cell of cells) {
    const writer = cell.writes[0]?.instance.fn ?? cell;
    const known = groups.get(writer);
    if (known) known.push(cell);
    else groups.set(writer, [cell]);
  }
  return [...groups.values()];
}

/** What a cell that is meant as it is copies, by the first pattern that says so. */
function copyOf({ verdict, writes }: StateCell): string | undefined {
  if (verdict?.kind !== 'intended' || writes.every(loadsCode)) return undefined;
  return verdict.intents.flatMap((name) => copies[name] ?? [])[0];
}

/** `kdf = kdf or require("resty.openssl.kdf")`: the module itself is there once in a worker anyway. */
function loadsCode({ source: { value } }: RoutedWrite): boolean {
  const made = value?.kind === 'binary' && value.operator === 'or' ? value.right : value;
  return made?.kind === 'call' && made.callee.kind === 'name' && made.callee.name === 'require';
}

function say(cell: StateCell, others: readonly StateCell[], { workers }: StatePlace): string[] {
  const { name, writes } = cell;
  const count = workers.single ? ' (1 here)' : workers.text;
  const endless = writes.some(isKeyed) && !writes.some(takesOut);
  const names = others.slice(0, 3).map((other) => `\`${other.name}\``);
  const more = others.length > 3 ? ` and ${others.length - 3} more` : '';
  return [
    `\`${name}\` is per worker${count}, and meant so: each worker ${copyOf(cell) ?? ''}.`,
    'Its memory is needed once for each worker, each starts with nothing after a reload, and what one drops or replaces the others still have.',
    ...(endless ? ['Nothing was seen that takes an entry out: it grows with every new key.'] : []),
    'Where that matters, use a shared dict, or lua-resty-mlcache, which tells the other workers.',
    ...(names.length > 0 ? [`The same function fills ${names.join(', ')}${more}.`] : []),
  ];
}

/** The write is one entry of many. */
function isKeyed({ source: { how, target, key } }: RoutedWrite): boolean {
  if (how === 'insert') return true;
  if (how === 'raw') return key?.kind !== 'string';
  return how === 'assign' && target.kind === 'index' && target.key.kind !== 'string';
}

function takesOut({ source: { how, target, value } }: RoutedWrite): boolean {
  if (how === 'remove' || how === 'clear' || value?.kind === 'nil') return true;
  // The whole is replaced.
  return how === 'assign' && target.kind === 'name';
}
