import type { FunctionExpression } from '../lua/index.js';
import {
  eraOf,
  type EntryPoint,
  type LuaUnit,
  type OpenRestyConfiguration,
  type Project,
} from '../openresty/index.js';
import { calledByName } from './called.js';
import { distinctAssumptions } from './assumptions.js';
import { assumeExportsRun, mayExport } from './exports.js';
import type { LoadedAs } from './confidence.js';
import { modulesLoadedByPath, modulesNamedByServers, withNamed } from './loaded.js';
import type { Instance } from './objects.js';
import {
  mergeReached,
  mergeRequires,
  report,
  type PartReport,
  type RoutedWrite,
  type StateCell,
  type StateReport,
} from './report.js';
import { generateBody } from './statements.js';
import { World } from './world.js';

export interface AnalysisOptions {
  /** Steps of propagation for the whole project. */
  readonly budget?: number;
  /** Called every few milliseconds; what it throws ends the analysis and passes through. */
  readonly checkpoint?: () => void;
}

/**
 * Steps of propagation for one project: some seconds. What entry points reach comes first, so that a large
 * project loses the modules that nobody runs before it loses anything else.
 */
const defaultBudget = 3_000_000;

/**
 * Says which places outlive requests, are written by requests, and can be observed. It knows objects by where
 * and when they are made and follows them through the program; it never matches names.
 */
export function analyseState(project: Project, options: AnalysisOptions = {}): StateReport {
  const { budget = defaultBudget, checkpoint } = options;
  const servers = serversOf(project);
  const loaded = new Set<LuaUnit>();
  let left = budget;
  const reached = new Set<FunctionExpression>();
  const reports = servers.map((configurations, index): PartReport => {
    // What one server does not need, the next ones have.
    const share = Math.floor(left / (servers.length + 1 - index));
    const world = new World(project, configurations[0], generateBody, share, checkpoint);
    const own = project.entries.filter((entry) => configurations.includes(entry.configuration));
    const entries = own.map((entry) => ({ entry, instance: runEntry(world, entry) }));
    world.solver.run();
    left -= world.solver.used;
    for (const unit of world.reachedUnits()) loaded.add(unit);
    // Where the budget ended, what was entered was not read to its end.
    if (!world.solver.cut) for (const { fn, era } of world.instances) if (era !== 'startup') reached.add(fn);
    return report(world, entries, new Map());
  });
  // What no server runs is another program, or a library: it is read with the path of none.
  const isCut = reports.some(({ cut }) => cut);
  const named = modulesNamedByServers(project);
  const byPath = modulesLoadedByPath(project, named);
  const namedByPath = withNamed([...(byPath ?? [])], project);
  const dispatched = [...project.dispatchedModules()].filter((unit) => named.has(unit));
  const known = new Map<LuaUnit, LoadedAs>();
  if (servers.length > 0) {
    // What a server runs by files' paths is followed no better than what a cut analysis did not come to.
    if (isCut || byPath) for (const unit of [...named, ...namedByPath]) known.set(unit, 'named');
    for (const unit of [...dispatched, ...(isCut ? loaded : [])]) known.set(unit, 'followed');
  }
  const isCalled = calledByName(
    project,
    (unit) => named.has(unit) || loaded.has(unit) || namedByPath.has(unit),
    byPath,
  );
  for (const units of partsOf(project, reached)) {
    const inPart = new Set(units);
    const share = Math.max(Math.floor(left / 4), smallestShare);
    const world = new World(
      project,
      undefined,
      generateBody,
      share,
      checkpoint,
      units.length < project.files.size ? (unit) => inPart.has(unit) : undefined,
    );
    assumeExportsRun(world, units, reached);
    left -= world.solver.used;
    reports.push(report(world, [], known, isCalled));
  }
  return {
    cells: mergeCells(
      reports.flatMap(({ cells }) => mergeCells(cells, mergeIntents)),
      worstOf,
    ),
    cut: reports.some(({ cut }) => cut),
    reached: mergeReached(reports.map((one) => one.reached)),
    requires: mergeRequires(reports.map((one) => one.requires)),
    assumptions: distinctAssumptions(reports.flatMap(({ assumptions }) => assumptions)),
    loaded: known,
    isCalled,
  };
}

