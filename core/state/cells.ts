import type { CellAddress } from '../../contract/index.js';
import { luaLineAt, type Span, type TableExpression, type Variable } from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import { findHolders, identity, type Holder, type Step } from './holders.js';
import { outlivesRequest, type Instance, type NodeId, type Write } from './objects.js';
import { anyKey, type FieldWrite, type Key } from './solver.js';
import type { World } from './world.js';

/** A place that outlives requests and that some request writes. */
export interface WrittenCell {
  readonly name: string;
  readonly kind: CellAddress['kind'];
  readonly unit: LuaUnit;
  /** The declaration, in the unit's own offsets. */
  readonly declaration: Span;
  /** The writes that a request or a timer makes, in the order of the source. */
  readonly writes: readonly Write[];
  /** What a reader of the cell depends on. */
  readonly nodes: readonly NodeId[];
  /** How the runtime finds it; undefined where no anchor leads to it. */
  readonly address: CellAddress | undefined;
}

/** Groups all writes after start-up by the cell that they change. */
export function writtenCells(world: World): WrittenCell[] {
  return [...variableCells(world), ...fieldCells(world)].sort(
    (a, b) =>
      (a.unit.id < b.unit.id ? -1 : a.unit.id > b.unit.id ? 1 : 0) ||
      a.declaration.start - b.declaration.start,
  );
}

function variableCells(world: World): WrittenCell[] {
  const groups = groupBy(world.variableWrites, ({ cell }) => cell.variable);
  return [...groups].map(([variable, writes]) => {
    const unit = writes[0]!.cell.instance.unit;
    return {
      name: variable.name,
      kind: 'upvalue',
      unit,
      declaration: variable.declaration,
      writes: inSourceOrder(writes),
      nodes: [...new Set(writes.map(({ cell }) => world.variableNode(variable, cell.instance)))],
      address: addressOf(world, unit, variable.declaration, variable.name, 'upvalue', variable, []),
    };
  });
}

interface Target {
  readonly holder: Holder;
  /** The object that has the field. */
  readonly object: FieldWrite['object'];
  readonly key: Key;
}

function fieldCells(world: World): WrittenCell[] {
  const { solver } = world;
  const holders = findHolders(world);
  const after = solver.fieldWrites.filter(
    (write) => write.instance.era !== 'startup' && outlivesRequest(solver.object(write.object)),
  );
  const targets = after.flatMap((write): { write: FieldWrite; target: Target }[] => {
    const object = solver.object(write.object);
    if (object === world.globals) {
      return [
        { write, target: { holder: { root: undefined, path: [] }, object: object.id, key: write.key } },
      ];
    }
    const holder = holders.get(identity(object));
    return object.kind === 'table' && holder
      ? [{ write, target: { holder, object: identity(object), key: write.key } }]
      : [];
  });
  const groups = groupBy(targets, ({ target }) => {
    const { root, path } = cellPath(target);
    return `${root ? `${root.instance.unit.id}:${root.variable.declaration.start}` : '_G'} ${path.join('.')}`;
  });
  return [...groups.values()].map((group) => {
    const { target } = group[0]!;
    const writes = inSourceOrder(group.map(({ write }) => write));
    const nodes = [
      ...new Set(group.map(({ target: { object, key } }) => solver.field(solver.object(object), key))),
    ];
    return { writes, nodes, ...describe(world, target, writes) };
  });
}

/** The constant part of the access path: `cache[k].n` is told as a change of `cache`. */
function cellPath({ holder: { root, path }, key }: Target): { root: Holder['root']; path: string[] } {
  const constant: string[] = [];
  for (const step of [...path, key] as Step[]) {
    if (step === anyKey) break;
    constant.push(step);
  }
  return { root, path: constant };
}

