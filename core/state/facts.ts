import {
  walkLua,
  type Expression,
  type FunctionExpression,
  type LuaNode,
  type Variable,
} from '../lua/index.js';
import { callEffects, libraryOf } from './api.js';
import type { WrittenCell } from './cells.js';
import { identity } from './holders.js';
import type { AbstractObject, AnyCall, Instance, NodeId, ObjectId, Write } from './objects.js';
import { commonTargets, dependsOn, targets, type Targets } from './search.js';
import { anyKey, metatableKey, type Key } from './solver.js';
import { definitionsOf } from './definitions.js';
import { around, guardsOf, isFunction, placed, testedBy, type Guard } from './source-tree.js';
import type { CallSite, LoadSite, SourceKind, World } from './world.js';
import { Yields } from './yields.js';

/** So many steps away a value is still that of the statement before, and not of the program as a whole. */
const nearby = 8;
/** From a request to the timer that it starts. */
const handedOver = 5;

/** One place that reads a cell. */
export interface Read {
  readonly instance: Instance;
  readonly expression: Expression;
}

/** A guard with what is known of the values that it tests. */
export interface TestedGuard extends Guard {
  /** It found the cell's own value absent. */
  readonly missesCell: boolean;
  /** It compares the cell's own value with something. */
  readonly comparesCell: boolean;
  /** What it finds absent or compares, with the run that does. */
  readonly absent: readonly Expression[];
  readonly compared: readonly Expression[];
}

/** What the predicates ask of one analysed project; everything is computed when somebody asks. */
export class StateFacts {
  readonly yields: Yields;
  private readonly loadsByExpression = new Map<Expression, LoadSite[]>();

  constructor(
    readonly world: World,
    private readonly cells: readonly WrittenCell[],
  ) {
    this.yields = new Yields(world);
    for (const loads of world.loads.values()) {
      for (const load of loads) {
        const known = this.loadsByExpression.get(load.expression);
        if (known) known.push(load);
        else this.loadsByExpression.set(load.expression, [load]);
      }
    }
  }

  /** The node of an expression of a run; undefined for what the analysis did not keep. */
  nodeOf(expression: Expression, instance: Instance): NodeId | undefined {
    const { world } = this;
    switch (expression.kind) {
      case 'parenthesized':
        return this.nodeOf(expression.inner, instance);
      case 'vararg':
        return instance.vararg;
      case 'name': {
        const variable = instance.unit.scopes.variableOf(expression);
        if (variable) return world.variableNode(variable, instance);
        return this.loadAt(expression, instance)?.result;
      }
      case 'index':
        return this.loadAt(expression, instance)?.result;
      case 'call':
      case 'method-call':
        return world.sitesAt(expression, instance)[0]?.results[0];
      default:
        return world.conditionNode(expression, instance);
    }
  }

  private loadAt(expression: Expression, instance: Instance): LoadSite | undefined {
    return this.loadsByExpression.get(expression)?.find((load) => load.instance === instance);
  }

  /** The nodes of all parts of an expression that have one. */
  nodesIn(expression: Expression, instance: Instance): NodeId[] {
    const own = this.nodeOf(expression, instance);
    if (own !== undefined) return [own];
    switch (expression.kind) {
      case 'binary':
        return [...this.nodesIn(expression.left, instance), ...this.nodesIn(expression.right, instance)];
      case 'unary':
        return this.nodesIn(expression.operand, instance);
      case 'parenthesized':
        return this.nodesIn(expression.inner, instance);
      case 'table':
        return expression.items.flatMap((item) => this.nodesIn(item.value, instance));
      default:
        return [];
    }
  }

  /** Whether some part of an expression depends on a target. */
  private anyDepends(expression: Expression, instance: Instance, wanted: Targets): boolean {
    return dependsOn(this.world, this.nodesIn(expression, instance), wanted);
  }

  /**
   * What a written value is made of: behind a local variable the expressions that it was last set to before, so that
   * in `local v = c[k]; if not v then v = f(); c[k] = v end` the value is f's.
   */
  valuesOf(write: Write): Expression[] {
    const { source, instance } = write;
    return this.once(write, 'values', () => (source.value ? definitionsOf(source.value, instance, 3) : []));
  }

