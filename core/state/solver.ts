import type { Span } from '../lua/index.js';
import { DependenceGraph } from './dependence.js';
import {
  outlivesRequest,
  type AbstractObject,
  type FunctionObject,
  type GroupObject,
  type NodeId,
  type ObjectId,
  type TableObject,
  type TextObject,
  type Write,
} from './objects.js';
import { ObjectStore } from './object-store.js';

/** A key that is not a constant: any field of the table. */
export const anyKey: unique symbol = Symbol('any key');
export type Key = string | typeof anyKey;

type FieldListener = (field: NodeId, key: Key) => void;

/** A write to a field of an object that the points-to analysis found at its base. */
export interface FieldWrite extends Write {
  readonly object: ObjectId;
  readonly key: Key;
}

/** A few milliseconds of work. */
const stepsBetweenCheckpoints = 512;

/**
 * A node that holds more tables than this is a place where a program pours everything together: from here on it
 * holds "some table", whose functions are found by name.
 */
const maxTables = 8;
/** A node that holds more functions than this calls the further ones as one group. */
const maxFunctions = 6;
/** Further groups, handles and library functions are left out: the functions are called where they came from. */
const maxOthers = 4;
const maxGroups = 3;
/** A store into more tables than this says nothing of any. */
const maxMissed = 64;
/** Lists longer than this get a set beside them. */
const shortList = 12;

/** Called for each object that reaches a node. */
export type Listener = (object: AbstractObject) => void;

interface Subscription {
  readonly listener: Listener;
  /** Also told of the tables that no longer fit into the node: a store must miss none. */
  readonly misses: boolean;
}

/**
 * Inclusion constraints over abstract objects, with the graph built as objects arrive (Andersen's analysis).
 * Two things are kept apart: which *objects* a node may hold, and on which nodes a value *depends*
 * (`dependence`). Every copy is a dependence; an operator or a library function makes a dependence without
 * passing the object on.
 */
export class Solver extends ObjectStore {
  readonly fieldWrites: FieldWrite[] = [];
  readonly dependence = new DependenceGraph();
  /** Set when the budget ran out: what follows from the facts so far is then incomplete. */
  cut = false;
  /** Steps of propagation so far. */
  used = 0;
  private readonly held: (ObjectId[] | undefined)[] = [];
  private readonly heldSets = new Map<NodeId, Set<ObjectId>>();
  private readonly tableCounts: number[] = [];
  private readonly functionCounts: number[] = [];
  /** The nodes of fields: who stored something and who reads it need not be the same call. */
  readonly fieldNodes = new Set<NodeId>();

  /** True for a place where a program pours so many tables together that they are no longer told apart. */
  isWide(node: NodeId): boolean {
    return (this.tableCounts[node] ?? 0) > maxTables;
  }

  /** Variables and fields: where values rest. */
  private readonly places = new Set<NodeId>();
  private readonly fieldListeners = new Map<ObjectId, FieldListener[]>();
  private readonly otherCounts = new Map<NodeId, number>();
  private readonly groupCounts = new Map<NodeId, number>();
  private readonly copies: (NodeId[] | undefined)[] = [];
  private readonly publishes: (NodeId[] | undefined)[] = [];
  private readonly edgeSets = new Map<NodeId[], Set<NodeId>>();
  private readonly subscriptions: (Subscription[] | undefined)[] = [];
  private readonly missed = new Map<NodeId, Set<ObjectId>>();
  private readonly fieldNames = new Map<NodeId, string>();
  private readonly groupMembers = new Map<
    string,
    { known: Set<ObjectId>; listeners: ((member: FunctionObject | TextObject) => void)[] }
  >();

  private readonly fields: (Map<Key, NodeId> | undefined)[] = [];
  private readonly pendingNodes: NodeId[] = [];
  /** How many of a node's objects went on already; in the order in which they came. */
  private readonly done: number[] = [];
  private readonly pendingCalls: (() => void)[] = [];
  private readonly seenWrites = new Map<Span, Set<string>>();

