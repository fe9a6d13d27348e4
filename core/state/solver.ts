import type { Era, LuaUnit } from '../openresty/index.js';
import type { FunctionExpression, Span } from '../lua/index.js';
import {
  outlivesRequest,
  type AbstractObject,
  type ApiObject,
  type FunctionObject,
  type Instance,
  type NodeId,
  type ObjectId,
  type OpaqueObject,
  type TableObject,
  type Write,
} from './objects.js';

/** A key that is not a constant: any field of the table. */
export const anyKey: unique symbol = Symbol('any key');
export type Key = string | typeof anyKey;

/** A write to a field of an object that the points-to analysis found at its base. */
export interface FieldWrite extends Write {
  readonly object: ObjectId;
  readonly key: Key;
}

/** A few milliseconds of work. */
const stepsBetweenCheckpoints = 1024;

/** Called for each object that reaches a node. */
export type Listener = (object: AbstractObject) => void;

interface Node {
  readonly objects: Set<ObjectId>;
  /** Where objects go from here: as they are, or as what outlives the request. */
  readonly copiesTo: Set<NodeId>;
  readonly publishesTo: Set<NodeId>;
  readonly listeners: Listener[];
}

/**
 * Inclusion constraints over abstract objects, with the graph built as objects arrive (Andersen's analysis).
 * Two things are kept apart: which *objects* a node may hold, and on which nodes a value *depends*. Every copy
 * is a dependence; an operator or a library function makes a dependence without passing the object on.
 */
export class Solver {
  readonly objects: AbstractObject[] = [];
  readonly fieldWrites: FieldWrite[] = [];
  /** Set when the budget ran out: what follows from the facts so far is then incomplete. */
  cut = false;

  private readonly nodes: Node[] = [];
  private readonly dependsOn: Set<NodeId>[] = [];
  private readonly fields = new Map<ObjectId, Map<Key, NodeId>>();
  private readonly interned = new Map<string, ObjectId>();
  private readonly pending: (() => void)[] = [];
  private readonly seenWrites = new Set<string>();

  /**
   * @param budget how many steps of propagation a project may take
   * @param checkpoint called now and then; may throw to end the analysis
   */
  constructor(
    private budget: number,
    private readonly checkpoint: () => void = () => undefined,
  ) {}

  node(): NodeId {
    this.nodes.push({ objects: new Set(), copiesTo: new Set(), publishesTo: new Set(), listeners: [] });
    this.dependsOn.push(new Set());
    return this.nodes.length - 1;
  }

  objectsAt(node: NodeId): AbstractObject[] {
    return Array.from(this.at(node).objects, (id) => this.object(id));
  }

  object(id: ObjectId): AbstractObject {
    const object = this.objects[id];
    if (!object) throw new Error(`no object ${id}`);
    return object;
  }

  dependencies(node: NodeId): ReadonlySet<NodeId> {
    return this.dependsOn[node] ?? new Set();
  }

  // Objects

  table(unit: LuaUnit, site: Span, instance: Instance): TableObject {
    return this.intern(`table ${unit.id} ${site.start} ${instance.id}`, (id) => ({
      id,
      kind: 'table',
      era: instance.era,
      twinOf: undefined,
      unit,
      site,
    }));
  }

  closure(unit: LuaUnit, fn: FunctionExpression, definer: Instance): FunctionObject {
    return this.intern(`function ${unit.id} ${fn.start} ${definer.id}`, (id) => ({
      id,
      kind: 'function',
      era: definer.era,
      twinOf: undefined,
      unit,
      fn,
      definer,
    }));
  }

  api(path: string, era: Era = 'startup'): ApiObject {
    return this.intern(`api ${path}`, (id) => ({ id, kind: 'api', era, twinOf: undefined, path }));
  }

  opaque(module: string, era: Era): OpaqueObject {
    return this.intern(`opaque ${module} ${era}`, (id) => ({
      id,
      kind: 'opaque',
      era,
      twinOf: undefined,
      module,
    }));
  }

  /** What stands for the object once something that outlives the request holds it. */
  private published(object: AbstractObject): AbstractObject {
    if (object.kind === 'api' || object.kind === 'opaque' || outlivesRequest(object)) return object;
    return this.intern(`twin ${object.id}`, (id) => ({ ...object, id, twinOf: object.id }));
  }

