import { dataDependence } from './dependence.js';
import type { NodeId } from './objects.js';
import type { World } from './world.js';

/** Beyond so many steps a search gives up, with the answer no. */
const maxSteps = 20_000;
/** How many calls a search remembers to leave by. */
const maxDepth = 6;

interface Calls {
  readonly site: number;
  readonly below: Calls | undefined;
  readonly depth: number;
}

interface State {
  readonly node: NodeId;
  readonly calls: Calls | undefined;
  /** Some step on the way was a computation. */
  readonly computed: boolean;
}

export interface SearchOptions {
  /** Which kinds of dependence to follow; the data itself unless told. */
  readonly mask?: number;
  /** Nodes behind which the search does not look. */
  readonly blocked?: ReadonlySet<NodeId>;
  /** Counts only a way with a computation on it: `n + 1`, not `n`. */
  readonly computed?: boolean;
}

/**
 * Whether the value of a node depends on one of the targets. A function that the search enters by a call's result is
 * left by the same call's arguments; a field of a table may be left to anybody who stored into it.
 */
export function dependsOn(
  world: World,
  start: NodeId,
  isTarget: (node: NodeId) => boolean,
  { mask = dataDependence, blocked, computed = false }: SearchOptions = {},
): boolean {
  const { dependence, fieldNodes } = world.solver;
  const seen = new Set<string>();
  const pending: State[] = [{ node: start, calls: undefined, computed: false }];
  let found = false;
  const push = (state: State): void => {
    const id = `${state.node} ${state.calls?.site ?? 0} ${state.calls?.depth ?? 0} ${state.computed}`;
    if (seen.has(id)) return;
    seen.add(id);
    pending.push(state);
  };
  for (let steps = 0; steps < maxSteps && !found; steps++) {
    const state = pending.pop();
    if (!state) break;
    const calls = fieldNodes.has(state.node) ? undefined : state.calls;
    dependence.each(state.node, (source, kind, label) => {
      if (!(kind & mask) || blocked?.has(source) || found) return;
      const isComputed = state.computed || kind === 2;
      if (isTarget(source) && (isComputed || !computed)) {
        found = true;
        return;
      }
      let next = calls;
      if (label < 0) {
        const depth = (calls?.depth ?? 0) + 1;
        next = depth > maxDepth ? undefined : { site: -label, below: calls, depth };
      } else if (label > 0 && calls) {
        if (calls.site !== label) return;
        next = calls.below;
      }
      push({ node: source, calls: next, computed: isComputed });
    });
  }
  return found;
}
