import type { FunctionExpression, TableExpression } from '../lua/index.js';
import type { LuaUnit, Project } from '../openresty/index.js';
import { callSite } from './calls.js';
import { configurationParameter, withConfiguration } from './configurations.js';
import type { AbstractObject, FunctionObject, Instance, NodeId } from './objects.js';
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
  const open = units.filter((unit) => mayExport(unit, reached) && concernsOpenResty(unit, world.project));
  const exports: Exports = { world, reached };
  for (const unit of open)
    callExports(exports, world.outside(unit), world.returnNode(world.module(unit), 0), 0);
  world.solver.run();
}

/** What is called from outside: all but the functions that were seen to run. */
interface Exports {
  readonly world: World;
  readonly reached: ReadonlySet<FunctionExpression>;
}

/** How deep exported functions are looked for: `return { api = { hit = function … } }` is at depth 2. */
const exportDepth = 3;

function callExports(exports: Exports, caller: Instance, value: NodeId, depth: number): void {
  const { world } = exports;
  const { solver } = world;
  if (depth === 0) callFromOutside(world, caller, value, []);
  if (depth >= exportDepth) return;
  solver.listen(value, (object) => {
    // What a module makes with a library that is not here, `local M = require("base").new()`, is its table all the same.
    if (object.kind !== 'table' && (object.kind !== 'opaque' || depth > 0)) return;
    if (depth === 0) callOverflow(exports, caller, object);
    if (!world.firstTime(`export ${object.id}`)) return;
    // `M:hit()` gets the table that holds it; the methods of a class get an object that somebody made.
    const isClass = object.kind === 'table' && object.unit.syntax.text.includes('__index');
    const self = solver.node();
    solver.add(self, object);
    const tables = solver.node();
    const call = (by: Instance, fn: FunctionObject): void =>
      callMember(exports, by, fn, isClass ? [] : [self], depth);
    solver.eachField(object, (field) =>
      solver.listen(field, (value) => {
        if (value.kind === 'table') solver.add(tables, value);
        if (value.kind === 'function')
          call(object.kind === 'table' ? caller : world.outside(value.unit), value);
      }),
    );
    callExports(exports, caller, tables, depth + 1);
    for (const item of listedTables(world, object)) {
      const node = solver.node();
      solver.add(node, item);
      callExports(exports, caller, node, depth + 1);
    }
  });
}

/** `return { { uri = "/a", handler = f }, … }`: the tables of a list, one by one, however many there are. */
function listedTables(world: World, object: AbstractObject): AbstractObject[] {
  if (object.kind !== 'table') return [];
  const { unit } = object;
  // Made in other ways a table has no items.
  const { items = [] } = object.site as Partial<TableExpression>;
  return items.flatMap(({ key, value }) =>
    key === undefined && value.kind === 'table' ? [world.solver.table(unit, value, world.module(unit))] : [],
  );
}

/** One table stands for what a factory made for many modules: of the functions in a field, each exports its own. */
function callOverflow(exports: Exports, caller: Instance, object: AbstractObject): void {
  const { solver } = exports.world;
  solver.eachField(object, (field) =>
    solver.listen(field, (value) => {
      if (value.kind !== 'group') return;
      solver.listenMembers(value.name, (member) => {
        if (member.kind === 'function' && member.unit === caller.unit)
          callMember(exports, caller, member, [], 0);
      });
    }),
  );
}

function callMember(
  exports: Exports,
  caller: Instance,
  member: FunctionObject,
  self: readonly NodeId[],
  depth: number,
): void {
  const { world, reached } = exports;
  // A plugin's handler that was seen to run was not seen with its configuration.
  if (reached.has(member.fn) && configurationParameter(member.unit, member.fn) === undefined) return;
  const method = world.solver.node();
  world.solver.add(method, member);
  const by = isStartupName(member.fn) ? world.outside(caller.unit, 'startup') : caller;
  const args = withConfiguration(world, member, member.fn.isMethod ? self : []);
  const result = callFromOutside(world, by, method, args);
  // What is made outside is used outside: a table of closures.
  if (result !== undefined) callExports(exports, caller, result, depth + 1);
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