  private intern<Kind extends AbstractObject>(key: string, make: (id: ObjectId) => Kind): Kind {
    const known = this.interned.get(key);
    // The key starts with the kind, so what it names has that kind.
    if (known !== undefined) return this.objects[known] as Kind;
    const object = make(this.objects.length);
    this.objects.push(object);
    this.interned.set(key, object.id);
    return object;
  }

  // Constraints

  add(node: NodeId, object: AbstractObject): void {
    const at = this.at(node);
    if (at.objects.has(object.id)) return;
    at.objects.add(object.id);
    this.pending.push(() => {
      for (const to of at.copiesTo) this.add(to, object);
      if (at.publishesTo.size > 0) {
        const lasting = this.published(object);
        for (const to of at.publishesTo) this.add(to, lasting);
      }
      for (const listener of at.listeners) listener(object);
    });
  }

  /** `to` may hold whatever `from` holds. With `publish`, `to` is a place that outlives the request. */
  copy(from: NodeId, to: NodeId, publish = false): void {
    if (from === to) return;
    const source = this.at(from);
    const edges = publish ? source.publishesTo : source.copiesTo;
    if (edges.has(to)) return;
    edges.add(to);
    this.depend(to, from);
    for (const object of this.objectsAt(from)) this.add(to, publish ? this.published(object) : object);
  }

  /** The value of `node` is computed from that of `source`, or chosen by it. */
  depend(node: NodeId, source: NodeId): void {
    if (node !== source) this.dependsOn[node]?.add(source);
  }

  /** Calls the listener once for every object that is or will be at the node. */
  listen(node: NodeId, listener: Listener): void {
    this.at(node).listeners.push(listener);
    for (const object of this.objectsAt(node)) this.pending.push(() => listener(object));
  }

  /** `destination = base[key]`, for tables; the library's objects are the caller's. */
  loadField(object: AbstractObject, key: Key, destination: NodeId): void {
    const publish = outlivesRequest(object);
    const fields =
      key === anyKey ? [this.allFields(object)] : [this.field(object, key), this.field(object, anyKey)];
    for (const field of fields) this.copy(field, destination, publish);
  }

  /** `base[key] = source`. */
  storeField(object: AbstractObject, key: Key, source: NodeId, write: Write): void {
    this.copy(source, this.field(object, key), outlivesRequest(object));
    this.recordWrite(object, key, write);
  }

  /** Notes a change that stores no new value, such as a removal or a sort. */
  recordWrite(object: AbstractObject, key: Key, write: Write): void {
    const id = `${object.id} ${String(key)} ${write.instance.id} ${write.span.start}`;
    if (this.seenWrites.has(id)) return;
    this.seenWrites.add(id);
    this.fieldWrites.push({ ...write, object: object.id, key });
  }

  /** The node of one field; twins share those of the object that they stand for. */
  field(object: AbstractObject, key: Key): NodeId {
    const owner = object.twinOf ?? object.id;
    let fields = this.fields.get(owner);
    if (!fields) this.fields.set(owner, (fields = new Map<Key, NodeId>()));
    let node = fields.get(key);
    if (node === undefined) {
      fields.set(key, (node = this.node()));
      if (key !== allKeys) this.copy(node, this.allFields(object));
    }
    return node;
  }

  /** The node that holds what any field holds; what a loop over the table, or its length, depends on. */
  allFields(object: AbstractObject): NodeId {
    return this.field(object, allKeys);
  }

  /** The fields with constant keys that were touched, with their nodes. */
  namedFields(object: AbstractObject): [string, NodeId][] {
    const fields = this.fields.get(object.twinOf ?? object.id) ?? new Map<Key, NodeId>();
    return [...fields].filter(
      (entry): entry is [string, NodeId] => typeof entry[0] === 'string' && !entry[0].startsWith('\0'),
    );
  }

  /** Runs until nothing changes, or the budget is used up. */
  run(): void {
    for (let step = this.pending.pop(); step; step = this.pending.pop()) {
      if (this.budget-- <= 0) {
        this.cut = true;
        return;
      }
      if (this.budget % stepsBetweenCheckpoints === 0) this.checkpoint();
      step();
    }
  }

  private at(node: NodeId): Node {
    const found = this.nodes[node];
    if (!found) throw new Error(`no node ${node}`);
    return found;
  }
}

/** Keys that no Lua program can write: they start with NUL and are skipped by `namedFields`. */
const allKeys = '\0all';
export const metatableKey = '\0metatable';
export const indexKey = '\0index';
export const newIndexKey = '\0newindex';
