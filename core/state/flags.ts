import type { LuaNode, Span } from '../lua/index.js';
import type { EntryPoint } from '../openresty/index.js';
import type { Assumption } from './assumptions.js';
import { calledAt, keyText } from './call-names.js';
import type { StateFacts } from './facts.js';
import type { DictCall, Gates } from './gates.js';
import type { Instance, NodeId } from './objects.js';
import { commonTargets, dependsOn, type Targets } from './search.js';
import { guardsOf } from './source-tree.js';
import { calleeOf } from './timers.js';
import type { CallSite, World } from './world.js';

/**
 * Flags in a shared dictionary that never expire, and on which the start of a timer that goes on hangs: the worker that
 * set one may die, and a reload keeps the dictionary.
 */
export function flagsThatStay(
  world: World,
  facts: StateFacts,
  gates: Gates,
  entryOf: (instance: Instance) => { entry: EntryPoint; functions: readonly Instance[] } | undefined,
): Assumption[] {
  const flags = gates.dictCalls.filter((one) => staysSet(world, one, gates.dictCalls));
  if (flags.length === 0) return [];
  const timers = world.sites.filter((site) => isTimer(world, site) && goesOn(world, site));
  return flags.flatMap((flag): Assumption[] => {
    const answers = new Set(answersOf(flag, gates.dictCalls).flatMap(({ site }) => site.results));
    const wanted = commonTargets(world, answers);
    const timer = timers.find((site) =>
      hangsOn(world, facts, wanted, site.instance, site.span as LuaNode, 3),
    );
    const route = timer && entryOf(timer.instance);
    if (!timer || !route?.entry.codeCache) return [];
    const { instance, span } = flag.site;
    return [
      {
        kind: 'flag',
        unit: instance.unit,
        span: calleeOf(span),
        name: keyText(flag.args[0], instance) ?? 'the flag',
        repeats: undefined,
        entry: route.entry,
        functions: route.functions,
        related: [{ what: 'timer', unit: timer.instance.unit, span: calleeOf(timer.span) }],
      },
    ];
  });
}

function hangsOn(
  world: World,
  facts: StateFacts,
  wanted: Targets,
  instance: Instance,
  node: LuaNode,
  depth: number,
): boolean {
  const isTold = guardsOf(instance.unit, node).some(({ condition }) =>
    dependsOn(world, facts.nodesIn(condition, instance), wanted, { maxHops: 8 }),
  );
  if (isTold || depth === 0) return isTold;
  return facts
    .callers(instance)
    .filter(({ caller }) => caller.era !== 'timer')
    .some(({ caller, span }) => hangsOn(world, facts, wanted, caller, span, depth - 1));
}

/** Set without a time to live, under a key that is not this worker's own, and never taken back. */
function staysSet(world: World, flag: DictCall, all: readonly DictCall[]): boolean {
  const isFlag =
    flag.method === 'add' ||
    flag.method === 'safe_add' ||
    flag.method === 'set' ||
    flag.method === 'safe_set';
  if (!isFlag || flag.entry === undefined || lasts(flag)) return false;
  const worker = commonTargets(world, new Set([world.sources.worker]));
  const { site, args } = flag;
  const [key, value] = site.args.slice(-args.length);
  // A key, or a value, with the worker's number: everyone's own, or an election whose winner is known.
  if (
    dependsOn(
      world,
      [key, value].filter((node): node is NodeId => node !== undefined),
      worker,
    )
  )
    return false;
  if (flag.method.endsWith('set') && answersOf(flag, all).length === 0) return false;
  return !all.some((other) =>
    other.entry === flag.entry
      ? other.method === 'delete' || other.method === 'expire' || lasts(other)
      : other.method === 'flush_all' && other.site.instance.era === 'startup',
  );
}

/** The calls that say whether the flag was set before: `add` itself, or the `get` before a `set`. */
function answersOf(flag: DictCall, all: readonly DictCall[]): DictCall[] {
  if (flag.method.endsWith('add')) return [flag];
  return all.filter(
    ({ method, entry, site }) =>
      method === 'get' &&
      entry === flag.entry &&
      site.instance === flag.site.instance &&
      site.span.start < flag.site.span.start,
  );
}

/** Has a time to live, other than 0, which means for ever. */
function lasts({ method, args }: DictCall): boolean {
  if (!/^(?:safe_)?(?:add|set)$|^replace$/.test(method)) return false;
  const time = args[2];
  return time !== undefined && time.kind !== 'nil' && !(time.kind === 'number' && time.value === 0);
}

function isTimer(world: World, site: CallSite): boolean {
  return calledAt(world, site).some(
    (called) =>
      called.kind === 'api' && (called.path === 'ngx.timer.at' || called.path === 'ngx.timer.every'),
  );
}

/** `every`, or a callback that starts the next timer with itself. */
function goesOn(world: World, site: CallSite): boolean {
  if (calledAt(world, site).some((called) => called.kind === 'api' && called.path === 'ngx.timer.every'))
    return true;
  const begun = calleesAt(world, site.instance, site.span);
  return begun.some((callback) => {
    const seen = new Set([callback]);
    for (const run of seen) {
      for (const { callee } of world.callsOf.get(run) ?? []) {
        if (callee === callback) return true;
        if (seen.size < 100) seen.add(callee);
      }
    }
    return false;
  });
}

function calleesAt(world: World, instance: Instance, span: Span): Instance[] {
  return (world.callsOf.get(instance) ?? []).filter((edge) => edge.span === span).map(({ callee }) => callee);
}
