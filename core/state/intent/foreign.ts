import type { LuaNode } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import { identity } from '../holders.js';
import type { AbstractObject, Instance } from '../objects.js';
import { around, isFunction, placed } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `local sticky = require("balancer.sticky")`: what a variable holds that is set once, when its module is loaded, was
 * made by then. A table of a function that no module calls while it is loaded cannot be it, whatever the two share.
 */
export const foreign: Intent = {
  name: 'foreign',
  summary: 'a table that is made later than the variable was set',
  holds: ({ facts, cell }) => {
    const { root, unit, fields, variable } = cell;
    if (variable !== undefined || !root || root.isReassigned || root.owner !== unit.syntax.main) return false;
    const { solver } = facts.world;
    const held = solver
      .objectsAt(facts.world.variableNode(root, facts.world.module(unit)))
      .map((object) => identity(object));
    return (
      fields.length > 0 &&
      fields.every(({ object }) => held.includes(object) && isMadeLater(facts, solver.object(object)))
    );
  },
};

function isMadeLater(facts: StateFacts, object: AbstractObject): boolean {
  if (object.kind !== 'table') return false;
  const { unit, site } = object;
  const node = placed(unit, site as LuaNode)?.node;
  const maker = node && around(unit, node).find(isFunction);
  if (!maker || maker === unit.syntax.main) return false;
  const loading = facts.once(facts.world, 'runs while modules are loaded', () => runsAtLoad(facts));
  return ![...facts.world.runsOf(maker)].some((run) => loading.has(run));
}

/** One of many that a call may mean is no evidence that it means this one. */
const maxCallees = 2;

/** All that the main chunks of modules call. */
function runsAtLoad({ world }: StateFacts): Set<Instance> {
  const pending = [...world.moduleNames.keys()].map((unit) => world.module(unit));
  const found = new Set(pending);
  for (let at = pending.pop(); at; at = pending.pop()) {
    const edges = world.callsOf.get(at) ?? [];
    for (const { callee, span } of edges) {
      if (found.has(callee) || edges.filter((other) => other.span === span).length > maxCallees) continue;
      found.add(callee);
      pending.push(callee);
    }
  }
  return found;
}