  /**
   * @param budget how many steps of propagation a project may take
   * @param checkpoint called now and then; may throw to end the analysis
   */
  constructor(
    private readonly budget: number,
    private readonly checkpoint: () => void = () => undefined,
  ) {
    super();
  }

  node(): NodeId {
    const id = this.held.length;
    this.held.push(undefined);
    this.done.push(0);
    this.tableCounts.push(0);
    this.functionCounts.push(0);
    this.copies.push(undefined);
    this.publishes.push(undefined);
    this.subscriptions.push(undefined);
    this.dependence.addNode();
    return id;
  }

  /** A node of a variable or a field. */
  place(): NodeId {
    const node = this.node();
    this.places.add(node);
    return node;
  }

  objectsAt(node: NodeId): AbstractObject[] {
    return (this.held[node] ?? []).map((id) => this.object(id));
  }

  /** The objects that went on already; the others are still to come, to whoever listens. */
  private settled(node: NodeId): AbstractObject[] {
    const count = this.done[node] ?? 0;
    return count === 0 ? [] : (this.held[node] ?? []).slice(0, count).map((id) => this.object(id));
  }

  // Constraints

  add(node: NodeId, object: AbstractObject): void {
    let held = this.held[node];
    if (!held) this.held[node] = held = [];
    else if (this.holds(node, held, object.id)) return;
    if ((object.kind === 'api' || object.kind === 'opaque') && !this.takes(this.otherCounts, maxOthers, node))
      return;
    if (object.kind === 'group' && !this.takes(this.groupCounts, maxGroups, node)) return;
    if (object.kind === 'table' && !this.takesTable(node, object)) return;
    if (object.kind === 'function' && !this.takesFunction(node, object)) return;
    if (object.kind === 'text') this.noteText(node, object);
    held.push(object.id);
    this.heldSets.get(node)?.add(object.id);
    this.pendingNodes.push(node);
  }

  private holds(node: NodeId, held: ObjectId[], id: ObjectId): boolean {
    if (held.length <= shortList) return held.includes(id);
    let set = this.heldSets.get(node);
    if (!set) this.heldSets.set(node, (set = new Set(held)));
    return set.has(id);
  }

  private takesTable(node: NodeId, table: TableObject): boolean {
    const count = this.tableCounts[node] ?? 0;
    if (count < maxTables) {
      this.tableCounts[node] = count + 1;
      return true;
    }
    if (count === maxTables) {
      this.tableCounts[node] = count + 1;
      this.add(node, this.wide);
    }
    this.miss(node, table);
    return false;
  }

  private takes(counts: Map<NodeId, number>, most: number, node: NodeId): boolean {
    const count = counts.get(node) ?? 0;
    if (count >= most) return false;
    counts.set(node, count + 1);
    return true;
  }

  /** A module's name that is kept in a field: some table's `strategy` may be it. */
  private noteText(node: NodeId, text: TextObject): void {
    const name = this.fieldNames.get(node);
    if (name !== undefined) this.noteMember(name, text);
  }

  private takesFunction(node: NodeId, fn: FunctionObject): boolean {
    const name = this.fieldNames.get(node);
    // Functions of start-up only: what requests make is not what a table of handlers holds.
    if (name !== undefined && fn.era === 'startup') this.noteMember(name, fn);
    const count = this.functionCounts[node] ?? 0;
    if (count < maxFunctions) {
      this.functionCounts[node] = count + 1;
      return true;
    }
    // A value on its way came from a place, where the group begins.
    if (!this.places.has(node)) return false;
    const group = name ?? overflowGroup(node);
    if (count === maxFunctions) {
      this.functionCounts[node] = count + 1;
      this.add(node, this.group(group));
    }
    this.noteMember(group, fn);
    return false;
  }

