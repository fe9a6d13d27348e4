import type { Expression, Variable } from '../lua/index.js';
import { callEffects } from './api.js';
import { initialOf } from './cells.js';
import type { StateFacts } from './facts.js';
import type { Instance } from './objects.js';
import { guardsOf, returnsOf, testedBy } from './source-tree.js';

/**
 * `if not M.ready() then M.init(config) end`, and in `init` `ready = true`: the function runs once in each worker,
 * whichever request comes first.
 */
export function runsOnce(facts: StateFacts, instance: Instance): boolean {
  return facts.once(instance, 'runs once', () => {
    const callers = facts.callers(instance).filter(({ caller }) => caller.era !== 'startup');
    return (
      callers.length > 0 &&
      !waits(facts, instance) &&
      callers.every(({ caller, span }) =>
        guardsOf(caller.unit, span)
          .flatMap((guard) => testedBy(guard).absent)
          .some((tested) => isMarkOf(facts, flagOf(facts, tested, caller), instance)),
      )
    );
  });
}

/** Some call puts the run aside; one that may be a plain function of Lua's, by its name, is taken to be that. */
function waits({ yields, world }: StateFacts, instance: Instance): boolean {
  return yields
    .calls(instance.fn)
    .filter((call) => yields.callYields(call, instance))
    .some((call) =>
      world
        .sitesAt(call, instance)
        .flatMap(({ callee }) => world.solver.objectsAt(callee))
        .every((object) => object.kind !== 'api' || callEffects[object.path]?.yields),
    );
}

/** The module's variable that is asked for, by its name or through a function that only returns it. */
function flagOf(facts: StateFacts, tested: Expression, caller: Instance): Variable | undefined {
  if (tested.kind === 'name') return caller.unit.scopes.variableOf(tested);
  if (tested.kind !== 'call' && tested.kind !== 'method-call') return undefined;
  const [callee, ...others] = facts.yields.callees(tested, caller);
  const [answer, ...more] = callee ? returnsOf(callee.fn) : [];
  const [value] = answer?.values ?? [];
  if (others.length > 0 || more.length > 0 || value?.kind !== 'name') return undefined;
  return callee?.unit.scopes.variableOf(value);
}

/** Down at first, and nobody but the function itself changes it, who only ever sets it. */
function isMarkOf({ world }: StateFacts, flag: Variable | undefined, { fn, unit }: Instance): boolean {
  if (flag?.owner !== unit.syntax.main) return false;
  const initial = initialOf(unit, flag.declaration);
  const writes = world.variableWrites.filter(({ cell }) => cell.variable === flag);
  const isDown = !initial || initial.kind === 'nil' || (initial.kind === 'boolean' && !initial.value);
  return (
    isDown &&
    writes.length > 0 &&
    writes.every(
      ({ instance, source: { value } }) => instance.fn === fn && value?.kind === 'boolean' && value.value,
    )
  );
}