  /** What the tables at a node hold, and the tables in these. */
  private inside(node: NodeId, depth = 2): NodeId[] {
    const { solver } = this.world;
    return solver.objectsAt(node).flatMap((object) => {
      // What start-up made holds what start-up put there, as far as this value is concerned.
      if (object.kind !== 'table' || object.era === 'startup') return [];
      const fields = solver.allFields(object);
      return depth > 1 ? [fields, ...this.inside(fields, depth - 1)] : [fields];
    });
  }

  /** The nodes from which a written value's data comes. */
  private valueNodes(write: Write): NodeId[] {
    const { source, instance } = write;
    const values = this.valuesOf(write);
    if (values.length === 0 || values[0] === source.value) {
      const inner =
        source.value?.kind === 'table' ? this.nodesIn(source.value, instance) : this.inside(source.node);
      return [source.node, ...inner];
    }
    return values
      .flatMap((value) => this.nodesIn(value, instance))
      .flatMap((node) => [node, ...this.inside(node)]);
  }

  private readonly cellTargets = new Map<WrittenCell, Targets>();
  private readonly sourceTargets = new Map<SourceKind, Targets>();

  /** The cell's own nodes, and those of all that its tables hold. */
  private targetsOf(cell: WrittenCell): Targets {
    let known = this.cellTargets.get(cell);
    if (!known) {
      const { solver } = this.world;
      const nodes = new Set(cell.nodes);
      for (const { object } of cell.fields) nodes.add(solver.allFields(solver.object(object)));
      this.cellTargets.set(cell, (known = targets(this.world, nodes)));
    }
    return known;
  }

  private source(kind: SourceKind): Targets {
    let known = this.sourceTargets.get(kind);
    if (!known)
      this.sourceTargets.set(kind, (known = commonTargets(this.world, new Set([this.world.sources[kind]]))));
    return known;
  }

  /** The expression's value is, or is computed from, what the cell holds. */
  readsCell(expression: Expression, instance: Instance, cell: WrittenCell): boolean {
    return this.anyDepends(expression, instance, this.targetsOf(cell));
  }

  private readonly answers = new Map<object, Map<string, unknown>>();

  /** The answer to a question about one thing, computed once: the predicates ask the same again and again. */
  once<Answer>(about: object, question: string, compute: () => Answer): Answer {
    let answers = this.answers.get(about);
    if (!answers) this.answers.set(about, (answers = new Map<string, unknown>()));
    if (!answers.has(question)) answers.set(question, compute());
    return answers.get(question) as Answer;
  }

  /** The value that is written is computed from what the cell held: `n + 1`, not a default. */
  isSelfComputed(write: Write, cell: WrittenCell): boolean {
    return this.once(write, `self ${cell.name}`, () => this.findSelfComputed(write, cell));
  }

  private findSelfComputed(write: Write, cell: WrittenCell): boolean {
    if (write.step !== undefined) return true;
    const own = this.targetsOf(cell);
    const reads = new Set(this.reads(cell).map(({ expression }) => expression));
    const isOwn = (expression: Expression): boolean =>
      reads.has(expression) ||
      definitionsOf(expression, write.instance, 3).some((value) =>
        partsOf(value).some((part) => reads.has(part)),
      );
    return this.valuesOf(write).some((value) => {
      if (isRead(value)) {
        // A parameter: what its callers computed.
        return (
          value.kind === 'name' &&
          !reads.has(value) &&
          dependsOn(this.world, this.nodesIn(value, write.instance), own, { maxHops: nearby })
        );
      }
      // `c or v` is c or v, not something made of c.
      const parts = isChoice(value) ? [value.left, value.right] : [value];
      return parts.some((part) => {
        if (isRead(part)) return false;
        if (partsOf(part).some(isOwn)) return true;
        return dependsOn(this.world, this.nodesIn(part, write.instance), own, { maxHops: nearby });
      });
    });
  }

  /** The written value is computed from a node's. */
  isComputedFrom(write: Write, node: NodeId): boolean {
    const wanted = targets(this.world, new Set([node]));
    return dependsOn(this.world, this.valueNodes(write), wanted);
  }