  /** Stores hear of every table, also of those that do not fit. */
  private miss(node: NodeId, object: AbstractObject): void {
    if (!outlivesRequest(object)) return;
    let missed = this.missed.get(node);
    if (!missed) this.missed.set(node, (missed = new Set<ObjectId>()));
    if (missed.has(object.id) || missed.size >= maxMissed) return;
    missed.add(object.id);
    for (const { listener, misses } of this.subscriptions[node] ?? []) {
      if (misses) this.pendingCalls.push(() => listener(object));
    }
  }

  /** `to` may hold whatever `from` holds. With `publish`, `to` is a place that outlives the request. */
  copy(from: NodeId, to: NodeId, publish = false, label = 0): void {
    if (from === to) return;
    const edges = publish ? this.publishes : this.copies;
    const list = (edges[from] ??= []);
    if (!this.addUnique(list, to)) {
      // The same value passed by another call: a search must find its way back through that one too.
      if (label !== 0) this.dependence.add(to, from, 'copy', label);
      return;
    }
    this.dependence.add(to, from, 'copy', label);
    for (const object of this.settled(from)) this.add(to, publish ? this.published(object) : object);
  }

  private addUnique(list: NodeId[], value: NodeId): boolean {
    if (list.length <= shortList) {
      if (list.includes(value)) return false;
    } else {
      let set = this.edgeSets.get(list);
      if (!set) this.edgeSets.set(list, (set = new Set(list)));
      if (set.has(value)) return false;
      set.add(value);
    }
    list.push(value);
    return true;
  }

  /** The value of `node` is computed from that of `source`. */
  depend(node: NodeId, source: NodeId): void {
    this.dependence.add(node, source, 'computed');
  }

  /** `source` decides which value `node` has, or whether it gets one. */
  decide(node: NodeId, source: NodeId): void {
    this.dependence.add(node, source, 'decided');
  }

  /** The value of `node` was found through `source`: the table that it was read from, or the key. */
  reach(node: NodeId, source: NodeId): void {
    this.dependence.add(node, source, 'reached');
  }

  /** Calls the listener once for every object that is or will be at the node. */
  listen(node: NodeId, listener: Listener, misses = false): void {
    (this.subscriptions[node] ??= []).push({ listener, misses });
    for (const object of this.settled(node)) this.pendingCalls.push(() => listener(object));
    if (misses)
      for (const id of this.missed.get(node) ?? []) this.pendingCalls.push(() => listener(this.object(id)));
  }

  /** Calls the listener for every function of a group: one that some table has under this name, or of an overflow. */
  listenMembers(name: string, listener: (member: FunctionObject | TextObject) => void): void {
    const group = this.members(name);
    group.listeners.push(listener);
    for (const id of group.known) {
      const fn = this.object(id);
      if (fn.kind === 'function' || fn.kind === 'text') this.pendingCalls.push(() => listener(fn));
    }
  }

  private noteMember(name: string, fn: FunctionObject | TextObject): void {
    const group = this.members(name);
    if (group.known.has(fn.id)) return;
    group.known.add(fn.id);
    for (const listener of group.listeners) this.pendingCalls.push(() => listener(fn));
  }

  private members(name: string): {
    known: Set<ObjectId>;
    listeners: ((member: FunctionObject | TextObject) => void)[];
  } {
    let group = this.groupMembers.get(name);
    if (!group) this.groupMembers.set(name, (group = { known: new Set(), listeners: [] }));
    return group;
  }

  /** `destination = base[key]`, for tables; the library's objects are the caller's. */
  loadField(object: AbstractObject, key: Key, destination: NodeId): void {
    const publish = outlivesRequest(object);
    if (key === anyKey) this.copy(this.allFields(object), destination, publish);
    else {
      this.copy(this.field(object, key), destination, publish);
      this.copy(this.field(object, anyKey), destination, publish);
    }
  }

  /** The same, where no store by a computed key is taken to go to this very field. */
  loadOwnField(object: AbstractObject, key: string, destination: NodeId): void {
    this.copy(this.field(object, key), destination, outlivesRequest(object));
  }

  /** `base[key] = source`. */
  storeField(object: AbstractObject, key: Key, source: NodeId, write: Write): void {
    this.copy(source, this.field(object, key), outlivesRequest(object));
    this.recordWrite(object, key, write);
  }

