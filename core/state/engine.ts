import type { Confidence } from '../../contract/index.js';
import type { FunctionExpression } from '../lua/index.js';
import {
  eraOf,
  type EntryPoint,
  type LuaUnit,
  type OpenRestyConfiguration,
  type Project,
} from '../openresty/index.js';
import { assumeUnresolved, callSite, followPlainData } from './calls.js';
import { lateSeeds } from './late.js';
import { writtenCells, type WrittenCell } from './cells.js';
import type { Instance, NodeId, Write } from './objects.js';
import { anyDependence } from './dependence.js';
import { StateFacts } from './facts.js';
import { findRoutes, type Route } from './routes.js';
import { judge, type Verdict } from './verdict.js';
import { generateBody } from './statements.js';
import { resultCount, World } from './world.js';

/** A write with every way in which an entry point gets there. */
export interface RoutedWrite extends Write {
  /** Empty when only an assumption leads here. */
  readonly routes: readonly Route[];
}

/** What the analysis says of one cell that requests write. */
export interface StateCell extends Pick<
  WrittenCell,
  'variable' | 'name' | 'kind' | 'unit' | 'declaration' | 'address'
> {
  readonly writes: readonly RoutedWrite[];
  /** What is to be said of it; undefined for what nobody can observe. */
  readonly verdict: Verdict | undefined;
  /** Its value reaches a response, a decision with an effect, or something outside the worker. */
  readonly observable: boolean;
  /** No configuration reaches any of the writes: each exported function was taken to run in a request. */
  readonly assumed: boolean;
  readonly confidence: Confidence;
}

export interface StateReport {
  readonly cells: readonly StateCell[];
  /** The budget ended the analysis early: cells may be missing. */
  readonly cut: boolean;
  /** Which entry points get to which function, through however many calls. */
  readonly reached: ReachedFunctions;
}

export type ReachedFunctions = ReadonlyMap<LuaUnit, ReadonlyMap<FunctionExpression, readonly EntryPoint[]>>;

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
  const reports = servers.map((configurations, index) => {
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
    return report(world, entries, new Set());
  });
  // What no server runs is another program, or a library: it is read with the path of none.
  const isCut = reports.some(({ cut }) => cut);
  const known =
    servers.length > 0
      ? new Set([...project.dispatchedModules(), ...(isCut ? loaded : [])])
      : new Set<LuaUnit>();
  const isCalled = calledByName(project);
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
    cells: mergeCells(reports.flatMap(({ cells }) => cells)),
    cut: reports.some(({ cut }) => cut),
    reached: mergeReached(reports.map((one) => one.reached)),
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

function report(
  world: World,
  entries: readonly { entry: EntryPoint; instance: Instance }[],
  dispatched: ReadonlySet<LuaUnit>,
  isCalled: (instance: Instance) => boolean = () => true,
): StateReport {
  assumeUnresolved(world);
  world.solver.run();
  followPlainData(world);
  const routes = findRoutes(world, entries);
  const observable = world.solver.dependence.closure(world.sinks, anyDependence);
  const written = writtenCells(world);
  const facts = new StateFacts(world, written);
  const fromDispatched = runsFrom(world, dispatched);
  const late = lateSeeds(
    world,
    entries.filter(({ entry }) => entry.phase === 'init').map(({ instance }) => instance),
  ).map(({ cell, write, loaders }): StateCell => {
    const found = loaders.flatMap((loader) => routes.get(loader) ?? []);
    return {
      ...cell,
      writes: [{ ...write, routes: found }],
      observable: true,
      verdict: {
        kind: 'fault',
        fault: 'seeded-late',
        writes: [write],
        interleaves: false,
        connection: false,
        isScratch: false,
      },
      assumed: found.length === 0,
      confidence: found.length > 0 ? 'route' : 'assumed',
    };
  });
  // Of a program that was not read to its end, only what a module does with its own tables is told.
  const trusted = world.solver.cut ? written.filter(isOwn) : written;
  const cells = trusted.map((cell): StateCell => {
    world.checkpoint?.();
    const { variable, name, kind, unit, declaration, address } = cell;
    const isObservable = cell.nodes.some((node) => observable[node] === 1);
    const verdict = isObservable ? judge(facts, cell) : undefined;
    const routed = cell.writes.map((write): RoutedWrite => ({
      ...write,
      routes: routes.get(write.instance) ?? [],
    }));
    return {
      variable,
      name,
      kind,
      unit,
      declaration,
      address,
      writes: routed,
      observable: isObservable,
      verdict,
      assumed: routed.every((write) => write.routes.length === 0),
      confidence: routed.some((write) => write.routes.length > 0)
        ? 'route'
        : routed.some((write) => fromDispatched.has(write.instance) && isCalled(write.instance))
          ? 'loaded'
          : 'assumed',
    };
  });
  return { cells: [...cells, ...late], cut: world.solver.cut, reached: reachedFunctions(routes) };
}