/** Each configuration is a server of its own; the templates of one folder are the parts of one. */
function serversOf({ configurations }: Project): OpenRestyConfiguration[][] {
  const servers = new Map<string, OpenRestyConfiguration[]>();
  for (const configuration of configurations) {
    if (configuration.handlers.length === 0) continue;
    const { path, isTemplate } = configuration;
    const key = isTemplate ? `${path.slice(0, path.lastIndexOf('/') + 1)}*` : path;
    servers.set(key, [...(servers.get(key) ?? []), configuration]);
  }
  return [...servers.values()];
}

type MergeVerdicts = (one: StateCell, other: StateCell) => StateCell['verdict'];

/** What is said of one cell several times is told once, with the routes of each. */
function mergeCells(cells: readonly StateCell[], mergeVerdicts: MergeVerdicts): StateCell[] {
  const merged = new Map<string, StateCell>();
  for (const cell of cells) {
    const key = `${cell.unit.id} ${cell.declaration.start} ${cell.name}`;
    const known = merged.get(key);
    // A server where nobody sees the value, or an assumption beside a real route, has nothing to add.
    if (!known || (cell.observable && !known.observable) || (known.assumed && !cell.assumed))
      merged.set(key, cell);
    else if (cell.observable === known.observable && cell.assumed === known.assumed) {
      const verdict = mergeVerdicts(known, cell);
      merged.set(key, { ...known, verdict, writes: mergeWrites(known.writes, cell.writes) });
    }
  }
  return [...merged.values()];
}

/** A variable and what its table holds are one cell, with the intents of both; the variable comes first. */
const mergeIntents: MergeVerdicts = ({ verdict: one, writes }, { verdict: other }) => {
  if (one?.kind !== 'intended') return one;
  if (other?.kind === 'intended')
    return { kind: 'intended', intents: [...new Set([...one.intents, ...other.intents])] };
  // A variable that requests only empty says nothing of what fills its table; a timer takes what is in it along.
  const isEmptied =
    one.intents.every((intent) => intent === 'reset') &&
    writes.every(({ instance }) => instance.era === 'request');
  return other?.kind === 'fault' && isEmptied ? other : one;
};

/** Several servers may share a file: it is at fault when it is in one of them that runs all that the others run. */
const worstOf: MergeVerdicts = (one, other) =>
  other.verdict?.kind === 'fault' && one.verdict?.kind === 'intended' && runsAllOf(other, one)
    ? other.verdict
    : mergeIntents(one, other);

function runsAllOf({ writes }: StateCell, other: StateCell): boolean {
  return other.writes.every((one) => writes.some((own) => isSame(one, own)));
}

function isSame(a: RoutedWrite, b: RoutedWrite): boolean {
  return a.instance.unit === b.instance.unit && a.span.start === b.span.start;
}

function mergeWrites(some: readonly RoutedWrite[], others: readonly RoutedWrite[]): RoutedWrite[] {
  return [
    ...some.map((write) => {
      const same = others.find((other) => isSame(write, other));
      return same ? { ...write, routes: [...write.routes, ...same.routes] } : write;
    }),
    ...others.filter((other) => !some.some((write) => isSame(write, other))),
  ];
}

function runEntry(world: World, { unit, phase }: EntryPoint): Instance {
  const instance = world.instance(unit, unit.syntax.main, eraOf(phase), undefined);
  // The value of set_by_lua becomes a variable of the request.
  if (phase === 'set') world.sinks.add(world.returnNode(instance, 0));
  return instance;
}

/** A project with more files than this that nobody was seen to run is read in parts, a folder each. */
const wholeAtOnce = 200;
/** Steps that every part has, however much the others took. */
const smallestShare = 20_000;

/** All files; in a large project by folders, so that each part is small and what ends one leaves the others alone. */
function partsOf({ files }: Project, reached: ReadonlySet<FunctionExpression>): LuaUnit[][] {
  const all = [...files.values()];
  const open = all.filter((unit) => mayExport(unit, reached));
  if (open.length <= wholeAtOnce) return [all];
  const folders = new Map<string, LuaUnit[]>();
  for (const unit of open) {
    const folder = unit.file.slice(0, unit.file.lastIndexOf('/') + 1);
    const known = folders.get(folder);
    if (known) known.push(unit);
    else folders.set(folder, [unit]);
  }
  return [...folders.values()];
}