function describe(
  world: World,
  target: Target,
  writes: readonly Write[],
): Pick<WrittenCell, 'name' | 'kind' | 'unit' | 'declaration' | 'address'> {
  const { root, path } = cellPath(target);
  const first = writes[0]!;
  if (!root) {
    const name = path.join('.') || '_G';
    const { unit } = first.instance;
    return {
      name,
      kind: 'global',
      unit,
      declaration: first.span,
      address: addressOf(world, unit, first.span, name, 'global', undefined, path),
    };
  }
  const { unit } = root.instance;
  const name = [root.variable.name, ...path].join('.');
  const declaration = declarationOf(world, target, path, unit) ?? root.variable.declaration;
  const address = addressOf(world, unit, declaration, name, 'field', root.variable, path);
  return { name, kind: 'field', unit, declaration, address };
}

/** Where the source first mentions the field: in the table's constructor, else where start-up assigns it. */
function declarationOf(
  world: World,
  target: Target,
  path: readonly string[],
  unit: LuaUnit,
): Span | undefined {
  const key = path.at(-1);
  if (key === undefined || target.key !== key) return undefined;
  const object = world.solver.object(target.object);
  if (object.kind !== 'table' || object.unit !== unit) return undefined;
  if (isTable(object.site)) {
    const item = object.site.items.find(
      (candidate) => candidate.key?.kind === 'string' && candidate.key.value === key,
    );
    if (item?.key) return item.key;
  }
  return world.solver.fieldWrites.find(
    (write) =>
      write.object === object.id &&
      write.key === key &&
      write.instance.era === 'startup' &&
      write.instance.unit === unit,
  )?.span;
}

function isTable(site: Span): site is TableExpression {
  return 'kind' in site && site.kind === 'table';
}

function addressOf(
  world: World,
  unit: LuaUnit,
  declaration: Span,
  name: string,
  kind: CellAddress['kind'],
  variable: Variable | undefined,
  path: string[],
): CellAddress | undefined {
  const offset = unit.toHost(declaration.start);
  const module = world.moduleNames.get(unit);
  const common = {
    id: `${unit.file}:${offset}:${name}`,
    file: unit.file,
    offset,
    name,
    kind,
    path,
    ...(module === undefined ? {} : { module }),
  };
  if (!variable) return { ...common, anchor: { kind: 'globals' } };
  if (module !== undefined && path.length > 0 && isModuleValue(world, unit, variable)) {
    return { ...common, anchor: { kind: 'module', module } };
  }
  // A closure made by the main chunk exists as soon as the module is loaded.
  const { main } = unit.syntax;
  const fn =
    variable.capturedBy.find((candidate) => unit.scopes.parentOf(candidate) === main) ??
    variable.capturedBy[0];
  if (!fn || unit.kind !== 'file') return undefined;
  const line = luaLineAt(unit.syntax.text, fn.start);
  return { ...common, anchor: { kind: 'upvalue', file: unit.file, line, name: variable.name } };
}

function isModuleValue(world: World, unit: LuaUnit, variable: Variable): boolean {
  const { solver } = world;
  const main: Instance = world.module(unit);
  const values = solver.objectsAt(world.returnNode(main, 0));
  const held = solver.objectsAt(world.variableNode(variable, main));
  return held.length === 1 && values.length === 1 && held[0] === values[0];
}

function inSourceOrder<W extends Write>(writes: readonly W[]): W[] {
  const once = new Map(writes.map((write) => [`${write.instance.unit.id} ${write.span.start}`, write]));
  return [...once.values()].sort(
    (a, b) =>
      (a.instance.unit.id < b.instance.unit.id ? -1 : a.instance.unit.id > b.instance.unit.id ? 1 : 0) ||
      a.span.start - b.span.start,
  );
}

function groupBy<Item, Group>(items: readonly Item[], groupOf: (item: Item) => Group): Map<Group, Item[]> {
  const groups = new Map<Group, Item[]>();
  for (const item of items) {
    const group = groupOf(item);
    const members = groups.get(group);
    if (members) members.push(item);
    else groups.set(group, [item]);
  }
  return groups;
}
