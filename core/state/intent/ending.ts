import type { Expression } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import type { Instance, Write } from '../objects.js';
import { guardsOf } from '../source-tree.js';
import type { Intent } from './intent.js';
import { isFlag, isReset } from './values.js';

/** `if ngx.worker.exiting() then leaving = true end`: that this worker is about to end, which is nobody else's affair. */
export const ending: Intent = {
  name: 'ending',
  summary: 'a note that this worker is about to end',
  holds: ({ facts, cell }) =>
    cell.writes.some((write) => isAtEnd(facts, write)) &&
    cell.writes.every(
      (write) =>
        isReset(write, cell) || (isSaid(write) && (isAtEnd(facts, write) || isPremature(facts, write))),
    ),
};

function isSaid({ source: { how, value } }: Write): boolean {
  return how === 'assign' && isFlag(value);
}

/** nginx says so. */
function isAtEnd(facts: StateFacts, { instance, source }: Write): boolean {
  return guardsOf(instance.unit, source.target).some(
    ({ condition, outcome }) => outcome && asksForEnd(facts, condition, instance),
  );
}

function asksForEnd(facts: StateFacts, condition: Expression, instance: Instance): boolean {
  if (condition.kind === 'parenthesized') return asksForEnd(facts, condition.inner, instance);
  if (condition.kind !== 'call') return false;
  return facts.world
    .sitesAt(condition, instance)
    .flatMap(({ callee }) => facts.world.solver.objectsAt(callee))
    .some((object) => object.kind === 'api' && object.path === 'ngx.worker.exiting');
}

/** The first thing that a timer's function is told is whether the worker is exiting. */
function isPremature(facts: StateFacts, { instance, source }: Write): boolean {
  const { fn, unit } = instance;
  const [premature] = fn.parameters;
  const told = premature && unit.scopes.variableOf(premature);
  return (
    facts.runsInTimer(instance) &&
    guardsOf(unit, source.target).some(
      ({ condition, outcome }) =>
        outcome && condition.kind === 'name' && told && unit.scopes.variableOf(condition) === told,
    )
  );
}
