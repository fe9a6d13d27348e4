import type { Finding } from '../../contract/index.js';
import { walkLua, type CallExpression } from '../lua/index.js';
import type { EntryPoint, LuaUnit, OpenRestyConfiguration, Project } from '../openresty/index.js';
import { nameOf, valueOf } from './configuration/view.js';
import { after, before } from './fixes/conf-edits.js';
import { libraryPath } from './known-values.js';
import { namesOf } from './required-names.js';
import type { Rule } from './rule.js';

const code = 'conf/env-missing';

/** `os.getenv("X")` in a worker whose nginx does not keep X. */
export const confEnvMissing: Rule = {
  code,
  severity: 'warning',
  summary: 'an environment variable that nginx does not hand to its workers',
  why:
    'nginx clears the environment of its workers: what the main configuration does not name in an `env` directive is gone there (TZ is kept), and ' +
    '`os.getenv` gives nil, whatever the shell has set. In `init_by_lua*` it is still there, since that runs before.',
  mend: 'Name it at the top of the configuration: `env X;`. Or read it in `init_by_lua*` and keep the value in a module.',
  silent: [
    '`env X;`, `env X=value;`, TZ',
    '`init_by_lua*`, and modules that it may load',
    'a name that is computed; modules that no directive reaches; configurations that are parts of others',
  ],
  docs: 'nginx, core functionality, env; src/core/nginx.c, ngx_set_environment; lua-nginx-module manual, System Environment Variable Support',
  bad: { 'conf/nginx.conf': example('') },
  good: { 'conf/nginx.conf': example('env GREETING;\n') },
  check: ({ project }) => {
    const found = new Map<string, Finding>();
    for (const configuration of project.configurations) {
      const kept = keptVariables(configuration);
      if (kept === undefined) continue;
      const own = new Set(project.entries.map(({ unit }) => unit));
      for (const unit of workerUnits(project, configuration)) {
        for (const { name, node } of environmentReads(unit)) {
          if (kept.has(name)) continue;
          found.set(`${unit.id}:${node.start}`, {
            code,
            // A module may be made for programs outside nginx too, and take a variable that is not there for a default.
            severity: own.has(unit) ? 'warning' : 'information',
            message: `nginx clears its workers’ environment, and \`${configuration.path}\` has no \`env ${name};\`: this is nil.`,
            place: project.placeOf(unit, node),
            related: [],
            ...fixOf(name, configuration, project),
          });
        }
      }
    }
    return [...found.values()];
  },
};

/** The name at the top of the configuration, behind those that stand there. */
function fixOf(name: string, { expanded }: OpenRestyConfiguration, project: Project): Pick<Finding, 'fixes'> {
  if (!/^\w+$/.test(name)) return {};
  const [first] = expanded;
  const at = expanded.findLast((one) => nameOf(one) === 'env') ?? first;
  // A configuration that begins with an include has its top elsewhere.
  if (first === undefined || at === undefined || at.file !== expanded.at(-1)?.file) return {};
  const { text } = at.file.tree;
  const isBehind = nameOf(at) === 'env';
  const statement = `env ${name};`;
  const { span, newText } = isBehind
    ? after(at.directive, statement, text)
    : before(at.directive, [statement], text);
  const { file, range } = project.placeInConfiguration({ file: at.file.path, span });
  return { fixes: [{ title: `Add \`${statement}\` to ${file}`, edits: [{ file, range, newText }] }] };
}

function example(env: string): string {
  return `${env}events {}
http {
    server {
        location / { content_by_lua_block { ngx.say(os.getenv("GREETING")) } }
    }
}
`;
}

/** The names that reach the workers; undefined where the configuration is not seen whole. */
function keptVariables(configuration: OpenRestyConfiguration): ReadonlySet<string> | undefined {
  const { isTemplate, http, expanded } = configuration;
  if (isTemplate || http?.parent !== undefined || http === undefined) return undefined;
  if (!expanded.some((one) => nameOf(one) === 'events')) return undefined;
  const names = expanded
    .filter((one) => nameOf(one) === 'env')
    .map((one) => (valueOf(one) ?? '').replace(/=.*$/s, ''));
  return names.some((name) => /[${}]|_{4}/.test(name)) ? undefined : new Set([...names, 'TZ']);
}

/** What runs in workers and only there, with the modules that it requires by name. */
function workerUnits(project: Project, configuration: OpenRestyConfiguration): LuaUnit[] {
  const entries = project.entries.filter((entry) => entry.configuration === configuration);
  const isMaster = ({ phase }: EntryPoint): boolean => phase === 'init';
  const atInit = reached(entries.filter(isMaster), project, configuration);
  const atWork = reached(
    entries.filter((entry) => !isMaster(entry)),
    project,
    configuration,
  );
  // A module that init may have loaded has read the variable while it was there.
  return [...atWork.units].filter(
    (unit) => !atInit.units.has(unit) && (!atInit.mayBeAny || unit.kind === 'inline'),
  );
}

interface Reached {
  readonly units: ReadonlySet<LuaUnit>;
  /** Some name is computed: any module may be among them. */
  readonly mayBeAny: boolean;
}

function reached(
  entries: readonly EntryPoint[],
  project: Project,
  configuration: OpenRestyConfiguration,
): Reached {
  const units = new Set(entries.map(({ unit }) => unit));
  let mayBeAny = false;
  for (const unit of units) {
    for (const { node } of callsOf(unit, 'require')) {
      const [name] = node.args;
      const names = name ? namesOf(name, unit) : [];
      if (names.some((one) => one.includes('*'))) mayBeAny = true;
      for (const one of names) {
        const module = one.includes('*') ? undefined : project.resolveModule(one, configuration);
        if (module) units.add(module);
      }
    }
    if (
      callsOf(unit, 'pcall').some(
        ({ node }) => node.args[0]?.kind === 'name' && node.args[0].name === 'require',
      )
    )
      mayBeAny = true;
  }
  return { units, mayBeAny };
}

function callsOf(unit: LuaUnit, path: string): { readonly node: CallExpression }[] {
  const word = path.slice(path.lastIndexOf('.') + 1);
  if (!unit.syntax.text.includes(word)) return [];
  return [...walkLua(unit.syntax.main)].flatMap(({ node }) =>
    'kind' in node && node.kind === 'call' && libraryPath(node.callee, unit) === path ? [{ node }] : [],
  );
}

/** `os.getenv("NAME")` with a constant name. */
function environmentReads(unit: LuaUnit): { name: string; node: CallExpression }[] {
  return callsOf(unit, 'os.getenv').flatMap(({ node }) => {
    const [name] = node.args;
    return name?.kind === 'string' ? [{ name: name.value, node }] : [];
  });
}
