import { type Expression, type LuaNode } from '../lua/index.js';
import { calledAt, callOf, keyText, ownArguments, spokenArguments } from './call-names.js';
import { definitionsOf } from './definitions.js';
import { contains } from './expression-parts.js';
import type { StateFacts } from './facts.js';
import type { Instance, NodeId } from './objects.js';
import { dictKinds, outwardKind } from './outward.js';
import { commonTargets, dependsOn, type Targets } from './search.js';
import { blockOf, guardsOf, returnsOf, type Guard } from './source-tree.js';
import type { CallSite, World } from './world.js';

/** So many steps away a condition still tests what a call answered. */
const nearby = 8;
/** How many functions deep a condition's call is looked into. */
const maxDepth = 4;

/** A call of a shared dictionary's method. */
export interface DictCall {
  readonly site: CallSite;
  readonly method: string;
  /** The dictionary and the key, as the source says them; undefined where the key is computed out of sight. */
  readonly entry: string | undefined;
  readonly args: readonly Expression[];
}

/** Which conditions let one worker through, and no other. */
export class Gates {
  readonly dictCalls: readonly DictCall[];
  /** By the run that makes them: calls that hold a lock, or got something that only one asker gets. */
  private readonly claimSites = new Map<Instance, CallSite[]>();
  private readonly numbers: Targets;
  private readonly processes: Targets;
  private readonly claims: Targets;
  /** What a `get` found that the same function then sets: it tells the first that comes, whichever way it is asked. */
  private readonly marks: Targets;

  constructor(
    readonly world: World,
    private readonly facts: StateFacts,
  ) {
    const numbers = new Set<NodeId>();
    const processes = new Set<NodeId>();
    const claims = new Set<NodeId>();
    const dictCalls: DictCall[] = [];
    for (const site of world.sites) {
      const call = callOf(site);
      if (!call) continue;
      for (const called of calledAt(world, site)) {
        const into = (set: Set<NodeId>): void => site.results.forEach((node) => set.add(node));
        if (called.kind === 'module') {
          const { module, method } = called;
          if (module === 'ngx.process' && method === 'type') into(processes);
          const kind = outwardKind(module, method, spokenArguments(call.args, site.instance));
          if (kind !== 'claims' && kind !== 'takes') continue;
          into(claims);
          const known = this.claimSites.get(site.instance);
          if (known) known.push(site);
          else this.claimSites.set(site.instance, [site]);
        } else if (called.path === 'ngx.worker.id' || called.path === 'ngx.worker.pid') into(numbers);
        else {
          const dict = dictCall(site, called.path);
          if (dict) dictCalls.push(dict);
        }
      }
    }
    this.dictCalls = dictCalls;
    const marks = new Set<NodeId>();
    for (const one of dictCalls) {
      const into = isClaim(one) ? claims : isMark(one, dictCalls) ? marks : undefined;
      if (into) for (const node of one.site.results) into.add(node);
    }
    this.marks = commonTargets(world, marks);
    this.numbers = commonTargets(world, numbers);
    this.processes = commonTargets(world, processes);
    this.claims = commonTargets(world, claims);
  }

  /** Where a run gets to a node, it is one worker that does: by a condition around it, or by a lock taken before. */
  lets(instance: Instance, node: LuaNode): boolean {
    return this.facts.once(node, `gated ${instance.id}`, () => this.isGated(instance, node, 0));
  }

  private isGated(instance: Instance, node: LuaNode, depth: number): boolean {
    if (this.claimSites.get(instance)?.some(({ span }) => isHeldAt(instance, span as LuaNode, node)))
      return true;
    return guardsOf(instance.unit, node).some((guard) => this.selects(guard, instance, depth));
  }

  /** A condition that came out so in one worker only. */
  private selects(
    { condition, outcome }: Pick<Guard, 'condition' | 'outcome'>,
    instance: Instance,
    depth: number,
  ): boolean {
    const inner = (part: Expression, wanted = outcome): boolean =>
      this.selects({ condition: part, outcome: wanted }, instance, depth);
    switch (condition.kind) {
      case 'parenthesized':
        return inner(condition.inner);
      case 'unary':
        return condition.operator === 'not' && inner(condition.operand, !outcome);
      case 'binary': {
        const { operator, left, right } = condition;
        if (operator === 'and' || operator === 'or') {
          // One of two suffices where both hold, and each must where either may.
          const bothHold = (operator === 'and') === outcome;
          return bothHold ? inner(left) || inner(right) : inner(left) && inner(right);
        }
        return this.comparisonSelects(condition, outcome, instance);
      }
      default:
        return this.valueSelects(condition, outcome, instance, depth);
    }
  }

