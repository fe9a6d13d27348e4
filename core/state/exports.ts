import type { FunctionExpression } from '../lua/index.js';
import type { LuaUnit, Project } from '../openresty/index.js';
import { callSite } from './calls.js';
import { configurationParameter, withConfiguration } from './configurations.js';
import type { Instance, NodeId } from './objects.js';
import { resultCount, type World } from './world.js';

/**
 * What a module exports and nobody was seen to call is called by some other program, or in a way that was not seen: it
 * is read as if a request called it.
 */
export function assumeExportsRun(
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
    const tables = solver.node();
    solver.eachField(object, (field) =>
      solver.listen(field, (value) => {
        if (value.kind === 'table') solver.add(tables, value);
        if (value.kind !== 'function') return;
        if (reached.has(value.fn) && configurationParameter(value.unit, value.fn) === undefined) return;
        const method = solver.node();
        solver.add(method, value);
        const by = isStartupName(value.fn) ? world.outside(caller.unit, 'startup') : caller;
        const own = value.fn.isMethod && !isClass ? [self] : [];
        const result = callFromOutside(world, by, method, withConfiguration(world, value, own));
        // What is made outside is used outside: a table of closures.
        if (result !== undefined) callExports(world, caller, result, depth + 1, reached);
      }),
    );
    callExports(world, caller, tables, depth + 1, reached);
  });
}

/** A module that offers functions by the names of nginx's phases has them called in these phases. */
export function isStartupName({ label = '' }: FunctionExpression): boolean {
  return /(?:^|[.:])(?:init|init_worker)$/.test(label);
}

function callFromOutside(
  world: World,
  caller: Instance,
  callee: NodeId,
  args: readonly NodeId[],
): NodeId | undefined {
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
  return results[0];
}

/** Lua that is not OpenResty's gets no word: a Neovim plugin has no workers. */
export function concernsOpenResty(unit: LuaUnit, project: Project): boolean {
  if (project.entries.length > 0) return true;
  const { globals } = unit.scopes;
  return (
    globals.some(({ name }) => name === 'ngx' || name === 'ndk') ||
    (globals.some(({ name }) => name === 'require') &&
      /\brequire\b[\s(]*["'](?:resty|ngx)\./.test(unit.syntax.text))
  );
}

/** Some function of the module, that is not only a part of another one, was not reached. */
export function mayExport({ scopes, syntax }: LuaUnit, reached: ReadonlySet<FunctionExpression>): boolean {
  return scopes.functions.some((fn) => !reached.has(fn) && scopes.parentOf(fn) === syntax.main);
}
