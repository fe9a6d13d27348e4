import { callEffects, computing, dictWriters, libraryOf, stringMethods, type CallEffect } from './api.js';
import { loadFromLibrary, requireModule, requirePattern } from './library-loads.js';
import { isLibraryTable } from './library-names.js';
import { makesEmptyTable } from './makers.js';
import { giveFormattedName, special } from './library.js';
import type {
  AbstractObject,
  AnyCall,
  FunctionObject,
  Instance,
  NodeId,
  Write,
  WriteSource,
} from './objects.js';
import { anyKey, indexKey, isOverflowGroup, metatableKey, type Key } from './solver.js';
import { allArguments, type CallSite, type World } from './world.js';

/** Registers a call: whatever functions reach the callee are entered, now or when they arrive. */
export function callSite(world: World, site: Omit<CallSite, 'resolved' | 'id'>): void {
  const open = world.site(site);
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
    case 'group':
      site.resolved = true;
      return callGroup(world, site, object.name);
    case 'wide':
    case 'text':
      return;
  }
}

const startsModules: ReadonlySet<string> = new Set(['init', 'init_worker']);

/** Calls whatever any table's field of this name holds; the arguments and results of all such calls are one. */
function callGroup(world: World, site: CallSite, name: string, later = false): void {
  // Somebody's `init` is not everybody's: what starts a module runs when the program starts.
  if (startsModules.has(name) && site.instance.era !== 'startup') return;
  const { solver } = world;
  const group = world.group(name, later ? 'timer' : site.instance.era, site.instance.unit, (made) => {
    const { instance, args, rest, results } = made;
    const inner: CallSite = {
      id: 0,
      instance,
      span: instance.fn,
      control: instance.control,
      callee: world.constant,
      args,
      literals: [],
      rest,
      results,
      method: undefined,
      isIterator: false,
      resolved: true,
    };
    solver.listenMembers(name, (member) => {
      if (member.kind === 'function') callFunction(world, inner, member, args, 0);
    });
  });
  world.noteCall(site.instance, { callee: group.instance, span: site.span });
  solver.decide(group.instance.control, site.control);
  group.args.forEach((node, index) => {
    const value = site.args[index] ?? site.rest;
    if (value !== undefined && value !== world.constant) solver.copy(value, node);
  });
  for (const extra of site.args.slice(group.args.length)) solver.copy(extra, group.rest);
  if (site.rest !== undefined) solver.copy(site.rest, group.rest);
  site.results.forEach((result, index) => {
    const from = group.results[index];
    if (from !== undefined) solver.copy(from, result);
  });
}

