import type { Expression } from '../../lua/index.js';
import { definitionsOf } from '../definitions.js';
import type { Write } from '../objects.js';
import { guardsOf, testedBy, type Guard } from '../source-tree.js';
import type { Intent } from './intent.js';
import { isReset } from './values.js';

/**
 * `if known[k] then return end; local ok, err = make(k); if not ok and err ~= "exists" then return err end; known[k] =
 * true`, with the mark set for both answers: something outside that is so from then on, whoever did it. A worker that
 * does not know it yet asks once more, and nothing changes.
 */
export const ensured: Intent = {
  name: 'ensured',
  summary: 'a note that something outside is so, whoever saw to it',
  holds: ({ facts, cell, write }) => {
    const marks = cell.writes.filter((one) => !isReset(one, cell));
    return (
      marks.includes(write) &&
      marks.every(
        (one) =>
          one.instance === write.instance &&
          isTrue(one) &&
          facts.guards(one, cell).some(({ missesCell }) => missesCell),
      ) &&
      isSetEitherWay(marks)
    );
  },
};

function isTrue({ source: { how, value } }: Write): boolean {
  return how === 'assign' && value?.kind === 'boolean' && value.value;
}

/** One call may fail or not, and the mark is set in both cases. */
function isSetEitherWay(marks: readonly Write[]): boolean {
  const failures = marks.map((mark) =>
    guardsOf(mark.instance.unit, mark.source.target).filter(({ condition }) => isOfCall(condition, mark)),
  );
  return failures.some((some, index) =>
    failures.some(
      (others, other) => other !== index && some.some((one) => others.some((two) => isOpposite(one, two))),
    ),
  );
}

function isOpposite(one: Guard, two: Guard): boolean {
  return one.condition === two.condition && one.outcome !== two.outcome;
}

/** `not ok`, where `ok` is what a call answered. */
function isOfCall(condition: Expression, { instance }: Write): boolean {
  const [tested] = testedBy({ condition, outcome: true }).absent;
  if (tested?.kind !== 'name') return false;
  const values = definitionsOf(tested, instance, 1);
  return values.length > 0 && values.every(({ kind }) => kind === 'call' || kind === 'method-call');
}
