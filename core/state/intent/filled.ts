import type { Expression, LuaNode } from '../../lua/index.js';
import { identity } from '../holders.js';
import type { Instance } from '../objects.js';
import { guardsOf, testedBy } from '../source-tree.js';
import type { Case, Intent } from './intent.js';

/** Callers of callers, so many times. */
const maxDepth = 3;

/**
 * `if #servers == 0 then for … do insert(servers, read_line()) end end`, here or in whoever calls it: a list that is
 * filled when it is found empty, with nothing that a request or chance brings. Every worker fills it alike, once.
 */
export const filled: Intent = {
  name: 'filled',
  summary: 'a list that is filled when it is found empty, and with the same in every worker',
  holds: (one) => {
    const { facts, cell, write } = one;
    return (
      write.source.how === 'insert' &&
      isFoundEmpty(one, write.instance, write.source.target, maxDepth) &&
      !facts.isSelfComputed(write, cell) &&
      !facts.comesFrom(write, 'request') &&
      !facts.comesFrom(write, 'random') &&
      !facts.comesFrom(write, 'worker')
    );
  },
};

function isFoundEmpty(one: Case, instance: Instance, node: LuaNode, depth: number): boolean {
  const isEmpty = guardsOf(instance.unit, node).some((guard) =>
    testedBy(guard).absent.some((tested) => asksForAny(one, tested, instance)),
  );
  if (isEmpty) return true;
  const callers = one.facts.callers(instance).filter(({ caller }) => caller.era !== 'startup');
  return (
    depth > 0 &&
    callers.length > 0 &&
    callers.every(({ caller, span }) => isFoundEmpty(one, caller, span, depth - 1))
  );
}

/** `#list` and `next(list)` ask whether there is anything at all; `list[k]` only whether k is there. */
function asksForAny(one: Case, tested: Expression, instance: Instance): boolean {
  if (tested.kind === 'parenthesized') return asksForAny(one, tested.inner, instance);
  if (tested.kind === 'unary') return tested.operator === '#' && isCell(one, tested.operand, instance);
  const [list] = tested.kind === 'call' ? tested.args : [];
  if (tested.kind !== 'call' || list === undefined || !isCell(one, list, instance)) return false;
  const { solver } = one.facts.world;
  return one.facts.world
    .sitesAt(tested, instance)
    .flatMap((site) => solver.objectsAt(site.callee))
    .some((object) => object.kind === 'api' && (object.path === 'next' || object.path === 'table.isempty'));
}

function isCell({ facts, cell }: Case, list: Expression, instance: Instance): boolean {
  const node = facts.nodeOf(list, instance);
  const held = node === undefined ? [] : facts.world.solver.objectsAt(node).map(identity);
  return cell.fields.some(({ object }) => held.includes(object));
}
