import type { Expression, LuaNode, Variable } from '../../lua/index.js';
import { settingsBefore } from '../definitions.js';
import type { StateFacts } from '../facts.js';
import type { Instance, Write } from '../objects.js';
import { contains } from '../expression-parts.js';
import type { Intent } from './intent.js';

/**
 * `local info = {}; info[k] = …; cache[name] = info`: what is changed was made by the same run, which is still at work
 * on it. Whether it may be kept is asked where it is stored.
 */
export const fresh: Intent = {
  name: 'fresh',
  summary: 'a table that the same run made, on which it is still at work',
  holds: ({ facts, write }) => {
    const root = rootOf(write);
    if (!root) return false;
    const variable = write.instance.unit.scopes.variableOf(root);
    if (variable?.role !== 'local') return false;
    const place = placeIn(facts, variable, write.instance, root);
    if (!place) return false;
    const values = settingsBefore(variable, place, write.instance.unit);
    return values?.every((value) => value.kind === 'table') === true && isOwn(facts, write, variable);
  },
};

/** The variable through which the changed table is reached; undefined for a change of the variable itself. */
function rootOf({ source: { how, target } }: Write): (Expression & { kind: 'name' }) | undefined {
  let at: Expression | undefined = how === 'assign' && target.kind === 'index' ? target.object : undefined;
  if (how !== 'assign') at = target;
  while (at?.kind === 'index') at = at.object;
  return at?.kind === 'name' ? at : undefined;
}

/** Where the variable's owner is when the write happens; undefined where the owner may have ended before. */
function placeIn(
  facts: StateFacts,
  variable: Variable,
  instance: Instance,
  node: LuaNode,
): LuaNode | undefined {
  if (variable.owner === instance.fn) return instance.era === 'startup' ? undefined : node;
  const { definer } = instance;
  if (definer?.fn !== variable.owner || definer.era !== instance.era) return undefined;
  return isCalledBy(facts, instance, definer, 3) ? instance.fn : undefined;
}

/** Whoever calls the closure was called by the run that made it. */
function isCalledBy(facts: StateFacts, instance: Instance, maker: Instance, depth: number): boolean {
  const callers = facts.callers(instance);
  return (
    callers.length > 0 &&
    callers.every(
      ({ caller }) => caller === maker || (depth > 1 && isCalledBy(facts, caller, maker, depth - 1)),
    )
  );
}

/** The table that is changed was made by the run too: it is not somebody else's that the new one holds. */
function isOwn({ world: { solver } }: StateFacts, { base, instance }: Write, { owner }: Variable): boolean {
  if (base === undefined || solver.isWide(base)) return false;
  const tables = solver.objectsAt(base).filter((object) => object.kind === 'table');
  return (
    tables.length > 0 &&
    tables.every(
      (table) =>
        table.era !== 'startup' && table.unit === instance.unit && contains(owner, table.site as LuaNode),
    )
  );
}
