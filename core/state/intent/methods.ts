import { dataDependence, pickDependence } from '../dependence.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import type { Intent } from './intent.js';

/**
 * `for name in pairs(VERBS) do Api[name] = function(…) … end end`: functions that the source states itself, under names
 * that it states too. Whoever runs it, and however often, puts the same there.
 */
export const methods: Intent = {
  name: 'methods',
  summary: 'functions under names that the source states itself',
  holds: ({ facts, write }) => {
    const { how, value, key } = write.source;
    if (how !== 'assign' || value?.kind !== 'function' || !key) return false;
    if (facts.isDecidedByRequest(write) || facts.isDecidedBy(write, 'worker')) return false;
    return !isHandedKey(facts, write);
  },
};

/** The key comes from what the run was called with, or from outside of the program. */
function isHandedKey(facts: StateFacts, { instance, source }: Write): boolean {
  const { world } = facts;
  const { fn, unit } = instance;
  const from = world.solver.dependence.closure(
    source.key ? facts.nodesIn(source.key, instance) : [],
    dataDependence | pickDependence,
  );
  return (
    Object.values(world.sources).some((node) => from[node] === 1) ||
    fn.parameters.some((parameter) => {
      const variable = unit.scopes.variableOf(parameter);
      return variable !== undefined && from[world.variableNode(variable, instance)] === 1;
    })
  );
}