/** Binds arguments and results; `shift` results stand before the function's own, as pcall's status does. */
export function callFunction(
  world: World,
  site: CallSite,
  { unit, fn, definer, frame }: FunctionObject,
  args: readonly NodeId[],
  shift: number,
  later = false,
): void {
  const { solver } = world;
  const callee = world.instance(unit, fn, later ? 'timer' : site.instance.era, definer, frame);
  world.noteCall(site.instance, { callee, span: site.span });
  solver.decide(callee.control, site.control);
  solver.decide(callee.control, site.callee);
  const pass = (value: NodeId, to: NodeId): void => {
    if (value !== world.constant) solver.copy(value, to, false, site.id);
  };
  fn.parameters.forEach((parameter, index) => {
    const value = args[index] ?? site.rest;
    const variable = value === undefined ? undefined : unit.scopes.variableOf(parameter);
    if (variable && value !== undefined) pass(value, world.variableNode(variable, callee));
  });
  if (fn.hasVararg) {
    for (const extra of args.slice(fn.parameters.length)) pass(extra, callee.vararg);
    if (site.rest !== undefined) pass(site.rest, callee.vararg);
  }
  const made = site.results[shift];
  if (made !== undefined && makesEmptyTable(fn)) {
    solver.add(made, solver.table(site.instance.unit, site.span, site.instance));
    return;
  }
  for (let index = shift; index < site.results.length; index++) {
    const result = site.results[index];
    if (result !== undefined) solver.copy(world.returnNode(callee, index - shift), result, false, -site.id);
    if (result !== undefined && frame) solver.copy(world.yieldNode(callee), result);
  }
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
    else if (object.kind === 'group')
      callGroup(world, { ...site, args, results: site.results.slice(shift) }, object.name, later);
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

/**
 * A function handed to a library may be called by it; the library's own functions among the arguments say nothing, nor
 * does one function among all that a program pours together.
 */
function callBack(world: World, site: CallSite, callee: NodeId): void {
  if (callee === world.constant) return;
  world.solver.listen(callee, (object) => {
    if (object.kind === 'function' && !world.solver.isWide(callee)) callFunction(world, site, object, [], 0);
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

/** The name under which the source calls a library's function: `new` in `buffer.new(64)`. */
function memberOf({ span }: CallSite): string | undefined {
  const call = span as Partial<AnyCall>;
  if (call.kind === 'method-call') return call.method?.name;
  if (call.kind !== 'call' || call.callee?.kind !== 'index') return undefined;
  return call.callee.key.kind === 'string' ? call.callee.key.value : undefined;
}

/** A library outside the project: its handle knows what it was told, and answers with it or with more handles. */
function callOpaque(world: World, site: CallSite, object: AbstractObject & { kind: 'opaque' }): void {
  const { solver } = world;
  const inside = solver.allFields(object);
  const library = libraryOf(object.module);
  const member = object.site ? undefined : memberOf(site);
  if (member !== undefined && library.exact?.has(member))
    return callOpaque(world, site, solver.opaque(computing, object.era));
  if (member !== undefined && library.sized?.has(member)) {
    if (site.results[0] !== undefined) solver.add(site.results[0], object);
    return;
  }
  for (const arg of allArguments(site)) {
    if (arg === world.constant) continue;
    if (!library.makesData) solver.depend(inside, world.contents(arg));
    if (!library.pure) world.sink(arg);
    if (!library.pure || library.callsBack) callBack(world, site, arg);
  }
  if (!library.pure) world.sinks.add(site.control);
  // What a cache was told comes back from this cache only; a handle's methods answer with what it knows.
  const makesHandle = !object.site && library.handles;
  const handle = makesHandle
    ? solver.opaque(object.module, site.instance.era, site.span, site.instance)
    : object;
  for (const result of site.results) {
    if (library.source) solver.depend(result, world.sources[library.source]);
    // A handle answers with what it was told; a module with anything.
    if (handle.site) solver.depend(result, inside);
    else solver.reach(result, inside);
    for (const arg of allArguments(site))
      if (arg !== world.constant) solver.depend(result, world.contents(arg));
    // What a connection answers is data, not the connection.
    if (result === site.results[0] && !(library.connection && object.site)) solver.add(result, handle);
  }
}

function callLibrary(world: World, site: CallSite, path: string): void {
  const handler = special[path];
  if (handler)
    return handler(world, site, {
      callValue,
      loadFrom,
      requireModule,
      requirePattern,
      writeSource,
      canBeChanged,
    });
  const dict = /^ngx\.shared\.[^.]+\.(\w+)$/.exec(path);
  if (dict?.[1]) {
    return applyEffect(world, site, {
      source: 'shared',
      ...(dictWriters.has(dict[1]) ? { sink: true } : {}),
    });
  }
  if (path === 'string.format') giveFormattedName(world, site);
  applyEffect(world, site, callEffects[path] ?? {});
}

function applyEffect(world: World, site: CallSite, effect: CallEffect): void {
  const { solver } = world;
  const argument = (index: number | undefined): NodeId | undefined =>
    index === undefined ? undefined : (site.args[index] ?? site.rest);
  const write = (value: NodeId, how: WriteSource['how']): Write => ({
    instance: site.instance,
    span: site.span,
    step: undefined,
    base: site.args[0],
    source: writeSource(site, value, how),
  });

  if (effect.source) {
    for (const result of site.results) solver.depend(result, world.sources[effect.source]);
  }
  if (effect.sink) {
    for (const arg of allArguments(site)) world.sink(arg);
    world.sinks.add(site.control);
  }
  if (!effect.opaqueResult) {
    for (const arg of allArguments(site)) {
      if (arg === world.constant) continue;
      const contents = effect.shallow ? arg : world.contents(arg);
      for (const result of site.results) solver.depend(result, contents);
    }
  }
  if (effect.makes !== undefined && site.results[0] !== undefined) {
    solver.add(site.results[0], solver.opaque(effect.makes, site.instance.era, site.span, site.instance));
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
    solver.listen(
      target,
      (object) => {
        if (!canBeChanged(object)) return;
        for (const value of values) solver.storeField(object, anyKey, value, write(value, 'insert'));
        solver.decide(solver.field(object, anyKey), site.control);
      },
      true,
    );
  }
  const changed = argument(effect.mutates);
  if (changed !== undefined) {
    solver.listen(
      changed,
      (object) => {
        if (!canBeChanged(object)) return;
        solver.recordWrite(object, anyKey, write(world.constant, effect.how ?? 'sort'));
        solver.decide(solver.field(object, anyKey), site.control);
      },
      true,
    );
  }
  if (effect.returnsTableOf !== undefined && site.results[0] !== undefined) {
    const table = solver.table(site.instance.unit, site.span, site.instance);
    solver.add(site.results[0], table);
    const elements = argument(effect.returnsTableOf);
    const field = solver.field(table, anyKey);
    if (elements === undefined) {
      for (const arg of allArguments(site)) if (arg !== world.constant) solver.copy(arg, field);
    } else solver.listen(elements, (object) => solver.loadField(object, anyKey, field));
  }
  if (effect.calls) {
    const { argument: index, shift = 0, leading = 0, skip = 0, later = false } = effect.calls;
    const callee = argument(index);
    const own = Array.from({ length: leading }, () => world.constant);
    const passed = [...own, ...site.args.slice(index + 1 + skip)];
    if (callee !== undefined) callValue(world, site, callee, passed, shift, later);
    // What is not passed on may be a function too: xpcall's handler.
    for (const other of site.args.slice(index + 1, index + 1 + skip)) callBack(world, site, other);
  } else {
    // A function handed to a library is called by it: string.gsub, ngx.re.gsub, table.sort.
    for (const arg of site.args) callBack(world, site, arg);
  }
}

/** A table of the program, or one of the library's that programs add to. */
export function canBeChanged(object: AbstractObject): boolean {
  return object.kind === 'table' || (object.kind === 'api' && isLibraryTable(object));
}

/** What the source says of a change that a library's function makes to its first argument. */
export function writeSource(site: CallSite, node: NodeId, how: WriteSource['how']): WriteSource {
  const call = site.span as Partial<AnyCall>;
  const args = call.kind === 'call' ? (call.args ?? []) : [];
  const target = args[0] ?? { kind: 'error' as const, start: site.span.start, end: site.span.end };
  const value = how === 'insert' || how === 'raw' ? args.at(-1) : undefined;
  return { target, key: how === 'raw' || args.length > 2 ? args[1] : undefined, value, node, how };
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
    case 'text':
      return;
    case 'wide':
    case 'group':
      if (object.kind === 'group' && isOverflowGroup(object)) return;
      solver.add(result, typeof key === 'string' ? solver.group(key) : solver.wide);
      return;
    case 'opaque':
      solver.add(result, object);
      return libraryOf(object.module).makesData ? undefined : solver.depend(result, solver.allFields(object));
    case 'api':
      return loadFromLibrary(world, object, key, result, from);
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
    id: 0,
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

/**
 * After the run: what is read from a value that is no table of the program's is that value's data, such as an argument
 * out of `ngx.req.get_uri_args()`.
 */
export function followPlainData(world: World): void {
  const { solver } = world;
  for (const loads of world.loads.values()) {
    for (const { base, result } of loads)
      if (solver.objectsAt(base).length === 0) solver.depend(result, base);
  }
}

/** After the run: calls that nothing answered may do anything with their arguments. */
export function assumeUnresolved(world: World): void {
  for (const site of [...world.sites]) {
    if (site.resolved) continue;
    for (const arg of allArguments(site)) {
      for (const result of site.results) world.solver.depend(result, world.contents(arg));
      callBack(world, site, arg);
    }
    const harmless = site.isIterator || (site.method !== undefined && stringMethods.has(site.method));
    if (harmless) continue;
    for (const arg of allArguments(site)) world.sink(arg);
    world.sinks.add(site.control);
  }
}