  /** Where the written value's data comes from; the key that it is stored under does not count. */
  comesFrom(write: Write, kind: SourceKind): boolean {
    return this.once(write, `from ${kind}`, () => this.findSource(write, kind));
  }

  private findSource(write: Write, kind: SourceKind): boolean {
    const { source, instance } = write;
    const blocked = new Set(source.key ? this.nodesIn(source.key, instance) : []);
    for (const name of source.key ? namesIn(source.key) : []) {
      const node = this.nodeOf(name, instance);
      if (node !== undefined) blocked.add(node);
    }
    const wanted = this.source(kind);
    // No request has anything to do with a timer, unless it hands it something.
    const options =
      kind === 'request' && instance.era === 'timer' ? { blocked, maxHops: handedOver } : { blocked };
    return dependsOn(this.world, this.valueNodes(write), wanted, options);
  }

  /** `creating[id] = true … creating[id] = nil`: a mark that lasts as long as the work in between. */
  isTakenBack({ instance, source, span }: Write, cell: WrittenCell): boolean {
    if (source.value?.kind !== 'boolean' || !source.value.value || source.target.kind !== 'index')
      return false;
    return cell.writes.some(
      (other) =>
        other.instance.fn === instance.fn &&
        other.span.start > span.start &&
        other.source.how === 'assign' &&
        (other.source.value?.kind === 'nil' ||
          (other.source.value?.kind === 'boolean' && !other.source.value.value)),
    );
  }

  keyComesFrom({ source, instance }: Write, kind: SourceKind): boolean {
    return (
      source.key !== undefined &&
      source.key.kind !== 'string' &&
      this.expressionComesFrom(source.key, instance, kind)
    );
  }

  /** What is stored under a request's key is a time, and nothing that was made of the key: when it was seen. */
  isWhenSeen(write: Write): boolean {
    const { source, instance } = write;
    if (!source.key || !this.comesFrom(write, 'clock') || !this.keyComesFrom(write, 'request')) return false;
    const keys = targets(this.world, new Set(this.nodesIn(source.key, instance)));
    return !dependsOn(this.world, this.valueNodes(write), keys);
  }

  /** The expression depends on a source, over data only. */
  expressionComesFrom(expression: Expression, instance: Instance, kind: SourceKind): boolean {
    return this.anyDepends(expression, instance, this.source(kind));
  }

  /** Whether the write happens at all depends on a source, wherever it is reached from: `if ngx.worker.id() == 0 then`. */
  isDecidedBy({ instance, source }: Write, kind: SourceKind): boolean {
    return this.isGated(instance, source.target, kind);
  }

  isGated(instance: Instance, node: LuaNode, kind: SourceKind, depth = 4): boolean {
    if (guardsOf(instance.unit, node).some(({ condition }) => this.testsSource(condition, instance, kind)))
      return true;
    const callers = this.callers(instance);
    if (depth === 0 || callers.length === 0 || callers.length > 6) return false;
    return callers.every(({ caller, span }) => this.isGated(caller, span, kind, depth - 1));
  }

  private testsSource(condition: Expression, instance: Instance, kind: SourceKind): boolean {
    return this.once(condition, `tests ${kind} ${instance.id}`, () =>
      dependsOn(this.world, this.nodesIn(condition, instance), this.source(kind), { maxHops: nearby }),
    );
  }

  /** Some condition on the way to the write looks at the request. */
  isDecidedByRequest({ instance, source }: Write): boolean {
    return guardsOf(instance.unit, source.target).some(({ condition }) =>
      this.testsSource(condition, instance, 'request'),
    );
  }

  guards(write: Write, cell: WrittenCell): TestedGuard[] {
    return this.once(write, `guards ${cell.name} ${cell.declaration.start}`, () =>
      this.findGuards(write, cell),
    );
  }

  private findGuards(write: Write, cell: WrittenCell): TestedGuard[] {
    const { instance, source } = write;
    const node = placed(instance.unit, source.value ?? source.target)?.node ?? source.target;
    const choices = this.valuesOf(write)
      .filter(isChoice)
      .map(({ operator, left, start, end }): Guard => ({
        condition: left,
        outcome: operator === 'and',
        start,
        end,
      }));
    return [...guardsOf(instance.unit, node), ...choices].map((guard): TestedGuard => {
      const { absent, compared } = testedBy(guard);
      return {
        ...guard,
        absent,
        compared,
        missesCell: absent.some((expression) => this.readsCell(expression, instance, cell)),
        comparesCell: compared.some((expression) => this.readsCell(expression, instance, cell)),
      };
    });
  }

