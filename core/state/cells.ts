import type { CellAddress } from '../../contract/index.js';
import {
  luaLineAt,
  type Expression,
  type LuaNode,
  type Span,
  type TableExpression,
  type Variable,
} from '../lua/index.js';
import type { LuaUnit } from '../openresty/index.js';
import {
  compare,
  findHolders,
  identity,
  libraryPath,
  metatableStep,
  unitOf,
  type Holder,
  type Root,
  type Step,
} from './holders.js';
import { isMixed, isOneOfMany } from './mixed.js';
import { ownTable } from './own-table.js';
import { outlivesRequest, type Instance, type NodeId, type ObjectId, type Write } from './objects.js';
import { anyKey, type FieldWrite, type Key } from './solver.js';
import { anyDependence, dataDependence, pickDependence } from './dependence.js';
import { placed } from './source-tree.js';
import { ProgramReads } from './reads.js';
import { mayWriteTo } from './written-to.js';
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
  /** The variable, for a cell that is one. */
  readonly variable: Variable | undefined;
  /** The variable through which the program gets to it. */
  readonly root: Variable | undefined;
  /** The fields that the cell is, or is made of: of the table itself and of what it holds. */
  readonly fields: readonly CellField[];
  /** What the cell holds when it begins, where the source says so. */
  readonly initial: Expression | undefined;
  /** Its value is used for more than to pick one of several. */
  readonly isShownBeyondPicking: boolean;
  /** Its value, or what is found through it, leaves; it does more than decide. */
  readonly isShownAsData: boolean;
  /** What a reader of the cell depends on. */
  readonly nodes: readonly NodeId[];
  /** How the runtime finds it; undefined where no anchor leads to it. */
  readonly address: CellAddress | undefined;
}

export interface CellField {
  readonly object: ObjectId;
  readonly key: Key;
}

/** Groups all writes after start-up by the cell that they change. */
export function writtenCells(world: World): WrittenCell[] {
  // A value that only picks is reached through, not shown.
  const shown = world.solver.dependence.closure(world.sinks, anyDependence & ~pickDependence);
  const data = world.solver.dependence.closure(world.sinks, dataDependence | pickDependence);
  const found = [...variableCells(world), ...fieldCells(world)].map((cell) => ({
    ...cell,
    isShownBeyondPicking: cell.nodes.some((node) => shown[node] === 1),
    isShownAsData: cell.nodes.some((node) => data[node] === 1),
  }));
  return found.sort((a, b) => compare(a.unit.id, b.unit.id) || a.declaration.start - b.declaration.start);
}

type FoundCell = Omit<WrittenCell, 'isShownBeyondPicking' | 'isShownAsData'>;

function variableCells(world: World): FoundCell[] {
  const groups = groupBy(world.variableWrites, ({ cell }) => cell.variable);
  return [...groups].map(([variable, writes]) => {
    const { instance } = writes[0]!.cell;
    const { unit } = instance;
    const { name, declaration } = variable;
    return {
      name,
      kind: 'upvalue',
      unit,
      declaration,
      writes: inSourceOrder(writes),
      variable,
      root: variable,
      initial: initialOf(unit, declaration),
      fields: [],
      nodes: [...new Set(writes.map(({ cell }) => world.variableNode(variable, cell.instance)))],
      address: addressOf(world, unit, declaration, name, { kind: 'variable', variable, instance }, []),
    };
  });
}

interface Target {
  /** How the program gets to the object; undefined where only closures or libraries do. */
  readonly holder: Holder | undefined;
  /** The object that has the field. */
  readonly object: FieldWrite['object'];
  readonly key: Key;
}

