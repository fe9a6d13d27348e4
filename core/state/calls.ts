import {
  callEffects,
  dictWriters,
  functionModules,
  globalModules,
  pureModules,
  requestObjects,
  stringMethods,
  type CallEffect,
} from './api.js';
import { special } from './library.js';
import type { AbstractObject, FunctionObject, Instance, NodeId } from './objects.js';
import { anyKey, indexKey, metatableKey, type Key } from './solver.js';
import { allArguments, type CallSite, type World } from './world.js';

/** Registers a call: whatever functions reach the callee are entered, now or when they arrive. */
export function callSite(world: World, site: Omit<CallSite, 'resolved'>): void {
  const open: CallSite = { ...site, resolved: false };
  world.sites.push(open);
  world.solver.listen(open.callee, (object) => dispatch(world, open, object));
}

function dispatch(world: World, site: CallSite, object: AbstractObject): void {
  switch (object.kind) {
    case 'function':
      site.resolved = true;
      return callFunction(world, site, object, site.args, 0);
    case 'api':
      site.resolved = true;
      return callLibrary(world, site, object.path);
    case 'opaque':
      site.resolved = true;
      return callOpaque(world, site, object);
    case 'table':
      if (!site.isMetaCall) callTable(world, site, object);
      return;
  }
}

/** Binds arguments and results; `shift` results stand before the function's own, as pcall's status does. */
export function callFunction(
  world: World,
  site: CallSite,
  { unit, fn, definer }: FunctionObject,
  args: readonly NodeId[],
  shift: number,
  later = false,
): void {
  const { solver } = world;
  // A timer runs beside the requests, in the same worker and with the same state: for state it is one more request.
  const callee = world.instance(unit, fn, later ? 'request' : site.instance.era, definer);
  world.noteCall(site.instance, { callee, span: site.span });
  solver.depend(callee.control, site.control);
  solver.depend(callee.control, site.callee);
  fn.parameters.forEach((parameter, index) => {
    const variable = unit.scopes.variableOf(parameter);
    if (!variable) return;
    const value = args[index] ?? site.rest;
    if (value !== undefined) solver.copy(value, world.variableNode(variable, callee));
  });
  for (const extra of args.slice(fn.parameters.length)) solver.copy(extra, callee.vararg);
  if (site.rest !== undefined) solver.copy(site.rest, callee.vararg);
  site.results.slice(shift).forEach((result, index) => solver.copy(world.returnNode(callee, index), result));
}

/** Calls every function that reaches a node, with some of the site's arguments. */
export function callValue(
  world: World,
  site: CallSite,
  callee: NodeId,
  args: readonly NodeId[],
  shift: number,
  later = false,
): void {
  world.solver.listen(callee, (object) => {
    if (object.kind === 'function') callFunction(world, site, object, args, shift, later);
    else if (object.kind === 'api') {
      callLibrary(
        world,
        {
          ...site,
          args,
          literals: site.literals.slice(site.args.length - args.length),
          results: site.results.slice(shift),
        },
        object.path,
      );
    }
  });
}

function callTable(world: World, site: CallSite, object: AbstractObject): void {
  const { solver } = world;
  // One site for all of the object's metatables, made when the first of them arrives.
  let callee: NodeId | undefined;
  solver.listen(solver.field(object, metatableKey), (metatable) => {
    if (callee === undefined) {
      callee = solver.node();
      const self = solver.node();
      solver.add(self, object);
      const args = [self, ...site.args];
      callSite(world, { ...site, callee, args, literals: [undefined, ...site.literals], isMetaCall: true });
      site.resolved = true;
    }
    solver.loadField(metatable, '__call', callee);
  });
}

/** A library outside the project: its handle knows what it was told, and answers with it or with more handles. */
function callOpaque(world: World, site: CallSite, object: AbstractObject & { kind: 'opaque' }): void {
  const { solver } = world;
  const inside = solver.allFields(object);
  const isPure = pureModules.has(object.module);
  for (const arg of allArguments(site)) {
    solver.depend(inside, world.contents(arg));
    if (!isPure) world.sink(arg);
    callValue(world, site, arg, [], 0);
  }
  if (!isPure) world.sinks.add(site.control);
  for (const result of site.results) {
    solver.depend(result, inside);
    solver.add(result, object);
  }
}

function callLibrary(world: World, site: CallSite, path: string): void {
  const handler = special[path];
  if (handler) return handler(world, site, { callValue, loadFrom, requireModule });
  const dict = /^ngx\.shared\.[^.]+\.(\w+)$/.exec(path);
  if (dict?.[1]) return applyEffect(world, site, dictWriters.has(dict[1]) ? { sink: true } : {});
  applyEffect(world, site, callEffects[path] ?? {});
}