  /** Other cells that the same stretch of code writes. */
  cellsWrittenIn(instance: Instance, { start, end }: Guard, except: WrittenCell): WrittenCell[] {
    return this.cells.filter(
      (cell) =>
        cell !== except &&
        cell.writes.some(
          (write) =>
            write.instance.unit === instance.unit && start <= write.span.start && write.span.end <= end,
        ),
    );
  }

  /** Every place that reads the cell, its writes' own right sides included. */
  reads(cell: WrittenCell): Read[] {
    return this.once(cell, 'reads', () => this.findReads(cell));
  }

  private byObject: Map<ObjectId, LoadSite[]> | undefined;

  /** The loads of requests by the objects at their bases. */
  private loadsOf(object: ObjectId): readonly LoadSite[] {
    if (!this.byObject) {
      this.byObject = new Map();
      for (const load of [...this.world.loads.values()].flat()) {
        if (load.instance.era === 'startup' || this.world.solver.isWide(load.base)) continue;
        for (const id of new Set(this.world.solver.objectsAt(load.base).map(identity))) {
          const known = this.byObject.get(id);
          if (known) known.push(load);
          else this.byObject.set(id, [load]);
        }
      }
    }
    return this.byObject.get(object) ?? [];
  }

  private findReads(cell: WrittenCell): Read[] {
    if (cell.variable) return this.variableReads(cell);
    const objects = new Map<ObjectId, Set<Key>>();
    for (const { object, key } of cell.fields) {
      const keys = objects.get(object) ?? new Set<Key>();
      keys.add(key);
      objects.set(object, keys);
    }
    const found = new Set<Read>();
    for (const [object, keys] of objects) {
      for (const load of this.loadsOf(object)) {
        if (load.key === anyKey || keys.has(load.key) || keys.has(anyKey)) found.add(load);
      }
    }
    return [...found, ...this.wholeReads(cell)];
  }

  /** Where the table as a whole is read: counted, looped over, handed to a function, returned. */
  private wholeReads(cell: WrittenCell): Read[] {
    const { root } = cell;
    if (!root || cell.fields.length === 0) return [];
    return this.usesInRequests(root, cell).filter(({ instance, expression }) => {
      const [parent] = around(instance.unit, expression);
      if (!parent || !('kind' in parent)) return false;
      if (parent.kind === 'unary' || parent.kind === 'return' || parent.kind === 'generic-for') return true;
      return (
        (parent.kind === 'call' || parent.kind === 'method-call') &&
        parent.args.includes(expression) &&
        !this.isChange(parent, instance)
      );
    });
  }

  /** A call that the cell's writes are made of: `table.insert(list, x)`, `clear(list)`. */
  private isChange(call: AnyCall, instance: Instance): boolean {
    const { solver } = this.world;
    return this.world
      .sitesAt(call, instance)
      .flatMap((site) => solver.objectsAt(site.callee))
      .some(
        (object) =>
          object.kind === 'api' &&
          (callEffects[object.path]?.storesInto !== undefined ||
            callEffects[object.path]?.mutates !== undefined) &&
          object.path !== 'table.remove',
      );
  }

  private variableReads(cell: WrittenCell): Read[] {
    return cell.variable ? this.usesInRequests(cell.variable, cell) : [];
  }

  private usesInRequests(variable: Variable, { unit }: WrittenCell): Read[] {
    const found: Read[] = [];
    for (const name of unit.scopes.usesOf(variable)) {
      const nodes = around(unit, name);
      const [parent] = nodes;
      const isTarget =
        parent && 'kind' in parent && parent.kind === 'assign' && parent.targets.includes(name);
      const fn = nodes.find(isFunction);
      if (isTarget || !fn) continue;
      for (const instance of this.world.runsOf(fn)) {
        if (instance.era !== 'startup') found.push({ instance, expression: name });
      }
    }
    return found;
  }

