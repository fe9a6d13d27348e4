import { walkLua, type Expression } from '../../lua/index.js';
import { definitionsOf } from '../definitions.js';
import type { StateFacts } from '../facts.js';
import type { Instance, NodeId } from '../objects.js';
import { returnsOf } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `if not picker then picker = picking.new(nodes) end`: a thing that a function of the program makes of what it is
 * handed. What the program may later keep in it is another matter; nothing of a request goes in where it is made.
 */
export const made: Intent = {
  name: 'made',
  summary: 'a thing that is made when it is missing, of nothing that requests bring',
  holds: ({ facts, cell, write }) => {
    const { instance, source } = write;
    if (source.how !== 'assign' || facts.isSelfComputed(write, cell)) return false;
    if (!facts.guards(write, cell).some(({ missesCell }) => missesCell)) return false;
    if (source.key && facts.keyComesFrom(write, 'request')) return false;
    const values = facts.valuesOf(write);
    return values.length > 0 && values.every((value) => isMadeOfNoRequest(facts, value, instance));
  },
};

function isMadeOfNoRequest(facts: StateFacts, value: Expression, instance: Instance): boolean {
  if (value.kind !== 'call' && value.kind !== 'method-call') return false;
  if (value.args.some((arg) => bringsIn(facts, facts.nodesIn(arg, instance)))) return false;
  const makers = facts.yields.callees(value, instance);
  return makers.length > 0 && makers.every((maker) => isMaker(facts, maker));
}

/** All that the function returns is a table of its own, with nothing of a request in it or in what its functions see. */
function isMaker(facts: StateFacts, maker: Instance): boolean {
  const { fn, unit } = maker;
  const returned = returnsOf(fn).flatMap(({ values: [first] }) =>
    first && first.kind !== 'nil' ? definitionsOf(first, maker, 3) : [],
  );
  const parts = returned.flatMap((value) =>
    value.kind === 'table' ? value.items.flatMap((item) => facts.nodesIn(item.value, maker)) : [],
  );
  // `o.user = …` and `fill(o, …)`, before `o` is returned.
  const stored = [
    ...[...walkLua(fn)].flatMap(({ node }) => ('kind' in node && node.kind === 'assign' ? node.values : [])),
    ...facts.yields.calls(fn).flatMap(({ args }) => args),
  ].flatMap((value) => facts.nodesIn(value, maker));
  const seen = unit.scopes.variables
    .filter(({ owner, capturedBy }) => owner === fn && capturedBy.length > 0)
    .map((variable) => facts.world.variableNode(variable, maker));
  return (
    returned.length > 0 &&
    returned.every(({ kind }) => kind === 'table') &&
    !bringsIn(facts, [...parts, ...stored, ...seen])
  );
}

function bringsIn(facts: StateFacts, nodes: readonly NodeId[]): boolean {
  return (['request', 'random'] as const).some((kind) => facts.nodesComeFrom(nodes, kind, facts.broadcasts));
}
