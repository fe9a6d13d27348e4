import type { Block, Expression, LuaNode } from '../../lua/index.js';
import type { LuaUnit } from '../../openresty/index.js';
import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import { claimsBefore, turnsAt } from '../claims.js';
import { runsOnce } from '../once.js';
import { around, guardsOf, testedBy } from '../source-tree.js';
import { yieldsBetween } from './scratch.js';

/** From where the flag is set to where the cell is used. */
const maxCalls = 2;

/**
 * `if self.running then return end; self.running = true; work(self); self.running = false`: whoever comes in between
 * leaves at once, so that what the work keeps in `self` is its own for as long as it lasts.
 */
export function isExclusive(facts: StateFacts, cell: WrittenCell): boolean {
  const places = [
    ...cell.writes.map(({ instance, source }) => ({ instance, node: source.target })),
    ...facts.reads(cell).map(({ instance, expression }) => ({ instance, node: expression })),
  ];
  return places.every(
    ({ instance, node }) =>
      runsOnce(facts, instance) || isInside(facts, cell, instance, node, node, maxCalls),
  );
}

/** @param user what stands at the node: the cell itself, or the call that leads to it */
function isInside(
  facts: StateFacts,
  cell: WrittenCell,
  instance: Instance,
  node: LuaNode,
  user: Expression,
  depth: number,
): boolean {
  if (flagsAround(facts, instance, node).some((flag) => isFlagOf(cell, flag, user, instance.unit)))
    return true;
  const callers = facts.callers(instance);
  return (
    depth > 0 &&
    callers.length > 0 &&
    callers.every(
      ({ caller, span }) =>
        caller !== instance && isInside(facts, cell, caller, span, span as Expression, depth - 1),
    )
  );
}

/**
 * The flags that were found down, then set, and are taken back later. The node may stand beside the setting, and
 * behind the taking back, as long as nothing waits in between.
 */
function flagsAround(facts: StateFacts, instance: Instance, node: LuaNode): Expression[] {
  const { unit } = instance;
  const waits = (from: number, to: number): boolean => yieldsBetween(facts, instance, from, to);
  const tested = guardsOf(unit, node)
    .flatMap((guard) => testedBy(guard).absent)
    .filter(({ end }) => end <= node.start);
  const claimed = claimsBefore(facts, instance, node);
  if (tested.length === 0 && claimed.length === 0) return [];
  const turns = around(unit, node)
    .filter((outer): outer is Block => 'statements' in outer)
    .flatMap(({ statements }) => statements.flatMap((one) => turnsAt(facts, instance, one)));
  const isSetAtOnce = (flag: Expression): boolean =>
    turns.some(
      ({ isUp, flag: other, place }) =>
        isUp && place.start > flag.end && isSame(unit, other, flag) && !waits(flag.end, place.end),
    );
  const isTakenBack = (flag: Expression): boolean =>
    turns.some(
      ({ isUp, flag: other, place }) =>
        !isUp &&
        isSame(unit, other, flag) &&
        (place.start >= node.end || (place.end <= node.start && !waits(place.end, node.start))),
    );
  return [...tested.filter(isSetAtOnce), ...claimed.map(({ flag }) => flag)].filter(isTakenBack);
}

/** One flag for the whole worker, or one beside the cell in the object that is worked on. */
function isFlagOf(cell: WrittenCell, flag: Expression, user: Expression, unit: LuaUnit): boolean {
  const { scopes, syntax } = unit;
  if (flag.kind === 'name') return scopes.variableOf(flag)?.owner === syntax.main;
  if (flag.kind !== 'index' || flag.object.kind !== 'name') return false;
  const owner = scopes.variableOf(flag.object);
  if (!owner || owner.isReassigned) return false;
  const isIt = (one: Expression): boolean => one.kind === 'name' && scopes.variableOf(one) === owner;
  if (owner.owner === syntax.main) return cell.unit === unit;
  if (user.kind === 'index') return isIt(user.object);
  if (user.kind === 'method-call') return isIt(user.object) || user.args.some(isIt);
  return user.kind === 'call' && user.args.some(isIt);
}

function isSame(unit: LuaUnit, a: Expression, b: Expression): boolean {
  if (a.kind === 'name' && b.kind === 'name')
    return unit.scopes.variableOf(a) !== undefined && unit.scopes.variableOf(a) === unit.scopes.variableOf(b);
  if (a.kind !== 'index' || b.kind !== 'index') return false;
  return (
    a.key.kind === 'string' &&
    b.key.kind === 'string' &&
    a.key.value === b.key.value &&
    isSame(unit, a.object, b.object)
  );
}
