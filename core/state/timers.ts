import type { Expression, LuaNode, Span } from '../lua/index.js';
import type { EntryPoint } from '../openresty/index.js';
import type { Assumption } from './assumptions.js';
import { calledAt, callOf, ownArguments, spokenArguments, type Called } from './call-names.js';
import { namesIn } from './expression-parts.js';
import type { WrittenCell } from './cells.js';
import type { StateFacts } from './facts.js';
import type { Gates } from './gates.js';
import type { Instance, NodeId } from './objects.js';
import { dictKinds, fileKind, isClient, outwardKind } from './outward.js';
import { commonTargets, dependsOn, type Targets } from './search.js';
import { around, guardsOf } from './source-tree.js';
import type { AnyCall } from './objects.js';
import type { CallSite, World } from './world.js';

interface Effect {
  readonly site: CallSite;
  readonly call: AnyCall;
  readonly kind: 'adds' | 'repeats';
  /** For the message: `INCR`-like words of the source. */
  readonly name: string;
  /** The values that say what is written, and where. */
  readonly args: readonly Expression[];
}

/** How a run comes about from a worker's start, past no gate. */
interface Step {
  readonly instance: Instance;
  readonly from: Step | undefined;
  /** The call that enters it. */
  readonly span: Span;
}

/** The timers that every worker starts, and whose work each of them does again. */
export function timersOfEveryWorker(
  world: World,
  facts: StateFacts,
  gates: Gates,
  cells: readonly WrittenCell[],
  entries: readonly { entry: EntryPoint; instance: Instance }[],
): Assumption[] {
  const starts = entries.filter(({ entry }) => entry.phase === 'init_worker' && entry.codeCache);
  if (starts.length === 0) return [];
  const own = ownTargets(world, cells);
  const sitesOf = sitesByInstance(world);
  const found = new Map<string, Assumption>();
  for (const { entry, instance } of starts) {
    for (const step of ungatedRuns(world, gates, instance)) {
      if (step.instance.era !== 'timer') continue;
      for (const site of sitesOf.get(step.instance) ?? []) {
        const effect = effectAt(world, gates, site);
        if (!effect || gates.lets(step.instance, effect.call)) continue;
        const path = pathOf(step);
        if (isOwnWork(world, facts, own, effect, path)) continue;
        const timer = path.find((one) => one.instance.era === 'timer');
        const starter = timer?.from?.instance;
        if (!timer || !starter) continue;
        const key = `${starter.unit.id} ${timer.span.start} ${timer.instance.fn.start}`;
        const known = found.get(key);
        // The worst thing that the callback does speaks for it.
        if (known && (known.repeats !== 'repeats' || effect.kind === 'repeats')) continue;
        found.set(key, {
          kind: 'every-worker',
          unit: starter.unit,
          span: calleeOf(timer.span),
          name: effect.name,
          repeats: effect.kind,
          entry,
          functions: path.map((one) => one.instance),
          related: [{ what: 'effect', unit: step.instance.unit, span: effect.call }],
        });
      }
    }
  }
  return [...found.values()];
}

export function calleeOf(span: Span): Span {
  const node = span as LuaNode;
  if (!('kind' in node)) return span;
  if (node.kind === 'call') return node.callee;
  return node.kind === 'method-call' ? { start: node.start, end: node.method.end } : span;
}

function sitesByInstance(world: World): Map<Instance, CallSite[]> {
  const found = new Map<Instance, CallSite[]>();
  for (const site of world.sites) {
    const known = found.get(site.instance);
    if (known) known.push(site);
    else found.set(site.instance, [site]);
  }
  return found;
}

/** A call that may mean more functions than this is not followed. */
const maxCallees = 2;

