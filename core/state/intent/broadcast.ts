import { dependsOn, targets } from '../search.js';
import type { StateFacts } from '../facts.js';
import type { LuaNode } from '../../lua/index.js';
import type { Instance, Write } from '../objects.js';
import type { Intent } from './intent.js';

/**
 * `events.register(function(data) apps = data end, …)`: what one worker tells all of them, itself included, is the same
 * in each. Not where it is only added to what a worker has already, nor where somebody else brings another value.
 */
export const broadcast: Intent = {
  name: 'broadcast',
  summary: 'what an event brings to every worker alike',
  holds: ({ facts, cell, write }) => {
    if (facts.broadcasts.size === 0 || write.source.how !== 'assign') return false;
    if (cell.variable === undefined && write.source.key?.kind !== 'string') return false;
    if (facts.comesFrom(write, 'request') || facts.comesFrom(write, 'random')) return false;
    if (facts.isDecidedBy(write, 'worker')) return false;
    const isOwn = facts.isSelfComputed(write, cell);
    return isHanded(facts, write) || (!isOwn && comesFromEvent(facts, write));
  },
};

/** The value is the handler's own parameter, and nobody but the library calls the handler. */
function isHanded(facts: StateFacts, { instance, source: { value } }: Write): boolean {
  if (value?.kind !== 'name') return false;
  const node = facts.nodeOf(value, instance);
  const variable = instance.unit.scopes.variableOf(value);
  if (node === undefined || !variable || variable.isReassigned || !facts.broadcasts.has(node)) return false;
  return !facts.callers(instance).some(({ caller, span }) => calls(facts, caller, span, instance));
}

/** The call is one of the function itself; one that is handed the function may call it, or not. */
function calls({ world }: StateFacts, caller: Instance, span: LuaNode, { fn }: Instance): boolean {
  return world
    .sitesAt(span, caller)
    .flatMap(({ callee }) => world.solver.objectsAt(callee))
    .some((object) => object.kind === 'function' && object.fn === fn);
}

function comesFromEvent(facts: StateFacts, write: Write): boolean {
  return dependsOn(
    facts.world,
    facts.valuesOf(write).flatMap((value) => facts.nodesIn(value, write.instance)),
    targets(facts.world, facts.broadcasts),
  );
}
