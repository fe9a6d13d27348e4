import { anyDependence } from './dependence.js';
import { addressOfVariable, type WrittenCell } from './cells.js';
import type { Instance, Write } from './objects.js';
import { commonTargets, dependsOn } from './search.js';
import { placed } from './source-tree.js';
import type { World } from './world.js';

/** How near the random part must be: `random.bytes(16)`, not something far away that once had to do with chance. */
const nearby = 8;

/** A module's variable that is made at random when the module loads, which is after the fork. */
export interface LateSeed {
  readonly cell: Pick<WrittenCell, 'variable' | 'name' | 'kind' | 'unit' | 'declaration' | 'address'>;
  readonly write: Write;
  /** The runs that load the module. */
  readonly loaders: readonly Instance[];
}

/**
 * What the workers make for themselves because nothing in init_by_lua loads the module: each loads it with its first
 * request, and what is random in its main chunk comes out differently.
 * @param beforeFork the runs of init_by_lua
 */
export function lateSeeds(world: World, beforeFork: readonly Instance[]): LateSeed[] {
  const early = reachedFrom(world, beforeFork);
  const { solver } = world;
  const shown = solver.dependence.closure(world.sinks, anyDependence);
  const random = commonTargets(world, new Set([world.sources.random]));
  return world.startupVariables().flatMap(({ variable, instance, node }): LateSeed[] => {
    const loaders = [...(world.loaders.get(instance) ?? [])];
    if (variable.capturedBy.length === 0 || loaders.length === 0 || early.has(instance) || shown[node] !== 1)
      return [];
    if (!dependsOn(world, [node], random, { maxHops: nearby })) return [];
    const { unit } = instance;
    const statement = placed(unit, variable.declaration)?.parent?.node;
    if (!statement || !('kind' in statement) || statement.kind !== 'local') return [];
    const value = statement.values[statement.names.indexOf(variable.declaration)];
    // A function or a library is no value; what it returns may be one.
    if (!value || value.kind === 'function' || value.kind === 'table' || isCode(world, node)) return [];
    return [
      {
        cell: {
          variable,
          name: variable.name,
          kind: 'upvalue',
          unit,
          declaration: variable.declaration,
          address: addressOfVariable(world, instance, variable),
        },
        write: {
          instance,
          span: statement,
          step: undefined,
          base: undefined,
          source: { target: variable.declaration, key: undefined, value, node, how: 'assign' },
        },
        loaders,
      },
    ];
  });
}

function isCode({ solver }: World, node: number): boolean {
  const objects = solver.objectsAt(node);
  return objects.some(
    ({ kind }) => kind === 'function' || kind === 'api' || kind === 'opaque' || kind === 'table',
  );
}

function reachedFrom(world: World, start: readonly Instance[]): Set<Instance> {
  const loads = new Map<Instance, Instance[]>();
  for (const [module, loaders] of world.loaders) {
    for (const loader of loaders) loads.set(loader, [...(loads.get(loader) ?? []), module]);
  }
  const found = new Set(start);
  const pending = [...start];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const next of [
      ...(world.callsOf.get(at) ?? []).map(({ callee }) => callee),
      ...(loads.get(at) ?? []),
    ]) {
      if (found.has(next)) continue;
      found.add(next);
      pending.push(next);
    }
  }
  return found;
}