  /** The calls of a run's function, with the run that makes them. */
  callers(instance: Instance): { caller: Instance; span: LuaNode }[] {
    return this.callersOf().get(instance) ?? [];
  }

  private callerMap: Map<Instance, { caller: Instance; span: LuaNode }[]> | undefined;
  private callersOf(): Map<Instance, { caller: Instance; span: LuaNode }[]> {
    if (this.callerMap) return this.callerMap;
    const map = new Map<Instance, { caller: Instance; span: LuaNode }[]>();
    for (const [caller, edges] of this.world.callsOf) {
      for (const { callee, span } of edges) {
        const known = map.get(callee);
        // A call's span is the node of the call itself.
        const entry = { caller, span: span as LuaNode };
        if (known) known.push(entry);
        else map.set(callee, [entry]);
      }
    }
    return (this.callerMap = map);
  }

  /** The stored value holds a connection: a cosocket, or a client that keeps one. */
  holdsConnection({ source }: Write): boolean {
    const objects = this.world.solver.objectsAt(source.node);
    // Beside other things it is one of many that came together somewhere.
    return (
      objects.length > 0 &&
      objects.every(
        (object) =>
          object.kind === 'opaque' &&
          object.site !== undefined &&
          libraryOf(object.module).connection === true,
      )
    );
  }

  /** `mt.__index = …`: what a table does, not what it holds. */
  isMetafield({ source }: Write): boolean {
    return source.key?.kind === 'string' && source.key.value.startsWith('__');
  }

  /** All that is stored are functions and what the library or a library gives: no data. */
  isCode({ source }: Write): boolean {
    const objects = this.world.solver.objectsAt(source.node);
    const isMember = (object: AbstractObject): boolean =>
      object.kind === 'opaque' && object.site === undefined && source.value?.kind === 'index';
    return (
      objects.length > 0 &&
      objects.every((object) => object.kind === 'function' || object.kind === 'api' || isMember(object)) &&
      source.value?.kind !== 'binary'
    );
  }

  /** Some table of the cell has a weak mode. */
  isWeak(cell: WrittenCell): boolean {
    const { solver } = this.world;
    return cell.fields.some(({ object }) =>
      solver
        .objectsAt(solver.field(solver.object(object), metatableKey))
        .some((metatable) => solver.namedFields(metatable).some(([key]) => key === '__mode')),
    );
  }

  /** Wherever the run's function is called from, the cell was found missing before. */
  isMissedByCallers({ instance }: Write, cell: WrittenCell, depth = 2): boolean {
    const callers = this.callers(instance).filter(({ caller }) => caller.era !== 'startup');
    return (
      callers.length > 0 &&
      callers.every(({ caller, span }) => {
        const guards = guardsOf(caller.unit, span);
        if (
          guards.some((guard) =>
            testedBy(guard).absent.some((tested) => this.readsCell(tested, caller, cell)),
          )
        )
          return true;
        return depth > 1 && this.isMissedByCallers({ instance: caller } as Write, cell, depth - 1);
      })
    );
  }

  /** `if i > n then i = 1`: back to a constant when it has become too large. */
  isWrappedAround(write: Write, cell: WrittenCell): boolean {
    if (write.source.value?.kind !== 'number') return false;
    return this.guards(write, cell).some(({ comparesCell }) => comparesCell);
  }

  hasOperatorIn(write: Write, operator: string): boolean {
    return this.valuesOf(write).some((value) => this.hasOperator(value, operator));
  }

  private hasOperator(value: Expression | undefined, operator: string): boolean {
    if (value?.kind === 'parenthesized') return this.hasOperator(value.inner, operator);
    if (value?.kind !== 'binary') return false;
    return (
      value.operator === operator ||
      this.hasOperator(value.left, operator) ||
      this.hasOperator(value.right, operator)
    );
  }

  runsInTimer({ era }: Instance): boolean {
    return era === 'timer';
  }

