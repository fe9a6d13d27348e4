import { type Expression, type LuaNode, type Variable } from '../lua/index.js';
import { callEffects, libraryOf } from './api.js';
import type { WrittenCell } from './cells.js';
import type { AbstractObject, Instance, NodeId, Write } from './objects.js';
import { commonTargets, dependsOn, targets, type Targets } from './search.js';
import { metatableKey } from './solver.js';
import { definitionsOf } from './definitions.js';
import { around, guardsOf, isFunction, placed, testedBy, type Guard } from './source-tree.js';
import type { SourceKind } from './world.js';
import { contains, choicesOf, isChoice, isExpression, isRead, namesIn, partsOf } from './expression-parts.js';
import type { LuaUnit } from '../openresty/index.js';
import { ProgramReads } from './reads.js';

/** So many steps away a value is still that of the statement before, and not of the program as a whole. */
const nearby = 8;
/** From a request to the timer that it starts. */
const handedOver = 5;

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
export class StateFacts extends ProgramReads {
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
        // A parameter: what its callers computed; what they took out of the cell is none the newer.
        return (
          value.kind === 'name' &&
          !reads.has(value) &&
          dependsOn(this.world, this.nodesIn(value, write.instance), own, {
            maxHops: nearby,
            isComputed: true,
          })
        );
      }
      // `c or v` is c or v, not something made of c.
      return choicesOf(value).some((part) => {
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
    // What is inside of the key is the key's own too.
    for (const node of [...blocked]) {
      const inside = this.world.knownContents(node);
      if (inside !== undefined) blocked.add(inside);
    }
    // What all workers are handed is no request's own.
    if (kind === 'request') for (const node of this.broadcasts) blocked.add(node);
    const wanted = this.source(kind);
    // No request has anything to do with a timer, unless it hands it something.
    const options =
      kind === 'request' && instance.era === 'timer' ? { blocked, maxHops: handedOver } : { blocked };
    return dependsOn(this.world, this.valueNodes(write), wanted, options);
  }

  /** What is written is what a clock says, and nothing that is computed with it. */
  isTime(write: Write): boolean {
    const { world } = this;
    return this.valuesOf(write).some(
      (value) =>
        value.kind === 'call' &&
        world
          .sitesAt(value, write.instance)
          .flatMap(({ callee }) => world.solver.objectsAt(callee))
          .some((object) => object.kind === 'api' && callEffects[object.path]?.source === 'clock'),
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

  /** Some of the nodes depend on a source, by ways that lead through none of the blocked ones. */
  nodesComeFrom(nodes: readonly NodeId[], kind: SourceKind, blocked: ReadonlySet<NodeId>): boolean {
    return dependsOn(this.world, nodes, this.source(kind), { blocked });
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

  /** The cells that a stretch of a file writes. */
  cellsIn(unit: LuaUnit, start: number, end: number): WrittenCell[] {
    return this.cells.filter(({ writes }) =>
      writes.some(({ instance, span }) => instance.unit === unit && start <= span.start && span.end <= end),
    );
  }

  cellOf(variable: Variable): WrittenCell | undefined {
    return this.cells.find((cell) => cell.variable === variable);
  }

  /** Other cells that the same stretch of code writes. */
  cellsWrittenIn({ unit }: Instance, { start, end }: Guard, except: WrittenCell): WrittenCell[] {
    return this.cellsIn(unit, start, end).filter((cell) => cell !== except);
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
    const [parent] = nodes;
    const variable =
      parent && 'kind' in parent && parent.kind === 'local'
        ? parent.names[parent.values.indexOf(expression)]
        : undefined;
    if (variable !== undefined) {
      const { scopes } = instance.unit;
      const local = scopes.variableOf(variable);
      const uses = local?.owner === instance.fn && !local.isReassigned ? scopes.usesOf(local) : [];
      return depth > 0 && uses.length > 0 && uses.every((use) => this.isJoined(instance, use, depth - 1));
    }
    // `return seq`: whoever calls the function joins it.
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
}