/** Whether a function that a module exports is called by its name anywhere; a computed name may be any. */
function calledByName(project: Project): (instance: Instance) => boolean {
  let names: Set<string> | undefined;
  const collect = (): Set<string> => {
    const found = new Set<string>();
    for (const { syntax, file } of project.files.values()) {
      if (isTest(file)) continue;
      for (const match of syntax.text.matchAll(/(?<!function [\w.]{0,60})[.:](\w+)\s*[({"'[]/g))
        found.add(match[1] ?? '');
    }
    return found;
  };
  return ({ unit, fn }) => {
    if (project.dispatchedModules().has(unit)) return true;
    const name = /[.:](\w+)$/.exec(fn.label ?? '')?.[1];
    return name === undefined || (names ??= collect()).has(name);
  };
}

function isTest(file: string): boolean {
  return /(?:^|\/)(?:spec|specs|t|tests?)\//.test(file);
}

function isOwn({ unit, writes }: WrittenCell): boolean {
  return writes.every(({ instance }) => instance.unit === unit);
}

/** All runs that begin with what some of the modules export. */
function runsFrom(world: World, units: ReadonlySet<LuaUnit>): Set<Instance> {
  const found = new Set<Instance>([...units].map((unit) => world.outside(unit)));
  const pending = [...found];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const { callee } of world.callsOf.get(at) ?? []) {
      if (found.has(callee)) continue;
      found.add(callee);
      pending.push(callee);
    }
  }
  return found;
}

function reachedFunctions(routes: ReadonlyMap<Instance, readonly Route[]>): ReachedFunctions {
  return mergeReached(
    [...routes].map(
      ([{ unit, fn }, found]) => new Map([[unit, new Map([[fn, found.map(({ entry }) => entry)]])]]),
    ),
  );
}

function mergeReached(parts: readonly ReachedFunctions[]): ReachedFunctions {
  const merged = new Map<LuaUnit, Map<FunctionExpression, EntryPoint[]>>();
  for (const [unit, functions] of parts.flatMap((part) => [...part])) {
    let known = merged.get(unit);
    if (!known) merged.set(unit, (known = new Map<FunctionExpression, EntryPoint[]>()));
    for (const [fn, entries] of functions)
      known.set(fn, [...new Set([...(known.get(fn) ?? []), ...entries])]);
  }
  return merged;
}

/** Several servers may share a file: what they say of one cell is told once, with the routes of each. */
function mergeCells(cells: readonly StateCell[]): StateCell[] {
  const merged = new Map<string, StateCell>();
  for (const cell of cells) {
    const key = `${cell.unit.id} ${cell.declaration.start} ${cell.name}`;
    const known = merged.get(key);
    // A server where nobody sees the value, or an assumption beside a real route, has nothing to add.
    if (!known || (cell.observable && !known.observable) || (known.assumed && !cell.assumed))
      merged.set(key, cell);
    else if (cell.observable === known.observable && cell.assumed === known.assumed) {
      merged.set(key, { ...known, writes: mergeWrites(known.writes, cell.writes) });
    }
  }
  return [...merged.values()];
}

function mergeWrites(some: readonly RoutedWrite[], others: readonly RoutedWrite[]): RoutedWrite[] {
  const isSame = (a: RoutedWrite, b: RoutedWrite): boolean =>
    a.instance.unit === b.instance.unit && a.span.start === b.span.start;
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

/**
 * What a module exports and nobody was seen to call is called by some other program, or in a way that was not seen: it
 * is read as if a request called it.
 */
function assumeExportsRun(
  world: World,
  units: readonly LuaUnit[],
  reached: ReadonlySet<FunctionExpression>,
): void {
  for (const unit of units) {
    if (!mayExport(unit, reached) || !concernsOpenResty(unit, world.project)) continue;
    callExports(world, world.outside(unit), world.returnNode(world.module(unit), 0), 0, reached);
  }
  world.solver.run();
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

/** Some function of the module, that is not only a part of another one, was not reached. */
function mayExport({ scopes, syntax }: LuaUnit, reached: ReadonlySet<FunctionExpression>): boolean {
  return scopes.functions.some((fn) => !reached.has(fn) && scopes.parentOf(fn) === syntax.main);
}

/** How deep exported functions are looked for: `return { api = { hit = function … } }` is at depth 2. */
const exportDepth = 3;

function callExports(
  world: World,
  caller: Instance,
  value: NodeId,
  depth: number,
  reached: ReadonlySet<FunctionExpression>,
): void {
  const { solver } = world;
  if (depth === 0) callFromOutside(world, caller, value, []);
  if (depth >= exportDepth) return;
  solver.listen(value, (object) => {
    if (object.kind !== 'table' || !world.firstTime(`export ${object.id}`)) return;
    // `M:hit()` gets the table that holds it; the methods of a class get an object that somebody made.
    const isClass = object.unit.syntax.text.includes('__index');
    const self = solver.node();
    solver.add(self, object);
    const fields = solver.allFields(object);
    solver.listen(fields, (field) => {
      if (field.kind !== 'function' || reached.has(field.fn)) return;
      const method = solver.node();
      solver.add(method, field);
      const by = runsAtStartup(field.fn) ? world.outside(caller.unit, 'startup') : caller;
      callFromOutside(world, by, method, field.fn.isMethod && !isClass ? [self] : []);
    });
    const tables = solver.node();
    solver.listen(fields, (field) => {
      if (field.kind === 'table') solver.add(tables, field);
    });
    callExports(world, caller, tables, depth + 1, reached);
  });
}

/** A module that offers functions by the names of nginx's phases has them called in these phases. */
function runsAtStartup({ label = '' }: FunctionExpression): boolean {
  return /(?:^|[.:])(?:init|init_worker)$/.test(label);
}

function callFromOutside(world: World, caller: Instance, callee: NodeId, args: readonly NodeId[]): void {
  const results = Array.from({ length: resultCount }, () => world.solver.node());
  // Whoever calls it may show what it returns.
  for (const result of results) world.sink(result);
  callSite(world, {
    instance: caller,
    span: caller.fn,
    control: world.constant,
    callee,
    args,
    literals: [],
    rest: undefined,
    results,
    method: undefined,
    isIterator: false,
  });
}

/** Lua that is not OpenResty's gets no word: a Neovim plugin has no workers. */
function concernsOpenResty(unit: LuaUnit, project: Project): boolean {
  if (project.entries.length > 0) return true;
  const { globals } = unit.scopes;
  return (
    globals.some(({ name }) => name === 'ngx' || name === 'ndk') ||
    (globals.some(({ name }) => name === 'require') &&
      /\brequire\b[\s(]*["'](?:resty|ngx)\./.test(unit.syntax.text))
  );
}
