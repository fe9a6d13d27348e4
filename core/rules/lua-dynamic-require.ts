import type { Finding } from '../../contract/index.js';
import type { LuaUnit, Project } from '../openresty/index.js';
import { concernsOpenResty } from '../state/index.js';
import { exampleConf } from './example-conf.js';
import { namesOf, requireCalls } from './required-names.js';
import type { Rule, RuleContext } from './rule.js';

const code = 'lua/dynamic-require';
const conf = exampleConf('ngx.say(require("pages").show(ngx.var.arg_page))');
const home = 'return { show = function() return "home" end }\n';
const about = 'return { show = function() return "about" end }\n';

/** Where the analysis of state has to guess which module is loaded. */
export const luaDynamicRequire: Rule = {
  code,
  severity: 'information',
  summary: 'a module whose name is computed, so that the check cannot follow what it does',
  why:
    'The check follows values from one module to the next by what `require` loads. Where the name is computed from something that the text ' +
    'does not tell, it follows every module of the project whose name has the same constant parts, or, where there are none, no module at all: ' +
    'what the modules export is then taken to run in requests, with arguments that nobody knows. A fault that needs both sides is not found ' +
    'there. A name that comes from a request also lets the client choose the code that runs.',
  mend:
    'Where the modules are few, name them in a table, and pick from that: `local pages = { home = require("pages.home") }`. A loop over a ' +
    'constant list of names is followed too. Where the modules are plugins of others, nothing: the message says what is assumed.',
  silent: [
    'constants, also joined, formatted, or chosen with `and` and `or`',
    'a loop over a constant list, an element of a constant table',
    'a parameter of a local function whose calls all name the module',
  ],
  docs: 'Lua 5.1 manual, 5.3, require',
  bad: {
    'conf/nginx.conf': conf,
    'lua/pages.lua': `local _M = {}

function _M.show(page)
    return require("site." .. (page or "home")).show()
end

return _M
`,
    'lua/site/home.lua': home,
    'lua/site/about.lua': about,
  },
  good: {
    'conf/nginx.conf': conf,
    'lua/pages.lua': `local pages = {}
for _, name in ipairs({ "home", "about" }) do
    pages[name] = require("site." .. name)
end

local _M = {}

function _M.show(page)
    return (pages[page] or pages.home).show()
end

return _M
`,
    'lua/site/home.lua': home,
    'lua/site/about.lua': about,
  },
  check: (context) =>
    unitsOf(context.project).flatMap((unit) => {
      context.checkpoint?.();
      return requireCalls(unit).flatMap(({ call, name }): Finding[] => {
        const computed = namesOf(name, unit).filter((one) => one.includes('*'));
        if (computed.length === 0) return [];
        const { severity, message } = assumption(computed, context.state.requires.get(call), context);
        return [{ code, severity, message, place: context.project.placeOf(unit, call), related: [] }];
      });
    }),
};

function unitsOf(project: Project): LuaUnit[] {
  const all = [...new Set([...project.files.values(), ...project.entries.map(({ unit }) => unit)])];
  return project.configurations.length > 0 ? all : all.filter((unit) => concernsOpenResty(unit, project));
}

/** What is assumed in the place of knowing, from the most that is done to the least. */
function assumption(
  computed: readonly string[],
  followed: ReadonlySet<string> | undefined,
  { project }: RuleContext,
): Pick<Finding, 'severity' | 'message'> {
  const seen = modulesOf([...(followed ?? [])], project);
  if (seen.names.length > 0) {
    return {
      severity: 'hint',
      message: [...(followed ?? [])].some((name) => name.includes('*'))
        ? `Which module this loads is computed: it is taken to be any of ${list(seen.names)}, and each is followed from here.`
        : `Which module this loads is computed: nothing but ${list(seen.names)} was seen to come here, and that is followed.`,
    };
  }
  const alike = modulesOf(
    computed.filter((one) => project.isModuleText(one)),
    project,
  );
  const dispatched = project.dispatchedModules();
  if (alike.units.length > 0 && alike.units.every((unit) => dispatched.has(unit))) {
    return {
      severity: 'hint',
      message: `Which module this loads is computed, and not followed from here: what ${list(alike.names)} export is taken to run in requests instead, with arguments that nobody knows.`,
    };
  }
  return {
    severity: 'information',
    message:
      'Which module this loads is computed, and not followed from here: what the project’s modules export is looked at as if requests called it, but not together with this call.',
  };
}

function modulesOf(patterns: readonly string[], project: Project): { names: string[]; units: LuaUnit[] } {
  const names = [...new Set(patterns.flatMap((pattern) => project.modulesMatching(pattern)))];
  const found = names.flatMap((name) => {
    const unit = project.resolveModule(name);
    return unit ? [{ name, unit }] : [];
  });
  return { names: found.map(({ name }) => name), units: found.map(({ unit }) => unit) };
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  if (names.length > 3) return `${names.length} modules (${shown.join(', ')}, …)`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}
