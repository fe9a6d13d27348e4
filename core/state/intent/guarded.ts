import type { Expression } from '../../lua/index.js';
import { definitionsOf } from '../definitions.js';
import { partsOf } from '../expression-parts.js';
import { anyKey } from '../solver.js';
import { isTakenBack } from '../taken-back.js';
import { isConstant, isFlag } from './values.js';
import type { Case, Intent } from './intent.js';
import { isRefilled } from './scratch.js';

/** A request's own data in the value: the first request would decide for all. */
function carriesRequest({ facts, write }: Case): boolean {
  return facts.comesFrom(write, 'request');
}

function isContainer({ cell }: Case): boolean {
  return cell.fields.some(({ key }) => key === anyKey);
}

/** `if not cache[k] then cache[k] = compute(k) end`, `x = x or compute()`: every worker computes the same. */
export const memo: Intent = {
  name: 'memo',
  summary: 'a value that is computed when it is missing, and is the same in every worker',
  holds: (one) => {
    const { facts, cell, write } = one;
    // A constant says that something was seen: that is memory, not a memo.
    const values = facts.valuesOf(write);
    const says = values.every((value) => value.kind !== 'table' && isConstant(value));
    if (write.source.how === 'insert' || says || facts.isWhenSeen(write)) return false;
    if (
      !facts.guards(write, cell).some(({ missesCell }) => missesCell) &&
      !facts.isMissedByCallers(write, cell)
    )
      return false;
    // `x = parse(text); if strict then x = anchored(x) end`: made in two steps.
    const isOnward =
      facts.isSelfComputed(write, cell) && !isRefilled(facts, cell, write) && !isMadeAnew(one, values);
    return !isOnward && !carriesRequest(one) && !facts.comesFrom(write, 'random');
  },
};

/**
 * `if not cache then cache = new(size) end`: there was nothing that the new one could be made of, whatever way there
 * seems to be from the old one through what it was handed to.
 */
function isMadeAnew({ facts, cell, write }: Case, values: readonly Expression[]): boolean {
  const { instance, source } = write;
  if (cell.variable === undefined || source.how !== 'assign') return false;
  const own = new Set(facts.reads(cell).map(({ expression }) => expression));
  const isMissing = facts
    .guards(write, cell)
    .some(
      ({ condition, outcome }) =>
        outcome && condition.kind === 'unary' && condition.operator === 'not' && own.has(condition.operand),
    );
  return (
    isMissing &&
    values.every(
      (value) =>
        value.kind === 'call' &&
        partsOf(value).every(
          (part) =>
            !definitionsOf(part, instance, 3)
              .flatMap(partsOf)
              .some((one) => own.has(one)),
        ),
    )
  );
}

/** `if not started then started = true; … end`, and flags that the same worker's timer takes back. */
export const latch: Intent = {
  name: 'latch',
  summary: 'a flag with which a worker remembers what it did or has under way itself',
  holds: (one) => {
    const { facts, cell, write } = one;
    if (isTakenBack(facts, write, cell)) return true;
    if (isContainer(one) || write.source.value?.kind !== 'boolean') return false;
    if (facts.guards(write, cell).some(({ missesCell }) => missesCell)) return true;
    // The other half of a latch: the timer that was started takes the flag back.
    return (
      write.instance.era === 'timer' &&
      cell.writes.some(
        (other) =>
          other !== write &&
          other.source.value?.kind === 'boolean' &&
          facts.guards(other, cell).some(({ missesCell }) => missesCell),
      )
    );
  },
};

/** `if version ~= current then rules = build(); current = version end`. */
export const version: Intent = {
  name: 'version',
  summary: 'a copy that is rebuilt when a version says that the original changed',
  holds: (one) => {
    const { facts, cell, write } = one;
    if (facts.isSelfComputed(write, cell) || carriesRequest(one)) return false;
    return facts.guards(write, cell).some((guard) => {
      if (guard.comparesCell)
        return !isConstant(guard.compared.find((side) => !facts.readsCell(side, write.instance, cell)));
      const others = facts.cellsWrittenIn(write.instance, guard, cell);
      return [...guard.compared, ...guard.absent].some((side) =>
        others.some((other) => facts.readsCell(side, write.instance, other)),
      );
    });
  },
};

/**
 * `settings = read_settings()`: a value made of nothing that requests bring, that chance decides or that was there
 * before is the same in every worker that makes it. Not where only one worker makes it, nor for a constant, which
 * says that something happened.
 */
export const derived: Intent = {
  name: 'derived',
  summary: 'a value that every worker derives from the same: a file, a dictionary, the configuration',
  holds: (one) => {
    const { facts, cell, write } = one;
    if (isDerived(one)) return true;
    // The default of the same choice: `if conf then limit = conf.limit else limit = 10 end`.
    return (
      write.source.how === 'assign' &&
      facts.valuesOf(write).every(isConstant) &&
      !facts.isDecidedByRequest(write) &&
      (write.instance.era === 'timer' ||
        cell.writes.some(
          (other) =>
            other !== write &&
            other.instance.fn === write.instance.fn &&
            isDerived({ facts, cell, write: other }),
        ))
    );
  },
};

function isDerived(one: Case): boolean {
  const { facts, cell, write } = one;
  const { how, value } = write.source;
  if (value === undefined && how !== 'assign') return false;
  const isKept = how === 'assign' || how === 'raw';
  if (!isKept && !isRefilled(facts, cell, write)) return false;
  if (isKept && value !== undefined && facts.valuesOf(write).every(isFlag)) return false;
  if (facts.isSelfComputed(write, cell) || carriesRequest(one)) return false;
  // Under a key that a request brings anything is a note that it was here.
  if (facts.keyComesFrom(write, 'request')) return false;
  if (facts.comesFrom(write, 'random') || facts.comesFrom(write, 'worker')) return false;
  // The time of the last request is shown, and not only how old something of the worker's is.
  if (write.instance.era === 'request' && cell.isShownAsData && facts.isTime(write)) return false;
  return !facts.isDecidedBy(write, 'worker');
}
