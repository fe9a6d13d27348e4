import { walkLua, type BinaryExpression, type LuaNode } from '../lua/index.js';
import type { EntryPoint } from '../openresty/index.js';
import type { Assumption } from './assumptions.js';
import { calledAt, callOf } from './call-names.js';
import { isExpression } from './expression-parts.js';
import type { StateFacts } from './facts.js';
import type { Instance, NodeId } from './objects.js';
import type { Route } from './routes.js';
import { commonTargets, dependsOn } from './search.js';
import { around, guardsOf, isFunction } from './source-tree.js';
import type { World } from './world.js';

/** How far a number may be carried before it is compared. */
const nearby = 8;

/** Not a request's: what a worker does when it starts and when it ends is its own affair. */
const ofTheWorker: ReadonlySet<EntryPoint['phase']> = new Set(['init', 'init_worker', 'exit_worker']);

/**
 * Comparisons of the worker's number with a constant in what a request runs, where the outcome can be observed: which
 * worker accepts a connection is the kernel's choice, so one request in so many is answered so.
 */
export function answersOfOneWorker(
  world: World,
  facts: StateFacts,
  routes: ReadonlyMap<Instance, readonly Route[]>,
  observable: Uint8Array,
): Assumption[] {
  const sites = world.sites.filter((site) =>
    calledAt(world, site).some((called) => called.kind === 'api' && called.path === 'ngx.worker.id'),
  );
  const numbers = commonTargets(world, new Set(sites.flatMap((site) => site.results.slice(0, 1))));
  const found: Assumption[] = [];
  for (const unit of new Set(sites.map(({ instance }) => instance.unit))) {
    for (const { node } of walkLua(unit.syntax.main)) {
      if (!isComparison(node)) continue;
      const fn = around(unit, node).find(isFunction);
      const tested = node.left.kind === 'number' ? node.right : node.left;
      for (const instance of fn ? world.runsOf(fn) : []) {
        const route = routes
          .get(instance)
          ?.find(({ entry }) => !ofTheWorker.has(entry.phase) && entry.codeCache);
        if (instance.era !== 'request' || !route) continue;
        if (!dependsOn(world, facts.nodesIn(tested, instance), numbers, { maxHops: nearby })) continue;
        const decided = decidedBy(world, node, instance);
        if (decided === undefined || observable[decided] !== 1 || picksTimer(world, node, instance)) continue;
        const { entry, functions } = route;
        const name = unit.syntax.text.slice(node.start, node.end);
        found.push({
          kind: 'one-worker',
          unit,
          span: node,
          name,
          repeats: undefined,
          entry,
          functions,
          related: [],
        });
        break;
      }
    }
  }
  return found;
}

function isComparison(node: LuaNode): node is BinaryExpression {
  if (!('kind' in node) || node.kind !== 'binary' || (node.operator !== '==' && node.operator !== '~='))
    return false;
  return node.left.kind === 'number' || node.right.kind === 'number';
}

/** The node of what the comparison becomes: a condition, a result, a variable's value. */
function decidedBy(world: World, node: BinaryExpression, instance: Instance): NodeId | undefined {
  const outers = around(instance.unit, node);
  const outer = outers.filter((one) => isExpression(one) && !isFunction(one)).at(-1) ?? node;
  if (!isExpression(outer)) return undefined;
  const condition = world.conditionNode(outer, instance);
  if (condition !== undefined) return condition;
  const statement = outers.find((one) => !isExpression(one));
  if (!statement || !('kind' in statement)) return undefined;
  if (statement.kind === 'return')
    return world.returnNode(instance, Math.max(0, statement.values.indexOf(outer)));
  if (statement.kind !== 'local') return undefined;
  const name = statement.names[statement.values.indexOf(outer)];
  const variable = name && instance.unit.scopes.variableOf(name);
  return variable && world.variableNode(variable, instance);
}

/** It says which worker starts a timer: one worker is meant, and gets to it with its own first request. */
function picksTimer(world: World, node: BinaryExpression, instance: Instance): boolean {
  return world.sites.some((site) => {
    const call = site.instance === instance ? callOf(site) : undefined;
    if (
      !call ||
      !calledAt(world, site).some((one) => one.kind === 'api' && one.path.startsWith('ngx.timer.'))
    )
      return false;
    return guardsOf(instance.unit, call).some(
      ({ condition }) => condition.start <= node.start && node.end <= condition.end,
    );
  });
}