function fieldCells(world: World): FoundCell[] {
  const { solver } = world;
  const holders = findHolders(world);
  const reads = new ProgramReads(world, []);
  const targets = solver.fieldWrites.flatMap((write): { write: FieldWrite; target: Target }[] => {
    const object = solver.object(write.object);
    if (write.instance.era === 'startup' || !outlivesRequest(object)) return [];
    const { key } = write;
    if (object.kind === 'api') {
      if (write.base !== undefined && isOneOfMany(world, write.base)) return [];
      return [
        {
          write,
          target: {
            holder: { root: { kind: 'globals' }, path: libraryPath(object) },
            object: object.id,
            key,
          },
        },
      ];
    }
    if (object.kind === 'opaque') {
      const holder = object.site === undefined ? ownTable(world, write) : undefined;
      return holder ? [{ write, target: { holder, object: object.id, key } }] : [];
    }
    // A request's table that nothing which lasts leads to was mixed up with one that does.
    const holder = holders.get(identity(object));
    if (object.kind !== 'table') return [];
    // Which table this is nobody knows any more; that is not guessed.
    const owner = holder && unitOf(holder.root);
    if (write.base !== undefined && isMixed(world, write, object, owner)) return [];
    if (!mayWriteTo(reads, write, object)) return [];
    // Nor one that another module made a place for: it got there through what the two have in common.
    if (object.twinOf !== undefined && (!holder || owner !== write.instance.unit)) return [];
    return [{ write, target: { holder, object: identity(object), key } }];
  });
  const groups = groupBy(targets, ({ target }) => groupName(target));
  return [...groups.values()].map((group) => {
    const { target } = group[0]!;
    const writes = inSourceOrder(group.map(({ write }) => write));
    const nodes = [
      ...new Set(group.map(({ target: { object, key } }) => solver.field(solver.object(object), key))),
    ];
    const fields = group.map(({ target: { object, key } }): CellField => ({ object, key }));
    const root = target.holder?.root.kind === 'variable' ? target.holder.root.variable : undefined;
    return {
      writes,
      nodes,
      variable: undefined,
      root,
      fields,
      initial: initialOfField(world, target),
      ...describe(world, target, writes),
    };
  });
}

/** The part of the access path that names one place: `cache[k].n` is told as a change of `cache`. */
function cellPath({ holder, key }: Target): (string | typeof metatableStep)[] {
  const named: (string | typeof metatableStep)[] = [];
  const steps: Step[] = [...(holder?.path ?? []), key];
  for (const step of steps) {
    if (step === anyKey) break;
    named.push(step);
  }
  return named;
}

function groupName(target: Target): string {
  const { holder, object } = target;
  if (!holder) return `object ${object} ${String(target.key)}`;
  const path = cellPath(target).map(String).join('.');
  switch (holder.root.kind) {
    case 'globals':
      return `_G ${path}`;
    case 'module':
      return `${holder.root.unit.id} ${path}`;
    case 'configuration':
      return `${holder.root.unit.id}:${holder.root.parameter.name} ${path}`;
    case 'variable':
      return `${holder.root.instance.unit.id}:${holder.root.variable.declaration.start} ${path}`;
  }
}

type Description = Pick<WrittenCell, 'name' | 'kind' | 'unit' | 'declaration' | 'address'>;

function describe(world: World, target: Target, writes: readonly Write[]): Description {
  const first = writes[0]!;
  const object = world.solver.object(target.object);
  const { holder } = target;
  const steps = cellPath(target);
  const path = steps.filter((step) => typeof step === 'string');
  const canBeRead = path.length === steps.length;
  if (!holder) {
    const unit = object.kind === 'table' ? object.unit : first.instance.unit;
    const site = object.kind === 'table' ? object.site : first.span;
    const name = typeof target.key === 'string' ? `{…}.${target.key}` : '{…}';
    return {
      name,
      kind: 'field',
      unit,
      declaration: declarationOf(world, target, unit) ?? site,
      address: undefined,
    };
  }
  const { root } = holder;
  if (root.kind === 'globals') {
    const name = nameOf('', steps) || '_G';
    const declared = startupWrite(world, target);
    const { unit } = (declared ?? first).instance;
    const declaration = (declared ?? first).span;
    const address = canBeRead ? addressOf(world, unit, declaration, name, root, path) : undefined;
    return { name, kind: kindOf(root, path), unit, declaration, address };
  }
  if (root.kind === 'configuration') {
    const { unit, parameter } = root;
    return {
      name: nameOf(parameter.name, steps),
      kind: 'field',
      unit,
      declaration: parameter,
      address: undefined,
    };
  }
  const unit = root.kind === 'module' ? root.unit : root.instance.unit;
  const variable = root.kind === 'variable' ? root.variable : undefined;
  const site = object.kind === 'table' && object.unit === unit ? object.site : unit.syntax.main;
  const name = nameOf(variable?.name ?? unit.file.replace(/^.*\/|(?:\/init)?\.lua$/g, ''), steps);
  const declaration = declarationOf(world, target, unit) ?? variable?.declaration ?? site;
  const address = canBeRead ? addressOf(world, unit, declaration, name, root, path) : undefined;
  return { name, kind: 'field', unit, declaration, address };
}

