import { walkLua, type Expression, type LuaNode, type Statement } from '../lua/index.js';
import type { StateFacts } from './facts.js';
import type { Instance } from './objects.js';
import { guardsOf, returnsOf, testedBy } from './source-tree.js';

/** One flag goes up or comes down at a place: by an assignment, or by a call of a function that does just that. */
export interface Turn {
  readonly flag: Expression;
  readonly isUp: boolean;
  readonly place: LuaNode;
}

/** What a statement does to a flag; `unlock()` does what the function does that it calls. */
export function turnsAt(facts: StateFacts, instance: Instance, statement: Statement): Turn[] {
  if (statement.kind === 'assign') return turnOf(statement);
  if (statement.kind !== 'call-statement') return [];
  return calleesOf(facts, instance, statement.call).flatMap(({ fn }) =>
    fn.body.statements
      .flatMap((one) => (one.kind === 'assign' ? turnOf(one) : []))
      .filter(({ flag, isUp }) => !isUp && flag.kind === 'name')
      .map((turn) => ({ ...turn, place: statement })),
  );
}

/** `if not lock() then return end`: the flags that a function found down, and set, where it answered with true. */
export function claimsBefore(facts: StateFacts, instance: Instance, node: LuaNode): Turn[] {
  return guardsOf(instance.unit, node).flatMap(({ condition, outcome }) => {
    const call = answeredWith(condition, outcome);
    const callees = call ? calleesOf(facts, instance, call) : [];
    return call && callees.length === 1
      ? callees.flatMap((callee) => claimsOf(callee)).map((flag) => ({ flag, isUp: true, place: call }))
      : [];
  });
}

function turnOf(statement: Statement): Turn[] {
  if (statement.kind !== 'assign' || statement.targets.length !== 1) return [];
  const [flag] = statement.targets;
  const [value] = statement.values;
  return flag && value?.kind === 'boolean' ? [{ flag, isUp: value.value, place: statement }] : [];
}

/** The functions of the same file that a call runs, none of which waits. */
function calleesOf(facts: StateFacts, instance: Instance, call: Expression): Instance[] {
  if (call.kind !== 'call' && call.kind !== 'method-call') return [];
  const callees = facts.yields.callees(call, instance);
  return callees.every((callee) => callee.unit === instance.unit && !facts.yields.mayYield(callee))
    ? callees
    : [];
}

/** The call that a condition shows to have answered with something. */
function answeredWith(condition: Expression, outcome: boolean): Expression | undefined {
  if (condition.kind === 'parenthesized') return answeredWith(condition.inner, outcome);
  if (condition.kind === 'unary' && condition.operator === 'not')
    return answeredWith(condition.operand, !outcome);
  return outcome && (condition.kind === 'call' || condition.kind === 'method-call') ? condition : undefined;
}

/** The module's variables that a function sets where it found them down, if it answers with true there and nowhere else. */
function claimsOf({ fn, unit }: Instance): Expression[] {
  const ups = [...walkLua(fn)].flatMap(({ node }) =>
    'kind' in node && node.kind === 'assign' ? turnOf(node).filter(({ isUp }) => isUp) : [],
  );
  return ups.flatMap(({ flag, place }) => {
    const variable = flag.kind === 'name' ? unit.scopes.variableOf(flag) : undefined;
    if (variable?.owner !== unit.syntax.main) return [];
    const isFoundDown = guardsOf(unit, place).some((guard) =>
      testedBy(guard).absent.some((one) => one.kind === 'name' && unit.scopes.variableOf(one) === variable),
    );
    const block = guardsOf(unit, place).at(0);
    const isOnlyAnswer = returnsOf(fn).every(({ values: [value], start }) => {
      const isFalsy = !value || value.kind === 'nil' || (value.kind === 'boolean' && !value.value);
      return isFalsy || (start >= place.end && start <= (block?.end ?? 0));
    });
    return isFoundDown && isOnlyAnswer ? [flag] : [];
  });
}