/** Every run that a worker's start gets to, where no condition on the way lets one worker through only. */
function ungatedRuns(world: World, gates: Gates, start: Instance): Step[] {
  const seen = new Set([start]);
  const steps: Step[] = [{ instance: start, from: undefined, span: start.fn }];
  for (const step of steps) {
    const edges = world.callsOf.get(step.instance) ?? [];
    for (const { callee, span } of edges) {
      // One of many that a call may mean is no evidence that it means this one.
      if (edges.filter((other) => other.span === span).length > maxCallees) continue;
      // What a client's own code does is read from its calls.
      if (seen.has(callee) || isClient(world.moduleNames.get(callee.unit) ?? '')) continue;
      if (gates.lets(step.instance, span as LuaNode)) continue;
      seen.add(callee);
      steps.push({ instance: callee, from: step, span });
    }
  }
  return steps;
}

function pathOf(step: Step): Step[] {
  const path: Step[] = [];
  for (let at = step; at.from; at = at.from) path.unshift(at);
  return path;
}

function effectAt(world: World, gates: Gates, site: CallSite): Effect | undefined {
  const call = callOf(site);
  if (!call) return undefined;
  for (const called of calledAt(world, site)) {
    if (called.kind === 'module') {
      const args = ownArguments(call, !isModuleFunction(world, site));
      const kind = outwardKind(called.module, called.method, spokenArguments(args, site.instance));
      if (kind === 'adds' || kind === 'repeats')
        return { site, call, kind, args, name: `${called.method} of ${called.module}` };
      continue;
    }
    const { path } = called;
    if (path === 'io.open') {
      const mode = call.args[1];
      const kind = fileKind(mode?.kind === 'string' ? mode.value : undefined);
      if (kind === 'adds' || kind === 'repeats')
        return { site, call, kind, args: call.args, name: 'a file that is written' };
    }
    const effect = dictEffect(gates, site, call, path);
    if (effect) return effect;
  }
  return undefined;
}

/** `http.request(…)` of the module itself has no object before its arguments. */
function isModuleFunction(world: World, site: CallSite): boolean {
  return world.solver
    .objectsAt(site.callee)
    .every((object) => object.kind === 'opaque' && object.site === undefined);
}

/** A shared count that grows once for each worker; a count that the program goes on to test is a turn that it takes. */
function dictEffect(gates: Gates, site: CallSite, call: AnyCall, path: string): Effect | undefined {
  const [, method] = /^ngx\.shared\.[^.]+\.(\w+)$/.exec(path) ?? [];
  if (method === undefined) return undefined;
  const args = ownArguments(call, true);
  const effect: Effect = { site, call, kind: 'adds', args, name: `${method} of a shared dictionary` };
  if (dictKinds[method] === 'adds')
    return method === 'incr' && isTested(site.instance, call) ? undefined : effect;
  if (method !== 'set' && method !== 'safe_set') return undefined;
  const one = gates.dictCalls.find((other) => other.site === site);
  const [, value] = args;
  if (!one?.entry || !value) return undefined;
  const reads = gates.dictCalls.filter(
    (other) => other.method === 'get' && other.entry === one.entry && other.site.instance === site.instance,
  );
  const nodes = new Set(reads.flatMap((read) => read.site.results.slice(0, 1)));
  const [, stored] = site.args.slice(-args.length);
  if (nodes.size === 0 || stored === undefined) return undefined;
  return dependsOn(gates.world, [stored], commonTargets(gates.world, nodes)) ? effect : undefined;
}

/** The result stands in a condition or a comparison, itself or as the variable that it becomes. */
function isTested({ unit }: Instance, call: AnyCall): boolean {
  const isCompared = (node: LuaNode): boolean => {
    let inner = node;
    for (const outer of around(unit, node)) {
      if ('condition' in outer && outer.condition === inner) return true;
      if ('kind' in outer && outer.kind === 'binary' && /^(?:[<>=~]=|[<>])$/.test(outer.operator))
        return true;
      if ('statements' in outer) return false;
      inner = outer;
    }
    return false;
  };
  if (isCompared(call)) return true;
  const [statement] = around(unit, call);
  if (!statement || !('kind' in statement) || statement.kind !== 'local') return false;
  const name = statement.names[statement.values.indexOf(call)];
  const variable = name && unit.scopes.variableOf(name);
  return (
    variable !== undefined && unit.scopes.usesOf(variable).some((use) => isCounted(unit, use, isCompared))
  );
}

