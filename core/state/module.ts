import type { FunctionExpression } from '../lua/index.js';
import type { LuaUnit, Project } from '../openresty/index.js';
import type { Assumption } from './assumptions.js';
import type { AnalysisOptions } from './engine.js';
import { assumeExportsRun } from './exports.js';
import { report, type FunctionRun, type StateReport } from './report.js';
import { generateBody } from './statements.js';
import { resultCount, World } from './world.js';

/** Steps of propagation for one module: some tens of milliseconds. */
const moduleBudget = 20_000;
/** So many entry points tell enough of a function's routes; some modules are reached by all of a server's. */
const maxRoutes = 4;

/** What the last analysis of the whole program knows of one module, an earlier text of which it read. */
export interface Surroundings {
  readonly state: Pick<StateReport, 'reached' | 'loaded' | 'isCalled'> &
    Partial<Pick<StateReport, 'assumptions'>>;
  /** The module as it was then. */
  readonly before: LuaUnit;
}

/**
 * What a module does by itself, with the modules that it requires: for the moment after an edit, when the whole
 * program was not read yet. Who runs its functions is known from before the edit; what they are handed is not.
 * @param project the program with the module's new text
 */
export function analyseModule(
  project: Project,
  unit: LuaUnit,
  { state, before }: Surroundings,
  { budget = moduleBudget, checkpoint }: AnalysisOptions = {},
): StateReport {
  const scope = new Set([unit, ...requiredBy(unit, project)]);
  const world = new World(project, undefined, generateBody, budget, checkpoint, (one) => scope.has(one));
  const runsOf = knownRuns(unit, before, state);
  const isEntry = (run: FunctionRun): boolean => run.entry.unit === before;
  const module = runsOf(unit.syntax.main).some(isEntry) ? undefined : world.module(unit);
  const entries = outerFunctions(unit).flatMap((fn) =>
    runsOf(fn)
      .slice(0, maxRoutes)
      .map(({ entry, era }) => ({
        entry,
        // A handler's own file runs anew for each request.
        instance: world.instance(unit, fn, era, fn === unit.syntax.main ? undefined : module),
      })),
  );
  const reached = new Set(
    entries.filter(({ instance }) => instance.era !== 'startup').map(({ instance }) => instance.fn),
  );
  // Whoever calls it may show what it returns.
  for (const { instance } of entries)
    for (let index = 0; index < resultCount; index++) world.sink(world.returnNode(instance, index));
  world.solver.run();
  assumeExportsRun(world, [unit], reached);
  const as = state.loaded.get(before);
  const loaded = new Map(as ? [[unit, as]] : []);
  const isCalled: StateReport['isCalled'] = ({ fn }) => state.isCalled({ unit: before, fn });
  const found = report(world, entries, loaded, isCalled);
  const assumptions = found.assumptions.filter(knownBefore(before, state.assumptions ?? []));
  return { ...found, assumptions, loaded, isCalled };
}

/** The gates on the way to a module's functions are not read: what was said of no function of this name stays unsaid. */
function knownBefore(before: LuaUnit, known: readonly Assumption[]): (one: Assumption) => boolean {
  const keyOf = ({ kind, unit, span }: Assumption): string => {
    const fn = outerFunctions(unit).find(
      (one) => one !== unit.syntax.main && one.start <= span.start && span.end <= one.end,
    );
    return `${kind} ${fn?.label ?? ''}`;
  };
  const keys = new Set(known.filter(({ unit }) => unit === before).map(keyOf));
  return (one) => keys.has(keyOf(one));
}

/** The modules that a module names in a `require`. */
function requiredBy({ syntax }: LuaUnit, project: Project): LuaUnit[] {
  return [...syntax.text.matchAll(/\brequire\b[\s(]*["']([^"'\n]+)["']/g)].flatMap(
    (match) => project.resolveModule(match[1] ?? '') ?? [],
  );
}

/** The runs of a function, by its name: the n-th of this name was the n-th before the edit too. */
function knownRuns(
  unit: LuaUnit,
  before: LuaUnit,
  { reached }: Surroundings['state'],
): (fn: FunctionExpression) => readonly FunctionRun[] {
  const known = reached.get(before);
  const runs = new Map<string, readonly FunctionRun[]>();
  for (const [fn, key] of namedFunctions(before)) runs.set(key, known?.get(fn) ?? []);
  const keys = namedFunctions(unit);
  return (fn) => runs.get(keys.get(fn) ?? '') ?? [];
}

function namedFunctions(unit: LuaUnit): Map<FunctionExpression, string> {
  const counts = new Map<string, number>();
  return new Map(
    outerFunctions(unit).map((fn) => {
      const label = fn === unit.syntax.main ? '(main)' : (fn.label ?? '');
      const count = counts.get(label) ?? 0;
      counts.set(label, count + 1);
      return [fn, `${label} ${count}`];
    }),
  );
}

/** The main chunk and the functions that are no part of another one. */
function outerFunctions({ scopes, syntax }: LuaUnit): FunctionExpression[] {
  return [
    syntax.main,
    ...scopes.functions.filter((fn) => fn !== syntax.main && scopes.parentOf(fn) === syntax.main),
  ];
}
