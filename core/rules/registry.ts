import type { Finding, RuleLevels, Severity } from '../../contract/index.js';
import { severities } from '../../contract/index.js';
import type { LuaUnit, Project, ProjectConfigurations } from '../openresty/index.js';
import {
  analyseModule,
  analyseState,
  type AnalysisOptions,
  type StateReport,
  type Surroundings,
} from '../state/index.js';
import { confMissingLua } from './conf-missing-lua.js';
import { confCodeCacheOff } from './conf-code-cache-off.js';
import { confPackagePath } from './conf-package-path.js';
import { confStringLua } from './conf-string-lua.js';
import { confEnvMissing } from './conf-env-missing.js';
import { confIfIsEvil } from './conf-if-is-evil.js';
import { confContentConflict } from './conf-content-conflict.js';
import { confUndefinedVariable } from './conf-undefined-variable.js';
import { confUndefinedUpstream } from './conf-undefined-upstream.js';
import { confUndefinedLocation } from './conf-undefined-location.js';
import { confUndefinedZone } from './conf-undefined-zone.js';
import { confUndefinedLogFormat } from './conf-undefined-log-format.js';
import { confIncomplete } from './conf-incomplete.js';
import { confDeprecated } from './conf-deprecated.js';
import { confSyntax } from './conf-syntax.js';
import { confUnknownDirective } from './conf-unknown-directive.js';
import { confWrongContext } from './conf-wrong-context.js';
import { confWrongArity } from './conf-wrong-arity.js';
import { confDuplicate } from './conf-duplicate.js';
import { confInvalidValue } from './conf-invalid-value.js';
import { atLevel, isOn } from './levels.js';
import { luaDynamicRequire } from './lua-dynamic-require.js';
import { luaSyntax } from './lua-syntax.js';
import type { Rule, RuleContext } from './rule.js';
import { requestStateLeaks } from './request-state-leaks.js';
import { requestStateRace } from './request-state-race.js';
import { aliasTraversal } from './security/alias-traversal.js';
import { hostSpoofing } from './security/host-spoofing.js';
import { splitting } from './security/splitting.js';
import { ssrf } from './security/ssrf.js';
import { origins } from './security/origins.js';
import { addHeaderLost } from './security/add-header-lost.js';
import { addHeaderMultiline } from './security/add-header-multiline.js';
import { validReferers } from './security/valid-referers.js';
import { workerStateCache } from './worker-state-cache.js';
import { workerStateDiverges } from './worker-state-diverges.js';
import { workerStateSeededLate } from './worker-state-seeded-late.js';
import { workerStateSilence } from './worker-state-silence.js';
import { workerStateSingleWorker } from './worker-state-single-worker.js';

/** Every rule there is. */
export const rules: readonly Rule[] = [
  confSyntax,
  confUnknownDirective,
  confWrongContext,
  confWrongArity,
  confDuplicate,
  confInvalidValue,
  confUndefinedVariable,
  confUndefinedUpstream,
  confUndefinedLocation,
  confUndefinedZone,
  confUndefinedLogFormat,
  confIncomplete,
  confDeprecated,
  confMissingLua,
  confCodeCacheOff,
  confPackagePath,
  confStringLua,
  confEnvMissing,
  confIfIsEvil,
  confContentConflict,
  luaSyntax,
  luaDynamicRequire,
  workerStateDiverges,
  workerStateSeededLate,
  workerStateCache,
  workerStateSingleWorker,
  workerStateSilence,
  requestStateLeaks,
  requestStateRace,
  aliasTraversal,
  hostSpoofing,
  splitting,
  ssrf,
  origins,
  addHeaderLost,
  addHeaderMultiline,
  validReferers,
];

const configurationCodes = new Set(
  rules.filter(({ scope }) => scope === 'configuration').map(({ code }) => code),
);

export interface CheckResult {
  /** By file, then by place. */
  readonly findings: readonly Finding[];
  readonly state: StateReport;
  /** Rules that failed: a fault of ours in one rule takes no other down. */
  readonly failures: readonly { readonly code: string; readonly error: unknown }[];
}

export interface CheckOptions extends AnalysisOptions {
  /** Which rules to run that are off, which to leave out, and how severe their findings are. */
  readonly levels?: RuleLevels;
}

/** Runs every rule over the project that is on. */
export function checkProject(
  project: Project,
  compile: RuleContext['compile'],
  options: CheckOptions = {},
): CheckResult {
  return runRules({ project, state: analyseState(project, options), compile }, options);
}

/**
 * The findings of one file by what it does itself, in the moment after an edit: see `analyseModule`.
 * @param project the program with the file's new text
 */
export function checkModule(
  project: Project,
  unit: LuaUnit,
  surroundings: Surroundings,
  compile: RuleContext['compile'],
  options: CheckOptions = {},
): readonly Finding[] {
  const state = analyseModule(project, unit, surroundings, options);
  const alone: Project = { ...project, files: new Map([[unit.file, unit]]), entries: [], problems: [] };
  const { findings } = runRules({ project: alone, state, compile }, options);
  return findings.filter(({ place }) => place.file === unit.file);
}

/** The findings of the rules that look at nothing but the configurations. */
export function checkConfigurations(
  project: ProjectConfigurations,
  { checkpoint, levels = {} }: Pick<CheckOptions, 'checkpoint' | 'levels'> = {},
): readonly Finding[] {
  const asked = rules.filter((rule) => rule.scope === 'configuration' && isOn(rule, levels));
  const findings = asked.flatMap((rule) => {
    checkpoint?.();
    if (rule.scope !== 'configuration') return [];
    try {
      return atLevel(rule.check({ project, checkpoint }), levels);
    } catch {
      // The whole analysis, which follows, says that the rule failed.
      checkpoint?.();
      return [];
    }
  });
  return findings.sort(byPlace);
}

/** Whether a finding is of a rule that `checkConfigurations` asks. */
export function isOfConfiguration({ code }: Finding): boolean {
  return configurationCodes.has(code);
}

function runRules(
  given: Omit<RuleContext, 'checkpoint'>,
  { checkpoint, levels = {} }: CheckOptions,
): CheckResult {
  const context: RuleContext = { ...given, checkpoint };
  const findings: Finding[] = [];
  const failures: { code: string; error: unknown }[] = [];
  for (const rule of rules.filter((one) => isOn(one, levels))) {
    checkpoint?.();
    try {
      findings.push(...atLevel(rule.check(context), levels));
    } catch (error) {
      // Who gave the whole up gives this rule up too.
      checkpoint?.();
      failures.push({ code: rule.code, error });
    }
  }
  return { findings: findings.sort(byPlace), state: context.state, failures };
}

/** From the first file and place to the last. */
export function byPlace(a: Finding, b: Finding): number {
  const [from, to] = [a.place.range.start, b.place.range.start];
  return (
    (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
    from.line - to.line ||
    from.character - to.character
  );
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const severity of severities)
    counts[severity] = findings.filter((one) => one.severity === severity).length;
  return counts;
}
