import type { AbstractObject, Instance, NodeId, WriteSource } from './objects.js';
import { anyKey, indexKey, metatableKey, newIndexKey, type Key } from './solver.js';
import { allArguments, type CallSite, type World } from './world.js';

/** What a handler may ask of the analysis; `calls.ts` provides it. */
interface Operations {
  readonly callValue: (
    world: World,
    site: CallSite,
    callee: NodeId,
    args: readonly NodeId[],
    shift: number,
  ) => void;
  readonly writeSource: (site: CallSite, node: NodeId, how: WriteSource['how']) => WriteSource;
  readonly canBeChanged: (object: AbstractObject) => boolean;
  readonly loadFrom: (world: World, object: AbstractObject, key: Key, result: NodeId, from: Instance) => void;
  readonly requireModule: (world: World, name: string, result: NodeId, from: Instance) => void;
  readonly requirePattern: (world: World, pattern: string, result: NodeId, from: Instance) => void;
}

type Handler = (world: World, site: CallSite, operations: Operations) => void;

/** The library functions that move objects in ways of their own; the rest is a row in `callEffects`. */
export const special: Readonly<Record<string, Handler>> = {
  require: (world, site, { requireModule, requirePattern }) => {
    const name = site.literals[0];
    const [argument] = site.args;
    const result = first(world, site);
    if (name !== undefined) return requireModule(world, name, result, site.instance);
    if (argument === undefined) return;
    world.solver.reach(result, argument);
    const follow = (object: AbstractObject): void => {
      if (object.kind !== 'text') return;
      world.noteRequire(site.span, object.pattern);
      requirePattern(world, object.pattern, result, site.instance);
    };
    world.solver.listen(argument, (object) => {
      follow(object);
      if (object.kind === 'group') world.solver.listenMembers(object.name, follow);
    });
  },

  'coroutine.wrap': makeCoroutine,
  'coroutine.create': makeCoroutine,
  'coroutine.yield': (world, site) => {
    for (const arg of allArguments(site)) {
      if (arg !== world.constant) world.solver.copy(arg, world.yieldNode(site.instance));
    }
  },

  'io.open': (world, site) => {
    const isDice = /^\/dev\/u?random$/.test(site.literals[0] ?? '');
    const handle = world.solver.opaque('io', site.instance.era, site.span, site.instance);
    world.solver.depend(world.solver.allFields(handle), world.sources[isDice ? 'random' : 'outside']);
    world.solver.add(first(world, site), handle);
  },

  setmetatable: (world, site) => {
    const { solver } = world;
    const [table, metatable] = site.args;
    if (table === undefined || metatable === undefined) return;
    solver.copy(table, first(world, site));
    solver.listen(table, (object) => {
      if (object.kind === 'wide' || object.kind === 'group' || object.kind === 'text') return;
      const slot = solver.field(object, metatableKey);
      solver.copy(metatable, slot);
      solver.listen(slot, (holder) => {
        solver.loadField(holder, '__index', solver.field(object, indexKey));
        solver.loadField(holder, '__newindex', solver.field(object, newIndexKey));
      });
    });
  },

  getmetatable: (world, site) => {
    const [table] = site.args;
    if (table === undefined) return;
    world.solver.listen(table, (object) =>
      world.solver.copy(world.solver.field(object, metatableKey), first(world, site)),
    );
  },

  rawget: (world, site, { loadFrom }) => {
    const [table, key] = site.args;
    if (table === undefined) return;
    const result = first(world, site);
    world.solver.reach(result, table);
    if (key !== undefined) world.solver.reach(result, key);
    world.solver.listen(table, (object) =>
      loadFrom(world, object, literalKey(site, 1), result, site.instance),
    );
  },

  rawset: (world, site, { writeSource, canBeChanged }) => {
    const { solver } = world;
    const [table, , value] = site.args;
    if (table === undefined || value === undefined) return;
    solver.copy(table, first(world, site));
    const source = writeSource(site, value, 'raw');
    const write = { instance: site.instance, span: site.span, step: undefined, base: table, source };
    solver.listen(
      table,
      (object) => {
        if (!canBeChanged(object)) return;
        const key = literalKey(site, 1);
        solver.storeField(object, key, value, write);
        solver.decide(solver.field(object, key), site.control);
      },
      true,
    );
  },

  pairs: iterate,
  ipairs: iterate,

  select: (world, site) => {
    for (const result of site.results) {
      for (const arg of allArguments(site).slice(1)) world.solver.copy(arg, result);
      const which = site.args[0];
      if (which !== undefined) world.solver.reach(result, which);
    }
  },

  'table.foreach': forEach,
  'table.foreachi': forEach,
};

/** `string.format("a.%s.b", x)` may name a module as `"a." .. x .. ".b"` does. */
export function giveFormattedName({ project, solver }: World, { literals, results }: CallSite): void {
  const [format, ...values] = literals;
  const [result] = results;
  if (format === undefined || result === undefined) return;
  let next = 0;
  const text = format.replace(/%[sd]/g, () => values[next++] ?? '*').replace(/\*+/g, '*');
  if (!text.includes('%') && project.isModuleText(text)) solver.add(result, solver.text(text));
}

/** In a request a coroutine is one more call; what start-up makes keeps its variables for as long as the worker. */
function makeCoroutine(world: World, site: CallSite): void {
  const { solver } = world;
  const [body] = site.args;
  if (body === undefined) return;
  const result = first(world, site);
  if (site.instance.era !== 'startup') return solver.copy(body, result);
  solver.listen(body, (object) => {
    if (object.kind !== 'function') return;
    const frame = world.instance(object.unit, object.fn, 'startup', object.definer);
    solver.add(result, solver.coroutine(object, frame));
  });
}

/** `pairs(t)` gives `next, t`: the loop then calls next with t. */
function iterate(world: World, site: CallSite): void {
  const [iterator, state] = site.results;
  const [table] = site.args;
  if (iterator === undefined || state === undefined || table === undefined) return;
  world.solver.add(iterator, world.solver.api('next'));
  world.solver.copy(table, state);
}

function forEach(world: World, site: CallSite, { callValue }: Operations): void {
  const { solver } = world;
  const [table, callback] = site.args;
  if (table === undefined || callback === undefined) return;
  const element = solver.node();
  solver.listen(table, (object) => solver.loadField(object, anyKey, element));
  callValue(world, site, callback, [element, element], 0);
}

function first(world: World, site: CallSite): NodeId {
  return site.results[0] ?? world.constant;
}

function literalKey(site: CallSite, index: number): Key {
  return site.literals[index] ?? anyKey;
}
