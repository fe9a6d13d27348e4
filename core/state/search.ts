import { dataDependence, kindOf, labelOf } from './dependence.js';
import type { NodeId } from './objects.js';
import type { World } from './world.js';

/** Beyond so many edges a search gives up, with the answer no: in so dense a part the data goes everywhere. */
const maxEdges = 6_000;
/** So many steps a search goes at most: data that took a longer way is everybody's. */
const maxDistance = 11;
/** The kind of an edge over which a value is not passed on as it is. */
const computed = kindOf(1);
/** How many calls a search remembers to leave by. */
const maxDepth = 6;

/** Nodes that searches look for, with all that may depend on them: where no way leads, none is looked for. */
export interface Targets {
  has(node: NodeId): boolean;
  /** Whether the node's data may come from a target, whatever the calls on the way. */
  mayDepend(node: NodeId): boolean;
}

/** Targets that are asked for often: all that depends on them is found once. */
export function commonTargets(world: World, nodes: ReadonlySet<NodeId>): Targets {
  let dependents: Uint8Array | undefined;
  return {
    has: (node) => nodes.has(node),
    mayDepend: (node) => {
      dependents ??= world.solver.dependence.dependents(nodes, dataDependence);
      return dependents[node] === 1;
    },
  };
}

/** Targets of a few questions: only what is near enough for a search is found. */
export function targets(world: World, nodes: ReadonlySet<NodeId>): Targets {
  let dependents: ReadonlySet<NodeId> | undefined;
  return {
    has: (node) => nodes.has(node),
    mayDepend: (node) => {
      dependents ??= world.solver.dependence.dependentsWithin(nodes, dataDependence, maxDistance);
      return dependents.has(node);
    },
  };
}

interface State {
  readonly node: NodeId;
  readonly calls: Calls | undefined;
  readonly hops: number;
  /** A target that is found from here counts: something was computed on the way, or need not be. */
  readonly counts: boolean;
}

interface Calls {
  readonly id: number;
  readonly site: number;
  readonly below: Calls | undefined;
  readonly depth: number;
}

/** The chains of calls, each once, so that a state is two numbers. */
class CallChains {
  private readonly known = new Map<number, Calls>();

  above(below: Calls | undefined, site: number): Calls | undefined {
    const depth = (below?.depth ?? 0) + 1;
    if (depth > maxDepth) return undefined;
    const key = (below?.id ?? 0) * 2 ** 26 + site;
    let calls = this.known.get(key);
    if (!calls) {
      calls = { id: this.known.size + 1, site, below, depth };
      this.known.set(key, calls);
    }
    return calls;
  }
}

/**
 * Whether one of some values is, or is computed from, one of the targets. A function that the search enters by a
 * call's result is left by the same call's arguments; a field of a table may be left to anybody who stored into it.
 * @param options `blocked`: nodes behind which the search does not look; `maxHops`: how many steps it goes at most;
 *   `isComputed`: a value that is the target's own, passed on as it is, does not count
 */
export function dependsOn(
  world: World,
  starts: readonly NodeId[],
  wanted: Targets,
  {
    blocked,
    maxHops = maxDistance,
    isComputed = false,
  }: { blocked?: ReadonlySet<NodeId>; maxHops?: number; isComputed?: boolean } = {},
): boolean {
  world.checkpoint?.();
  const { dependence, fieldNodes } = world.solver;
  const from = starts.filter((node) => wanted.mayDepend(node) && !blocked?.has(node));
  if (from.length === 0) return false;
  if (!isComputed && from.some((node) => wanted.has(node))) return true;
  const chains = new CallChains();
  const seen = { counts: new Set<number>(), open: new Set<number>() };
  const pending: State[] = from.map((node) => ({ node, calls: undefined, hops: 0, counts: !isComputed }));
  let visited = 0;
  for (let head = 0; head < pending.length && visited < maxEdges; head++) {
    const state = pending[head];
    if (!state || state.hops >= maxHops) break;
    const calls = fieldNodes.has(state.node) ? undefined : state.calls;
    const edges = dependence.edgesOf(state.node);
    visited += edges.length / 2;
    for (let at = 0; at < edges.length; at += 2) {
      const source = edges[at] ?? 0;
      const info = edges[at + 1] ?? 0;
      if (!(kindOf(info) & dataDependence) || !wanted.mayDepend(source) || blocked?.has(source)) continue;
      const counts = state.counts || kindOf(info) === computed;
      if (counts && wanted.has(source)) return true;
      const label = labelOf(info);
      let next = calls;
      if (label < 0) next = chains.above(calls, -label);
      else if (label > 0 && calls) {
        if (calls.site !== label) continue;
        next = calls.below;
      }
      const key = source + (next?.id ?? 0) * 2 ** 26;
      const known = counts ? seen.counts : seen.open;
      if (known.has(key)) continue;
      known.add(key);
      pending.push({ node: source, calls: next, hops: state.hops + 1, counts });
    }
  }
  return false;
}