function nameOf(root: string, steps: readonly (string | typeof metatableStep)[]): string {
  return steps.reduce<string>((name, step) => {
    if (step === metatableStep) return `getmetatable(${name})`;
    return name === '' ? step : `${name}.${step}`;
  }, root);
}

/** Where the source first mentions the field: in the table's constructor, else where start-up assigns it. */
function declarationOf(world: World, target: Target, unit: LuaUnit): Span | undefined {
  const { key } = target;
  const object = world.solver.object(target.object);
  if (key === anyKey || object.kind !== 'table' || object.unit !== unit) return undefined;
  if (isTable(object.site)) {
    const item = object.site.items.find(
      (candidate) => candidate.key?.kind === 'string' && candidate.key.value === key,
    );
    if (item?.key) return item.key;
  }
  const write = startupWrite(world, target);
  return write?.instance.unit === unit ? write.span : undefined;
}

/** The value beside a name in its `local` statement. */
export function initialOf(unit: LuaUnit, declaration: LuaNode): Expression | undefined {
  const parent = placed(unit, declaration)?.parent?.node;
  if (!parent || !('kind' in parent) || parent.kind !== 'local') return undefined;
  return parent.values[parent.names.findIndex((name) => name === declaration)];
}

function initialOfField(world: World, target: Target): Expression | undefined {
  const { key } = target;
  const object = world.solver.object(target.object);
  if (key === anyKey || object.kind !== 'table') return undefined;
  const items = isTable(object.site) ? object.site.items : [];
  const item = items.find((candidate) => candidate.key?.kind === 'string' && candidate.key.value === key);
  return item?.value ?? startupWrite(world, target)?.source.value;
}

function startupWrite(world: World, { object, key }: Target): FieldWrite | undefined {
  return world.solver.fieldWrites.find(
    (write) => write.object === object && write.key === key && write.instance.era === 'startup',
  );
}

function isTable(site: Span): site is TableExpression {
  return 'kind' in site && site.kind === 'table';
}

export function addressOfVariable(
  world: World,
  instance: Instance,
  variable: Variable,
): CellAddress | undefined {
  const root: Root = { kind: 'variable', variable, instance };
  return addressOf(world, instance.unit, variable.declaration, variable.name, root, []);
}

/** How the runtime finds the cell; `variable` is the root of a path that does not start at `_G` or at a module. */
function addressOf(
  world: World,
  unit: LuaUnit,
  declaration: Span,
  name: string,
  root: Root,
  path: string[],
): CellAddress | undefined {
  const offset = unit.toHost(declaration.start);
  const module = world.moduleNames.get(unit);
  const common = {
    id: `${unit.file}:${offset}:${name}`,
    file: unit.file,
    offset,
    name,
    kind: kindOf(root, path),
    path,
    ...(module === undefined ? {} : { module }),
  };
  if (root.kind === 'configuration') return undefined;
  if (root.kind === 'globals') return { ...common, anchor: { kind: 'globals' } };
  if (root.kind === 'module')
    return module === undefined ? undefined : { ...common, anchor: { kind: 'module', module } };
  const { variable } = root;
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

function kindOf(root: Root, path: readonly string[]): CellAddress['kind'] {
  if (root.kind === 'globals') return path.length > 1 ? 'field' : 'global';
  return root.kind === 'variable' && path.length === 0 ? 'upvalue' : 'field';
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
    (a, b) => compare(a.instance.unit.id, b.instance.unit.id) || a.span.start - b.span.start,
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
