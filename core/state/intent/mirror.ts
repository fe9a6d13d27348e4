import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { isOwnStep, type Read } from '../reads.js';
import { around } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `dict:incr("deleted", 1); deleted = deleted + 1`, beside `if deleted ~= shared then sync(); deleted = shared end`:
 * what the worker has seen of a count that all share. It adds what it adds there itself, and only asks whether the two
 * are the same.
 */
export const mirror: Intent = {
  name: 'mirror',
  summary: 'what the worker has seen of a count in a shared dictionary',
  holds: ({ facts, cell, write }) =>
    write.step !== undefined &&
    addsToShared(facts, write) &&
    cell.writes.some((other) => other.step === undefined && facts.comesFrom(other, 'shared')) &&
    facts.reads(cell).every((read) => isOwnStep(cell, read) || isCompared(read)),
};

/** The same function adds as much to a count in a shared dictionary. */
function addsToShared({ world, yields }: StateFacts, { instance, step }: Write): boolean {
  return yields.calls(instance.fn).some((call) => {
    const amount = call.args[call.kind === 'method-call' ? 1 : 2];
    return (
      amount?.kind === 'number' &&
      amount.value === step &&
      world
        .sitesAt(call, instance)
        .flatMap(({ callee }) => world.solver.objectsAt(callee))
        .some((object) => object.kind === 'api' && /^ngx\.shared\.[^.]+\.incr$/.test(object.path))
    );
  });
}

function isCompared({ instance, expression }: Read): boolean {
  const [outer] = around(instance.unit, expression);
  return (
    outer !== undefined &&
    'kind' in outer &&
    outer.kind === 'binary' &&
    (outer.operator === '==' || outer.operator === '~=')
  );
}
