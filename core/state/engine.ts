import { eraOf, type EntryPoint, type LuaUnit, type Project } from '../openresty/index.js';
import { callSite, assumeUnresolved } from './calls.js';
import { writtenCells, type WrittenCell } from './cells.js';
import type { Instance, NodeId, Write } from './objects.js';
import { observableNodes } from './observe.js';
import { findRoutes, type Route } from './routes.js';
import { generateBody } from './statements.js';
import { resultCount, World } from './world.js';

/** A write with every way in which an entry point gets there. */
export interface RoutedWrite extends Write {
  /** Empty when only an assumption leads here. */
  readonly routes: readonly Route[];
}

/** What the analysis says of one cell that requests write. */
export interface StateCell extends Omit<WrittenCell, 'writes' | 'nodes'> {
  readonly writes: readonly RoutedWrite[];
  /** Its value reaches a response, a decision with an effect, or something outside the worker. */
  readonly observable: boolean;
  /** No configuration reaches any of the writes: each exported function was taken to run in a request. */
  readonly assumed: boolean;
}

export interface StateReport {
  readonly cells: readonly StateCell[];
  /** The budget ended the analysis early: cells may be missing. */
  readonly cut: boolean;
}

/**
 * Steps of propagation for one project: some seconds. What entry points reach comes first, so that a large
 * project loses the modules that nobody runs before it loses anything else.
 */
const defaultBudget = 2_000_000;

/**
 * Says which places outlive requests, are written by requests, and can be observed. It knows objects by where
 * and when they are made and follows them through the program; it never matches names.
 */
export function analyseState(project: Project, budget = defaultBudget): StateReport {
  const world = new World(project, generateBody, budget);
  const entries = project.entries.map((entry) => ({ entry, instance: runEntry(world, entry) }));
  world.solver.run();
  assumeExportsRun(world);
  world.solver.run();
  assumeUnresolved(world);

  const routes = findRoutes(world, entries);
  const observable = observableNodes(world);
  const cells = writtenCells(world).map(({ writes, nodes, ...cell }): StateCell => {
    const routed = writes.map((write) => ({ ...write, routes: routes.get(write.instance) ?? [] }));
    return {
      ...cell,
      writes: routed,
      observable: nodes.some((node) => observable.has(node)),
      assumed: routed.every((write) => write.routes.length === 0),
    };
  });
  return { cells, cut: world.solver.cut };
}

function runEntry(world: World, { unit, phase }: EntryPoint): Instance {
  const instance = world.instance(unit, unit.syntax.main, eraOf(phase), undefined);
  // The value of set_by_lua becomes a variable of the request.
  if (phase === 'set') world.sinks.add(world.returnNode(instance, 0));
  return instance;
}

/** A module that nobody runs is some other program's: it is read as if a request called all that it exports. */
function assumeExportsRun(world: World): void {
  const { project, solver } = world;
  const reached = world.reachedUnits();
  for (const unit of project.files.values()) {
    if (reached.has(unit) || !concernsOpenResty(unit, project)) continue;
    const main = world.module(unit);
    const value = world.returnNode(main, 0);
    const caller = world.instance(
      unit,
      { ...unit.syntax.main, body: { statements: [], start: 0, end: 0 } },
      'request',
      undefined,
    );
    callFromOutside(world, caller, value);
    solver.listen(value, (object) => {
      if (object.kind !== 'table') return;
      const exported = solver.node();
      solver.copy(solver.allFields(object), exported);
      callFromOutside(world, caller, exported);
    });
  }
}

function callFromOutside(world: World, caller: Instance, callee: NodeId): void {
  const results = Array.from({ length: resultCount }, () => world.solver.node());
  // Whoever calls it may show what it returns.
  for (const result of results) world.sinks.add(result);
  const { unit } = caller;
  callSite(world, {
    instance: caller,
    span: unit.syntax.main,
    control: world.constant,
    callee,
    args: [],
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
  return unit.scopes.globals.some(({ name }) => name === 'ngx' || name === 'ndk');
}
