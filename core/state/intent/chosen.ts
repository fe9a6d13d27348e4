import { dictWriters } from '../api.js';
import type { StateFacts } from '../facts.js';
import type { AnyCall, Instance } from '../objects.js';
import { guardsOf, type Guard } from '../source-tree.js';
import type { Expression } from '../../lua/index.js';
import type { LuaUnit } from '../../openresty/index.js';
import type { Intent } from './intent.js';

/**
 * `if metric.isLocal then values[k] = v return end dict:set(k, v)`: the program knows both, the worker's own table and
 * the shared dictionary, and says of each value where it belongs. Not where it asks whether there is a dictionary: the
 * table is then what remains without one.
 */
export const chosen: Intent = {
  name: 'chosen',
  summary: 'kept in the worker by choice, beside others that go to a shared dictionary under the same key',
  holds: ({ facts, write: { instance, source } }) => {
    const { target } = source;
    if (target.kind !== 'index') return false;
    const choices = guardsOf(instance.unit, target).filter(({ condition }) =>
      asks(facts, condition, instance),
    );
    if (choices.length === 0) return false;
    return facts.yields
      .calls(instance.fn)
      .some(
        (call) =>
          isSame(call.args[0], target.key, instance.unit) &&
          isSharedWrite(facts, call, instance) &&
          isOtherwise(choices, guardsOf(instance.unit, call)),
      );
  },
};

/** Some choice came out the other way. */
function isOtherwise(choices: readonly Guard[], guards: readonly Guard[]): boolean {
  return guards.some(({ condition, outcome }) =>
    choices.some((choice) => choice.condition === condition && choice.outcome !== outcome),
  );
}

/** A plain question, to something else than a dictionary or a request. */
function asks(facts: StateFacts, condition: Expression, instance: Instance): boolean {
  if (condition.kind === 'unary' && condition.operator === 'not')
    return asks(facts, condition.operand, instance);
  if (condition.kind !== 'name' && condition.kind !== 'index') return false;
  if (facts.expressionComesFrom(condition, instance, 'request')) return false;
  return !facts
    .nodesIn(condition, instance)
    .flatMap((node) => facts.world.solver.objectsAt(node))
    .some((object) => object.kind === 'api');
}

function isSharedWrite({ world }: StateFacts, call: AnyCall, instance: Instance): boolean {
  return world
    .sitesAt(call, instance)
    .flatMap(({ callee }) => world.solver.objectsAt(callee))
    .some((object) => {
      const method = object.kind === 'api' ? /^ngx\.shared\.[^.]+\.(\w+)$/.exec(object.path)?.[1] : undefined;
      return method !== undefined && dictWriters.has(method);
    });
}

function isSame(a: Expression | undefined, b: Expression, { scopes }: LuaUnit): boolean {
  if (a?.kind !== 'name' || b.kind !== 'name') return false;
  const variable = scopes.variableOf(a);
  return variable !== undefined && variable === scopes.variableOf(b);
}
