import type { WrittenCell } from '../cells.js';
import { dataDependence, pickDependence } from '../dependence.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { isExpression } from '../expression-parts.js';
import { around } from '../source-tree.js';
import { yieldsBetween } from './scratch.js';

/**
 * `for k, v in pairs(t) do n = n + 1; buffer[n] = v end; socket:connect(…); socket:send(concat(buffer))`: the run lays
 * out what it was handed in a table of the worker, waits, and then takes the table as a whole. Another run that began
 * meanwhile has laid out its own over it.
 */
export function isMixedUp(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const { instance, source, span } = write;
  const { target } = source;
  if (source.how !== 'assign' || target.kind !== 'index' || target.key.kind !== 'name') return false;
  // A place that the run counts up to itself; what is kept under a key that it was handed is another entry.
  const place = instance.unit.scopes.variableOf(target.key);
  if (place?.role !== 'local' || !place.isReassigned || place.owner !== instance.fn) return false;
  if (!isHanded(facts, write)) return false;
  return facts.reads(cell).some(({ instance: reader, expression }) => {
    if (reader !== instance || expression.kind !== 'name' || expression.start < span.end) return false;
    const [call] = around(instance.unit, expression);
    const isWhole = call !== undefined && isExpression(call) && call.kind === 'call';
    return isWhole && yieldsBetween(facts, instance, span.end, expression.start);
  });
}

/** The value comes from what the run was called with, or is found in it. */
function isHanded(facts: StateFacts, { instance, source }: Write): boolean {
  const { fn, unit } = instance;
  if (!source.value) return false;
  const { world } = facts;
  const from = world.solver.dependence.closure(
    facts.nodesIn(source.value, instance),
    dataDependence | pickDependence,
  );
  return fn.parameters.some((parameter) => {
    const variable = unit.scopes.variableOf(parameter);
    return variable !== undefined && from[world.variableNode(variable, instance)] === 1;
  });
}
