import type { StateFacts } from '../facts.js';
import type { Instance } from '../objects.js';
import type { Intent } from './intent.js';

/**
 * `ngx.timer.at(0, check); count(name, 1)`, and in `check` `if not ngx.timer.at(1, check) then count(name, -1) end`: how
 * many timers of its own the worker has going. It only decides, and is shown to nobody.
 */
export const running: Intent = {
  name: 'running',
  summary: 'how many timers of its own the worker has going',
  holds: ({ facts, cell }) => {
    if (cell.isShownAsData) return false;
    const goes = (operator: string): boolean =>
      cell.writes.some((write) => facts.hasOperatorIn(write, operator) && facts.isSelfComputed(write, cell));
    if (!goes('+') || !goes('-')) return false;
    const runs = cell.writes.flatMap(({ instance }) => runsOf(facts, instance));
    return runs.every((run) => startsTimer(facts, run)) && runs.some((run) => facts.runsInTimer(run));
  },
};

/** The run itself where it starts a timer, or else whoever calls it: `count(name, 1)`, for each run of the function. */
function runsOf(facts: StateFacts, instance: Instance): Instance[] {
  if (startsTimer(facts, instance)) return [instance];
  const runs = facts.world.runsOf(instance.fn);
  const callers = runs.flatMap((run) => facts.callers(run).map(({ caller }) => caller));
  return callers.length > 0 ? callers : [instance];
}

function startsTimer({ world, yields }: StateFacts, instance: Instance): boolean {
  return yields
    .calls(instance.fn)
    .flatMap((call) => world.sitesAt(call, instance))
    .flatMap(({ callee }) => world.solver.objectsAt(callee))
    .some(
      (object) =>
        object.kind === 'api' && (object.path === 'ngx.timer.at' || object.path === 'ngx.timer.every'),
    );
}
