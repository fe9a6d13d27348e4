import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import type { Expression } from '../../lua/index.js';
import type { Intent } from './intent.js';

/**
 * `session = socket:sslhandshake(session)`: what the other side gives in exchange for what it was shown. Whoever gets
 * the newest has one that is as good as any.
 */
export const renewed: Intent = {
  name: 'renewed',
  summary: 'what another side gave in exchange for the value before',
  holds: ({ facts, write }) => {
    if (write.source.how !== 'assign' || facts.comesFrom(write, 'request')) return false;
    const values = facts.valuesOf(write);
    return values.length > 0 && values.every((value) => isAnswer(facts, value, write.instance));
  },
};

/** The results of a call that waits for somebody outside the program. */
function isAnswer(facts: StateFacts, value: Expression, instance: Instance): boolean {
  if (value.kind !== 'method-call') return false;
  const callees = facts.world
    .sitesAt(value, instance)
    .flatMap(({ callee }) => facts.world.solver.objectsAt(callee));
  return (
    callees.length > 0 &&
    callees.every(({ kind }) => kind === 'opaque' || kind === 'api') &&
    facts.yields.callYields(value, instance)
  );
}
