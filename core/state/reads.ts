import { type Expression, type LuaNode, type Variable } from '../lua/index.js';
import { callEffects } from './api.js';
import { broadcastParameters } from './broadcast.js';
import type { WrittenCell } from './cells.js';
import { identity } from './holders.js';
import type { AnyCall, Instance, NodeId, ObjectId } from './objects.js';
import { anyKey, type Key } from './solver.js';
import { around, isFunction } from './source-tree.js';
import type { LoadSite, World } from './world.js';
import { Yields } from './yields.js';

/** One place that reads a cell. */
export interface Read {
  readonly instance: Instance;
  readonly expression: Expression;
}

/** The right side of `n = n + 1`. */
export function isOwnStep({ writes }: WrittenCell, { expression }: Read): boolean {
  return writes.some(
    ({ step, span }) => step !== undefined && span.start <= expression.start && expression.end <= span.end,
  );
}

/** What the program says where: the nodes of its expressions, who reads a cell, who calls a function. */
export class ProgramReads {
  readonly yields: Yields;
  private readonly loadsByExpression = new Map<Expression, LoadSite[]>();

  constructor(
    readonly world: World,
    readonly cells: readonly WrittenCell[],
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

  /** What the tables at a node hold, and the tables in these. */
  protected inside(node: NodeId, depth = 2): NodeId[] {
    const { solver } = this.world;
    return solver.objectsAt(node).flatMap((object) => {
      // What start-up made holds what start-up put there, as far as this value is concerned.
      if (object.kind !== 'table' || object.era === 'startup') return [];
      const fields = solver.allFields(object);
      return depth > 1 ? [fields, ...this.inside(fields, depth - 1)] : [fields];
    });
  }

  private knownBroadcasts: ReadonlySet<NodeId> | undefined;

  /** The parameters in which all workers are handed the same. */
  get broadcasts(): ReadonlySet<NodeId> {
    return (this.knownBroadcasts ??= broadcastParameters(this.world));
  }

  private readonly answers = new Map<object, Map<string, unknown>>();

  /** The answer to a question about one thing, computed once: the predicates ask the same again and again. */
  once<Answer>(about: object, question: string, compute: () => Answer): Answer {
    let answers = this.answers.get(about);
    if (!answers) this.answers.set(about, (answers = new Map<string, unknown>()));
    if (!answers.has(question)) answers.set(question, compute());
    return answers.get(question) as Answer;
  }

  /** Every place that reads the cell, its writes' own right sides included. */
  reads(cell: WrittenCell): Read[] {
    return this.once(cell, 'reads', () => this.findReads(cell));
  }

  /** The cells inside of the table that a variable holds. */
  cellsHeldBy({ variable }: WrittenCell): readonly WrittenCell[] {
    return variable
      ? this.cells.filter(({ root, variable: own }) => root === variable && own === undefined)
      : [];
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
}