function applyEffect(world: World, site: CallSite, effect: CallEffect): void {
  const { solver } = world;
  const argument = (index: number | undefined): NodeId | undefined =>
    index === undefined ? undefined : (site.args[index] ?? site.rest);
  const write = { instance: site.instance, span: site.span, step: undefined };

  if (effect.sink) {
    for (const arg of allArguments(site)) world.sink(arg);
    world.sinks.add(site.control);
  }
  if (!effect.opaqueResult) {
    for (const arg of allArguments(site)) {
      const contents = world.contents(arg);
      for (const result of site.results) solver.depend(result, contents);
    }
  }
  const returned = argument(effect.returnsArgument);
  if (returned !== undefined && site.results[0] !== undefined) solver.copy(returned, site.results[0]);

  const source = argument(effect.returnsElementsOf);
  if (source !== undefined) {
    for (const result of site.results) {
      solver.depend(result, source);
      solver.listen(source, (object) => solver.loadField(object, anyKey, result));
    }
  }
  const whole = argument(effect.readsAllOf);
  if (whole !== undefined) {
    for (const result of site.results) {
      solver.listen(whole, (object) => solver.depend(result, solver.allFields(object)));
    }
  }
  const target = argument(effect.storesInto);
  if (target !== undefined && effect.storesInto !== undefined) {
    const values = allArguments(site).slice(effect.storesInto + 1);
    solver.listen(target, (object) => {
      for (const value of values) solver.storeField(object, anyKey, value, write);
      solver.depend(solver.field(object, anyKey), site.control);
    });
  }
  const changed = argument(effect.mutates);
  if (changed !== undefined) {
    solver.listen(changed, (object) => {
      solver.recordWrite(object, anyKey, write);
      solver.depend(solver.field(object, anyKey), site.control);
    });
  }
  if (effect.returnsTableOf !== undefined && site.results[0] !== undefined) {
    const table = solver.table(site.instance.unit, site.span, site.instance);
    solver.add(site.results[0], table);
    const elements = argument(effect.returnsTableOf);
    if (elements === undefined)
      for (const arg of allArguments(site)) solver.copy(arg, solver.field(table, anyKey));
    else solver.listen(elements, (object) => solver.loadField(object, anyKey, solver.field(table, anyKey)));
  }
  if (effect.calls) {
    const { argument: index, shift = 0, leading = 0, skip = 0, later = false } = effect.calls;
    const callee = argument(index);
    const own = Array.from({ length: leading }, () => world.constant);
    const passed = [...own, ...site.args.slice(index + 1 + skip)];
    if (callee !== undefined) callValue(world, site, callee, passed, shift, later);
    // What is not passed on may be a function too: xpcall's handler.
    for (const other of site.args.slice(index + 1, index + 1 + skip)) callValue(world, site, other, [], 0);
  } else {
    // A function handed to a library is called by it: string.gsub, ngx.re.gsub, table.sort.
    for (const arg of site.args) callValue(world, site, arg, [], 0);
  }
}

/** `result = object[key]`, by what the object is. */
export function loadFrom(
  world: World,
  object: AbstractObject,
  key: Key,
  result: NodeId,
  from: Instance,
): void {
  const { solver } = world;
  switch (object.kind) {
    case 'function':
      return;
    case 'opaque':
      solver.add(result, object);
      return solver.depend(result, solver.allFields(object));
    case 'api':
      if (object.path === 'package.loaded' && typeof key === 'string')
        requireModule(world, key, result, from);
      else if (typeof key === 'string') loadLibraryField(world, object.path, key, result);
      return solver.loadField(object, key, result);
    case 'table':
      solver.loadField(object, key, result);
      return solver.listen(solver.field(object, indexKey), (index) => {
        // A chain of __index may close into a ring.
        if (!world.firstTime(`load ${index.id} ${String(key)} ${result}`)) return;
        if (index.kind === 'function') callMetamethod(world, index, object, [], result, from);
        else loadFrom(world, index, key, result, from);
      });
  }
}

/** `__index` or `__newindex` as a function: called with the table, the key, and for a store the value. */
export function callMetamethod(
  world: World,
  metamethod: FunctionObject,
  table: AbstractObject,
  values: readonly NodeId[],
  result: NodeId,
  from: Instance,
): void {
  const self = world.solver.node();
  world.solver.add(self, table);
  const callee = world.solver.node();
  world.solver.add(callee, metamethod);
  const site: CallSite = {
    instance: from,
    span: from.fn,
    control: from.control,
    callee,
    args: [self, world.constant, ...values],
    literals: [],
    rest: undefined,
    results: [result],
    method: undefined,
    isIterator: false,
    resolved: true,
  };
  callFunction(world, site, metamethod, site.args, 0);
}

/** Paths whose fields are plain values of the request or of the process. */
const plainFields = /^(?:_G$|ngx\.(?:var|arg|header|ctx|status|null)(?:\.|$)|.*\.[A-Z][A-Z_]*$)/;

function loadLibraryField(world: World, path: string, key: string, result: NodeId): void {
  if (plainFields.test(path)) return;
  const field = `${path}.${key}`;
  world.solver.add(result, world.solver.api(field, requestObjects.has(field) ? 'request' : 'startup'));
}

/** The value of `require(name)`: the module's, the library's, or a handle of something unknown. */
export function requireModule(world: World, name: string, result: NodeId, from: Instance): void {
  const { solver } = world;
  const unit = world.resolveModule(name);
  if (unit) {
    if (!world.moduleNames.has(unit)) world.moduleNames.set(unit, name);
    const module = world.module(unit);
    return solver.copy(world.returnNode(module, 0), result);
  }
  const fn = functionModules[name];
  if (fn !== undefined) return solver.add(result, solver.api(fn));
  if (globalModules.has(name)) return solver.add(result, solver.api(name));
  solver.add(result, solver.opaque(name, from.era));
}

/** After the run: calls that nothing answered may do anything with their arguments. */
export function assumeUnresolved(world: World): void {
  for (const site of [...world.sites]) {
    if (site.resolved) continue;
    for (const arg of allArguments(site)) {
      for (const result of site.results) world.solver.depend(result, world.contents(arg));
      callValue(world, site, arg, [], 0);
    }
    const harmless = site.isIterator || (site.method !== undefined && stringMethods.has(site.method));
    if (harmless) continue;
    for (const arg of allArguments(site)) world.sink(arg);
    world.sinks.add(site.control);
  }
}