  /** The table that is stored was cleared earlier in the same function. */
  isEmptiedBefore({ instance, source, span }: Write): boolean {
    const { value } = source;
    if (value?.kind !== 'name') return false;
    const { solver } = this.world;
    const variable = instance.unit.scopes.variableOf(value);
    return this.yields.calls(instance.fn).some((call) => {
      const [argument] = call.args;
      if (
        call.end > span.start ||
        argument?.kind !== 'name' ||
        instance.unit.scopes.variableOf(argument) !== variable
      )
        return false;
      return this.world
        .sitesAt(call, instance)
        .flatMap((site) => solver.objectsAt(site.callee))
        .some((object) => object.kind === 'api' && callEffects[object.path]?.how === 'clear');
    });
  }

  isMadeWhenMissing(write: Write, cell: WrittenCell): boolean {
    return this.guards(write, cell).some(({ missesCell }) => missesCell);
  }

  /** Every place that reads the cell, other than to change it, joins it with the worker's own number or a random part. */
  isJoinedWithWorker(cell: WrittenCell): boolean {
    return this.once(cell, 'joined', () => this.findJoined(cell));
  }

  private findJoined(cell: WrittenCell): boolean {
    const reads = this.reads(cell).filter(
      ({ instance, expression }) => !this.isUpdate(instance, expression, cell),
    );
    return (
      reads.length > 0 && reads.every(({ instance, expression }) => this.isJoined(instance, expression, 2))
    );
  }

  private isJoined(instance: Instance, expression: Expression, depth: number): boolean {
    const nodes = around(instance.unit, expression);
    const outer = nodes.filter((node): node is Expression => isExpression(node) && !isFunction(node)).at(-1);
    if (outer) {
      return partsOf(outer).some(
        (part) =>
          this.expressionComesFrom(part, instance, 'worker') ||
          this.expressionComesFrom(part, instance, 'random'),
      );
    }
    // `return seq`: whoever calls the function joins it.
    const [parent] = nodes;
    const callers = this.callers(instance).filter(({ caller }) => caller.era !== 'startup');
    if (!parent || !('kind' in parent) || parent.kind !== 'return' || depth === 0 || callers.length === 0)
      return false;
    return callers.every(({ caller, span }) => isExpression(span) && this.isJoined(caller, span, depth - 1));
  }

  /** The expression stands on the right side of a change of the same cell, or in its condition. */
  private isUpdate(instance: Instance, expression: Expression, cell: WrittenCell): boolean {
    const nodes = around(instance.unit, expression);
    const isWrite = cell.writes.some(({ span }) =>
      nodes.some((node) => node.start === span.start && node.end === span.end),
    );
    return isWrite || nodes.some((node) => 'condition' in node && contains(node.condition, expression));
  }

  /** The calls that an expression of a run makes. */
  sites(call: AnyCall, instance: Instance): CallSite[] {
    return this.world.sitesAt(call, instance);
  }
}

function namesIn(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'name':
      return [expression];
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'unary':
      return namesIn(expression.operand);
    case 'parenthesized':
      return namesIn(expression.inner);
    case 'index':
      return [expression, ...namesIn(expression.object)];
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'method-call':
      return [...namesIn(expression.object), ...expression.args.flatMap(namesIn)];
    default:
      return [];
  }
}

/** The function that a node stands in. */
export function functionAround(instance: Instance, node: LuaNode): FunctionExpression | undefined {
  return around(instance.unit, node).find(isFunction);
}

function contains(outer: LuaNode, inner: LuaNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

const expressionKinds = new Set([
  'name',
  'index',
  'call',
  'method-call',
  'table',
  'binary',
  'unary',
  'parenthesized',
  'function',
  'string',
  'number',
  'boolean',
  'nil',
  'vararg',
  'error',
]);

function isExpression(node: LuaNode): node is Expression {
  return 'kind' in node && expressionKinds.has(node.kind);
}

/** The names, reads and calls of an expression. */
function partsOf(expression: Expression): Expression[] {
  return [...walkLua(expression)]
    .map(({ node }) => node)
    .filter(
      (node): node is Expression =>
        'kind' in node && ['name', 'index', 'call', 'method-call'].includes(node.kind),
    );
}

function isRead({ kind }: Expression): boolean {
  return kind === 'name' || kind === 'index';
}

function isChoice(value: Expression): value is Expression & { kind: 'binary' } {
  return value.kind === 'binary' && (value.operator === 'or' || value.operator === 'and');
}
