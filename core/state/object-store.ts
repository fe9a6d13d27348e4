import type { FunctionExpression, Span } from '../lua/index.js';
import type { Era, LuaUnit } from '../openresty/index.js';
import {
  outlivesRequest,
  type AbstractObject,
  type ApiObject,
  type FunctionObject,
  type GroupObject,
  type Instance,
  type ObjectId,
  type OpaqueObject,
  type TableObject,
  type TextObject,
  type WideObject,
} from './objects.js';

/** The abstract objects of a program: one for each place that makes them, in each run that it is told apart in. */
export class ObjectStore {
  readonly objects: AbstractObject[] = [];
  readonly wide: WideObject = this.register({ id: 0, kind: 'wide', era: 'startup', twinOf: undefined });

  private readonly tables = new Map<Span, Map<number, TableObject>>();
  private readonly closures = new Map<FunctionExpression, Map<number, FunctionObject>>();
  private readonly coroutines = new Map<ObjectId, FunctionObject>();
  private readonly apis = new Map<string, ApiObject>();
  private readonly opaques = new Map<string, OpaqueObject>();
  private readonly texts = new Map<string, TextObject>();
  private readonly groups = new Map<string, GroupObject>();
  private readonly twins = new Map<ObjectId, AbstractObject>();

  object(id: ObjectId): AbstractObject {
    const object = this.objects[id];
    if (!object) throw new Error(`no object ${id}`);
    return object;
  }

  table(unit: LuaUnit, site: Span, instance: Instance): TableObject {
    const known = nested(this.tables, site);
    let object = known.get(instance.id);
    if (!object) {
      const { era } = instance;
      object = this.register({ id: this.objects.length, kind: 'table', era, twinOf: undefined, unit, site });
      known.set(instance.id, object);
    }
    return object;
  }

  /** The tables that a place of the source makes, one for each run of the function. */
  tablesMadeAt(site: Span): readonly TableObject[] {
    return [...(this.tables.get(site)?.values() ?? [])];
  }

  closure(unit: LuaUnit, fn: FunctionExpression, definer: Instance): FunctionObject {
    const known = nested(this.closures, fn);
    let object = known.get(definer.id);
    if (!object) {
      const { era } = definer;
      const id = this.objects.length;
      object = this.register({ id, kind: 'function', era, twinOf: undefined, unit, fn, definer });
      known.set(definer.id, object);
    }
    return object;
  }

  /** A coroutine of a function that start-up made: its variables live on between two resumes. */
  coroutine(fn: FunctionObject, frame: Instance): FunctionObject {
    let object = this.coroutines.get(fn.id);
    if (!object) {
      object = this.register({ ...fn, id: this.objects.length, frame });
      this.coroutines.set(fn.id, object);
    }
    return object;
  }

  api(path: string, era: Era = 'startup'): ApiObject {
    return this.intern(this.apis, path, (id) => ({ id, kind: 'api', era, twinOf: undefined, path }));
  }

  /** What `require(module)` gives; with a call, the handle that it makes. */
  opaque(module: string, era: Era, site?: Span, instance?: Instance): OpaqueObject {
    const key = `${module} ${era} ${site ? `${instance?.id} ${site.start}` : ''}`;
    const make = (id: ObjectId): OpaqueObject => ({
      id,
      kind: 'opaque',
      era,
      twinOf: undefined,
      module,
      site,
    });
    return this.intern(this.opaques, key, make);
  }

  text(pattern: string): TextObject {
    return this.intern(this.texts, pattern, (id) => ({
      id,
      kind: 'text',
      era: 'startup',
      twinOf: undefined,
      pattern,
    }));
  }

  group(name: string): GroupObject {
    return this.intern(this.groups, name, (id) => ({
      id,
      kind: 'group',
      era: 'startup',
      twinOf: undefined,
      name,
    }));
  }

  /** What stands for the object once something that outlives the request holds it. */
  protected published(object: AbstractObject): AbstractObject {
    if (outlivesRequest(object) || (object.kind !== 'table' && object.kind !== 'function')) return object;
    let twin = this.twins.get(object.id);
    if (!twin) {
      twin = this.register({ ...object, id: this.objects.length, twinOf: object.id });
      this.twins.set(object.id, twin);
    }
    return twin;
  }

  private intern<Kind extends AbstractObject>(
    known: Map<string, Kind>,
    key: string,
    make: (id: ObjectId) => Kind,
  ): Kind {
    let object = known.get(key);
    if (!object) {
      object = this.register(make(this.objects.length));
      known.set(key, object);
    }
    return object;
  }

  private register<Kind extends AbstractObject>(object: Kind): Kind {
    this.objects.push(object);
    return object;
  }
}

function nested<Outer, Inner>(map: Map<Outer, Map<number, Inner>>, key: Outer): Map<number, Inner> {
  let inner = map.get(key);
  if (!inner) map.set(key, (inner = new Map<number, Inner>()));
  return inner;
}