  /** Notes a change that stores no new value, such as a removal or a sort. */
  recordWrite(object: AbstractObject, key: Key, write: Write): void {
    if (write.instance.era !== 'startup' && !outlivesRequest(object)) return;
    const id = `${object.id} ${write.instance.id} ${String(key)}`;
    let seen = this.seenWrites.get(write.span);
    if (!seen) this.seenWrites.set(write.span, (seen = new Set<string>()));
    if (seen.has(id)) return;
    seen.add(id);
    this.fieldWrites.push({ ...write, object: object.id, key });
  }

  /** The node of one field; twins share those of the object that they stand for. */
  field(object: AbstractObject, key: Key): NodeId {
    const owner = object.twinOf ?? object.id;
    const fields = (this.fields[owner] ??= new Map<Key, NodeId>());
    let node = fields.get(key);
    if (node === undefined) {
      fields.set(key, (node = this.place()));
      this.fieldNodes.add(node);
      if (typeof key !== 'string' || !key.startsWith('\0')) {
        if (typeof key === 'string') this.fieldNames.set(node, key);
        this.copy(node, this.allFields(object));
        for (const listener of this.fieldListeners.get(owner) ?? []) listener(node, key);
      }
    }
    return node;
  }

  /** Told of the node of each field of a table, now or when it is first touched: one by one, however many there are. */
  eachField(object: AbstractObject, listener: FieldListener): void {
    const owner = object.twinOf ?? object.id;
    const known = this.fieldListeners.get(owner);
    if (known) known.push(listener);
    else this.fieldListeners.set(owner, [listener]);
    for (const [key, node] of this.fields[owner] ?? [])
      if (typeof key !== 'string' || !key.startsWith('\0')) listener(node, key);
  }

  /** The node that holds what any field holds; what a loop over the table, or its length, depends on. */
  allFields(object: AbstractObject): NodeId {
    return this.field(object, allKeys);
  }

  /** The fields with constant keys that were touched, with their nodes. */
  namedFields(object: AbstractObject): [string, NodeId][] {
    const fields = this.fields[object.twinOf ?? object.id] ?? new Map<Key, NodeId>();
    return [...fields].filter(
      (entry): entry is [string, NodeId] => typeof entry[0] === 'string' && !entry[0].startsWith('\0'),
    );
  }

  /** Runs until nothing changes, or the budget is used up. */
  run(): void {
    for (;;) {
      if (this.used >= this.budget) {
        this.cut = true;
        return;
      }
      this.used++;
      if (this.used % stepsBetweenCheckpoints === 0) this.checkpoint();
      const node = this.pendingNodes.pop();
      if (node !== undefined) {
        const next = this.done[node] ?? 0;
        this.done[node] = next + 1;
        const id = this.held[node]?.[next];
        if (id !== undefined) this.propagate(node, this.object(id));
        continue;
      }
      const call = this.pendingCalls.pop();
      if (!call) return;
      call();
    }
  }

  private propagate(node: NodeId, object: AbstractObject): void {
    for (const to of this.copies[node] ?? []) this.add(to, object);
    const publishes = this.publishes[node];
    if (publishes) {
      const lasting = this.published(object);
      for (const to of publishes) this.add(to, lasting);
    }
    const subscriptions = this.subscriptions[node];
    // A listener that is added meanwhile is told of the object by `listen` itself.
    if (subscriptions) for (const { listener } of [...subscriptions]) listener(object);
  }
}

/** The name of the group of those functions for which a node had no place. */
function overflowGroup(node: NodeId): string {
  return `\0${node}`;
}

export function isOverflowGroup({ name }: GroupObject): boolean {
  return name.startsWith('\0');
}

/** Keys that no Lua program can write: they start with NUL and are skipped by `namedFields`. */
const allKeys = '\0all';
export const metatableKey = '\0metatable';
export const indexKey = '\0index';
export const newIndexKey = '\0newindex';
