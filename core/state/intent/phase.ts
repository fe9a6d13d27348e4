import type { Expression, LuaNode } from '../../lua/index.js';
import { definitionsOf } from '../definitions.js';
import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import { around, guardsOf, type Guard } from '../source-tree.js';
import type { Intent } from './intent.js';

/** What nginx runs before there are requests: the same in every worker. */
const startPhases: ReadonlySet<string> = new Set(['init', 'init_worker']);
const maxDepth = 2;

/**
 * `assert(ngx.get_phase() == "init", "…")`: no request gets past it, so what comes after happens as the server starts,
 * whoever may call the function.
 */
export const phase: Intent = {
  name: 'phase',
  summary: 'a change that is only let through while the server starts',
  holds: ({ facts, write }) => isAtStart(facts, write.instance, write.source.target, maxDepth),
};

function isAtStart(facts: StateFacts, instance: Instance, node: LuaNode, depth: number): boolean {
  const guards = [...guardsOf(instance.unit, node), ...demandsBefore(facts, instance, node)];
  if (guards.some((guard) => saysStart(facts, instance, guard))) return true;
  const callers = facts.callers(instance).filter(({ caller }) => caller.era !== 'startup');
  return (
    depth > 0 &&
    callers.length > 0 &&
    callers.every(({ caller, span }) => isAtStart(facts, caller, span, depth - 1))
  );
}

type Demand = Pick<Guard, 'condition' | 'outcome'>;

/** `assert(condition)`, and `if not condition then error(…) end`, among the statements that must have run before. */
function demandsBefore(facts: StateFacts, instance: Instance, node: LuaNode): Demand[] {
  return around(instance.unit, node).flatMap((outer) => {
    if (!('statements' in outer)) return [];
    return outer.statements.flatMap((statement): Demand[] => {
      if (statement.end > node.start) return [];
      if (statement.kind === 'call-statement' && calls(facts, statement.call, instance, 'assert')) {
        const [condition] = statement.call.kind === 'call' ? statement.call.args : [];
        return condition ? [{ condition, outcome: true }] : [];
      }
      if (statement.kind !== 'if' || statement.otherwise) return [];
      return statement.clauses
        .filter(({ body }) => {
          const last = body.statements.at(-1);
          return last?.kind === 'call-statement' && calls(facts, last.call, instance, 'error');
        })
        .map(({ condition }) => ({ condition, outcome: false }));
    });
  });
}

/** The condition says that the phase is one of those at the start: `phase == "init" or phase == "init_worker"`. */
function saysStart(facts: StateFacts, instance: Instance, { condition, outcome }: Demand): boolean {
  switch (condition.kind) {
    case 'parenthesized':
      return saysStart(facts, instance, { condition: condition.inner, outcome });
    case 'unary':
      return (
        condition.operator === 'not' &&
        saysStart(facts, instance, { condition: condition.operand, outcome: !outcome })
      );
    case 'binary': {
      const { operator, left, right } = condition;
      const side = (one: Expression): boolean => saysStart(facts, instance, { condition: one, outcome });
      if (operator === 'and' || operator === 'or') {
        const isBoth = (operator === 'and') === outcome;
        return isBoth ? side(left) || side(right) : side(left) && side(right);
      }
      if (operator !== (outcome ? '==' : '~=')) return false;
      return [
        [left, right],
        [right, left],
      ].some(
        ([name, value]) =>
          value?.kind === 'string' && startPhases.has(value.value) && name && isPhase(facts, instance, name),
      );
    }
    default:
      return false;
  }
}

/** What `ngx.get_phase()` answered. */
function isPhase(facts: StateFacts, instance: Instance, value: Expression): boolean {
  const values = definitionsOf(value, instance, 2);
  return values.length > 0 && values.every((one) => calls(facts, one, instance, 'ngx.get_phase'));
}

function calls(facts: StateFacts, value: Expression, instance: Instance, path: string): boolean {
  if (value.kind !== 'call') return false;
  const callees = facts.world
    .sitesAt(value, instance)
    .flatMap(({ callee }) => facts.world.solver.objectsAt(callee));
  return callees.length > 0 && callees.every((callee) => callee.kind === 'api' && callee.path === path);
}