  private comparisonSelects(
    { operator, left, right }: Expression & { kind: 'binary' },
    outcome: boolean,
    instance: Instance,
  ): boolean {
    const isEquality = operator === '==' || operator === '~=';
    const isEqual = (operator === '==') === outcome;
    if (this.tests([left, right], instance, this.claims, this.marks)) return true;
    if (this.tests([left, right], instance, this.numbers)) {
      // All but worker 0, or all that have a number, are many.
      return !isEquality || (isEqual && left.kind !== 'nil' && right.kind !== 'nil');
    }
    if (isEquality && this.tests([left, right], instance, this.processes)) {
      const name = [left, right].find((one) => one.kind === 'string');
      const isWorker = name?.kind === 'string' && (name.value === 'worker' || name.value === 'single');
      return isEqual !== isWorker;
    }
    return false;
  }

  private valueSelects(condition: Expression, outcome: boolean, instance: Instance, depth: number): boolean {
    const values = definitionsOf(condition, instance, 2);
    if (values.length > 0 && values[0] !== condition)
      return values.some((value) => this.selects({ condition: value, outcome }, instance, depth));
    if (condition.kind === 'call' || condition.kind === 'method-call') {
      const callees = this.facts.yields.callees(condition, instance);
      if (callees.length > 0 && depth < maxDepth)
        return callees.every((callee) => this.resultSelects(callee, outcome, depth + 1));
    }
    if (condition.kind !== 'name' && condition.kind !== 'index' && !isCall(condition)) return false;
    if (outcome && this.tests([condition], instance, this.claims)) return true;
    if (this.tests([condition], instance, this.marks)) return true;
    // `local is_first = ngx.worker.id() == 0`, kept somewhere; a plain call of the number is true in each worker.
    return !isCall(condition) && this.tests([condition], instance, this.numbers, this.processes);
  }

  /** The function answers so (true or false) in one worker only. */
  private resultSelects(callee: Instance, outcome: boolean, depth: number): boolean {
    const returns = returnsOf(callee.fn).filter(({ values: [value] }) => {
      const isFalsy = !value || value.kind === 'nil' || (value.kind === 'boolean' && !value.value);
      const isTruthy =
        value?.kind === 'string' ||
        value?.kind === 'number' ||
        value?.kind === 'table' ||
        (value?.kind === 'boolean' && value.value);
      return outcome ? !isFalsy : !isTruthy;
    });
    return (
      returns.length > 0 &&
      returns.every(
        (statement) =>
          this.isGated(callee, statement, depth) ||
          (statement.values[0] !== undefined &&
            this.selects({ condition: statement.values[0], outcome }, callee, depth)),
      )
    );
  }

  private tests(parts: readonly Expression[], instance: Instance, ...wanted: readonly Targets[]): boolean {
    const nodes = parts.flatMap((part) => this.facts.nodesIn(part, instance));
    return wanted.some((one) => dependsOn(this.world, nodes, one, { maxHops: nearby }));
  }
}

function isCall({ kind }: Expression): boolean {
  return kind === 'call' || kind === 'method-call';
}

function dictCall(site: CallSite, path: string): DictCall | undefined {
  const [, dict, method] = /^ngx\.shared\.([^.]+)\.(\w+)$/.exec(path) ?? [];
  const call = callOf(site);
  if (dict === undefined || method === undefined || !call) return undefined;
  const args = ownArguments(call, true);
  const key = keyText(args[0], site.instance);
  return { site, method, args, entry: key === undefined ? undefined : `${dict} ${key}` };
}

/** `add` succeeds for one, `incr` gives each asker another number, `lpop` hands out each element once. */
function isClaim({ method }: DictCall): boolean {
  const kind = dictKinds[method];
  return kind === 'claims' || kind === 'takes' || method === 'incr';
}

/** The same function then sets what it asked for: the first one that comes marks it for the others. */
function isMark(one: DictCall, all: readonly DictCall[]): boolean {
  return (
    one.method === 'get' &&
    one.entry !== undefined &&
    all.some(
      ({ site, method, entry }) =>
        entry === one.entry &&
        site.instance === one.site.instance &&
        site.span.start > one.site.span.start &&
        (method === 'set' || method === 'safe_set' || method === 'replace'),
    )
  );
}

/** The lock's call is behind a node in the same or an outer block, and what follows it is not put under its failure. */
function isHeldAt(instance: Instance, lock: LuaNode, node: LuaNode): boolean {
  if (lock.end > node.start) {
    // What a call runs while it holds a lock: a cache's callback.
    return lock === node;
  }
  const block = blockOf(instance.unit, lock);
  return block !== undefined && contains(block, node) && isLockCall(lock);
}

function isLockCall(node: LuaNode): boolean {
  return 'kind' in node && node.kind === 'method-call' && node.method.name === 'lock';
}