/** A result that is looked at for failure only (`if not n then log`) is not yet a turn. */
function isCounted(unit: Instance['unit'], use: Expression, isCompared: (node: LuaNode) => boolean): boolean {
  const outer = around(unit, use).find((node) => 'kind' in node && node.kind === 'binary');
  return outer !== undefined && isCompared(use);
}

/** What makes an effect the worker's own: its number, its memory, and what its own requests left in it. */
function ownTargets(world: World, cells: readonly WrittenCell[]): Targets {
  const nodes = new Set<NodeId>([world.sources.worker]);
  for (const cell of cells) {
    if (!cell.writes.some(({ instance }) => instance.era === 'request')) continue;
    for (const node of cell.nodes) nodes.add(node);
    for (const { object } of cell.fields) nodes.add(world.solver.allFields(world.solver.object(object)));
  }
  for (const site of world.sites) {
    if (calledAt(world, site).some(isOwnAnswer)) for (const node of site.results) nodes.add(node);
  }
  return commonTargets(world, nodes);
}

/** The worker's memory; what it wrote to the error log (lua-resty-core, ngx.errlog: captured by each worker for itself). */
function isOwnAnswer(called: Called): boolean {
  return called.kind === 'api'
    ? called.path === 'collectgarbage'
    : called.module === 'ngx.errlog' && called.method === 'get_logs';
}

/** What is written is the worker's own, or whether it is written hangs on that: a buffer that its requests filled. */
function isOwnWork(
  world: World,
  facts: StateFacts,
  own: Targets,
  { site, call, args }: Effect,
  path: readonly Step[],
): boolean {
  const hangs = (expression: Expression, instance: Instance): boolean =>
    dependsOn(world, facts.nodesIn(expression, instance), own);
  // `ok = false` inside of a loop over the worker's own: how its own work went.
  const tellsOfOwn = (condition: Expression, instance: Instance): boolean =>
    hangs(condition, instance) ||
    namesIn(condition).some((name) =>
      assignmentsOf(name, instance).some((statement) =>
        conditionsAt(instance, statement).some((around) => hangs(around, instance)),
      ),
    );
  if (args.some((arg) => hangs(arg, site.instance))) return true;
  const places = [
    { instance: site.instance, node: call as LuaNode },
    ...path.flatMap(({ from, span }) =>
      from?.instance.era === 'timer' ? [{ instance: from.instance, node: span as LuaNode }] : [],
    ),
  ];
  return places.some(({ instance, node }) =>
    conditionsAt(instance, node).some((condition) => tellsOfOwn(condition, instance)),
  );
}

/** What decides whether, and how often, a node runs. */
function conditionsAt(instance: Instance, node: LuaNode): Expression[] {
  return [...guardsOf(instance.unit, node).map(({ condition }) => condition), ...loopsAround(instance, node)];
}

/** Where the same function sets the variable again. */
function assignmentsOf(name: Expression, { unit, fn }: Instance): LuaNode[] {
  const variable = name.kind === 'name' ? unit.scopes.variableOf(name) : undefined;
  if (variable?.owner !== fn) return [];
  return unit.scopes.usesOf(variable).flatMap((use) => {
    const [statement] = around(unit, use);
    return statement && 'kind' in statement && statement.kind === 'assign' && statement.targets.includes(use)
      ? [statement]
      : [];
  });
}

/** What the loops around a node go through. */
function loopsAround({ unit }: Instance, node: LuaNode): Expression[] {
  return around(unit, node).flatMap((outer) =>
    !('kind' in outer)
      ? []
      : outer.kind === 'generic-for'
        ? [...outer.values.flatMap(partsOfCall)]
        : outer.kind === 'numeric-for'
          ? [...outer.bounds]
          : [],
  );
}

/** `pairs(list)` goes through `list`. */
function partsOfCall(expression: Expression): Expression[] {
  return expression.kind === 'call' ? [...expression.args] : [expression];
}
