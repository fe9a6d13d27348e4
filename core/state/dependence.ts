import type { NodeId } from './objects.js';

/**
 * How a value depends on another: it *is* that value, is *computed* from it, was *reached* through it (the table
 * or key that it was read with), or was *decided* by it (a condition).
 */
export type DependenceKind = 'copy' | 'computed' | 'reached' | 'decided';

const kinds: Readonly<Record<DependenceKind, number>> = { copy: 0, computed: 1, reached: 2, decided: 3 };
export const anyDependence = 0b1111;
/** The table or key that a value was found through. */
export const pickDependence = 0b0100;
/** What carries data: no keys, no conditions. */
export const dataDependence = 0b0011;

/**
 * Which node depends on which. The edges of calls carry labels, so that a search can leave a function by the call
 * through which it entered: a label is the call site's number, negative where the edge goes out of the function (a
 * result), positive where it goes in (an argument), 0 elsewhere.
 */
export class DependenceGraph {
  /** For each node: source, then kind and label in one number, alternating. */
  private readonly edges: (number[] | undefined)[] = [];

  private readonly sets = new Map<NodeId, Set<number>>();

  addNode(): void {
    this.edges.push(undefined);
  }

  add(node: NodeId, source: NodeId, kind: DependenceKind, label = 0): void {
    if (node === source) return;
    const list = (this.edges[node] ??= []);
    const info = kinds[kind] + (label < 0 ? -label * 8 + 4 : label * 8);
    if (this.isKnown(node, list, source, info)) return;
    list.push(source, info);
  }

  /** The same dependence comes many times: once for each object at the base. */
  private isKnown(node: NodeId, list: number[], source: NodeId, info: number): boolean {
    if (list.length < 24) {
      for (let at = 0; at < list.length; at += 2)
        if (list[at] === source && list[at + 1] === info) return true;
      return false;
    }
    let set = this.sets.get(node);
    if (!set) {
      set = new Set();
      for (let at = 0; at < list.length; at += 2) set.add((list[at] ?? 0) + (list[at + 1] ?? 0) * 2 ** 26);
      this.sets.set(node, set);
    }
    const key = source + info * 2 ** 26;
    if (set.has(key)) return true;
    set.add(key);
    return false;
  }

  /** A node's edges, alternating: the source, then what `kindOf` and `labelOf` read. */
  edgesOf(node: NodeId): readonly number[] {
    return this.edges[node] ?? none;
  }

  /** Every node on which one of these depends, over edges of the kinds in `mask`; themselves included. */
  closure(start: Iterable<NodeId>, mask: number): Uint8Array {
    const seen = new Uint8Array(this.edges.length);
    const pending: NodeId[] = [];
    for (const node of start) {
      if (seen[node]) continue;
      seen[node] = 1;
      pending.push(node);
    }
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const list = this.edges[node];
      if (!list) continue;
      for (let at = 0; at < list.length; at += 2) {
        const source = list[at] ?? 0;
        if (seen[source] || !(mask & (1 << ((list[at + 1] ?? 0) & 3)))) continue;
        seen[source] = 1;
        pending.push(source);
      }
    }
    return seen;
  }

  /** Every node that depends on one of these, over edges of the kinds in `mask`; themselves included. */
  dependents(start: Iterable<NodeId>, mask: number): Uint8Array {
    const { offsets, targets } = this.reversed(mask);
    const seen = new Uint8Array(this.edges.length);
    const pending: NodeId[] = [...start];
    for (const node of pending) seen[node] = 1;
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const end = offsets[node + 1] ?? 0;
      for (let at = offsets[node] ?? 0; at < end; at++) {
        const to = targets[at] ?? 0;
        if (seen[to]) continue;
        seen[to] = 1;
        pending.push(to);
      }
    }
    return seen;
  }

  /** The same, but only those at most so many steps away. */
  dependentsWithin(start: Iterable<NodeId>, mask: number, steps: number): Set<NodeId> {
    const { offsets, targets } = this.reversed(mask);
    const seen = new Set(start);
    let frontier: NodeId[] = [...seen];
    for (let step = 0; step < steps && frontier.length > 0; step++) {
      const next: NodeId[] = [];
      for (const node of frontier) {
        const end = offsets[node + 1] ?? 0;
        for (let at = offsets[node] ?? 0; at < end; at++) {
          const to = targets[at] ?? 0;
          if (seen.has(to)) continue;
          seen.add(to);
          next.push(to);
        }
      }
      frontier = next;
    }
    return seen;
  }

  private readonly reverse = new Map<number, Reversed>();

  /** The edges by their source; made once, when nothing is added any more. */
  private reversed(mask: number): Reversed {
    const known = this.reverse.get(mask);
    if (known?.offsets.length === this.edges.length + 1) return known;
    const offsets = new Uint32Array(this.edges.length + 1);
    const each = (visit: (source: NodeId, node: NodeId) => void): void => {
      this.edges.forEach((list, node) => {
        if (!list) return;
        for (let at = 0; at < list.length; at += 2) {
          if (mask & (1 << ((list[at + 1] ?? 0) & 3))) visit(list[at] ?? 0, node);
        }
      });
    };
    each((source) => (offsets[source + 1] = (offsets[source + 1] ?? 0) + 1));
    for (let node = 0; node < this.edges.length; node++)
      offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
    const targets = new Uint32Array(offsets[this.edges.length] ?? 0);
    const next = offsets.slice();
    each((source, node) => {
      const at = next[source] ?? 0;
      targets[at] = node;
      next[source] = at + 1;
    });
    const made = { offsets, targets };
    this.reverse.set(mask, made);
    return made;
  }
}

const none: readonly number[] = [];

/** The kind of an edge as one bit of a mask. */
export function kindOf(info: number): number {
  return 1 << (info & 3);
}

/** The label of an edge. */
export function labelOf(info: number): number {
  const site = Math.floor(info / 8);
  return info & 4 ? -site : site;
}

interface Reversed {
  /** Where in `targets` the nodes that depend on a node begin. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}
