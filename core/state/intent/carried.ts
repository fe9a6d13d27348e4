import type { GenericForStatement, LuaNode } from '../../lua/index.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { namesIn } from '../expression-parts.js';
import { around } from '../source-tree.js';
import type { Intent } from './intent.js';

/**
 * `for k, part in pairs(parts) do … total = total + part.count; parts[k] = nil end`: what is taken out of the worker's
 * own table stays counted, so that the sum of both is as before. It only decides, and is shown to nobody.
 */
export const carried: Intent = {
  name: 'carried',
  summary: 'the count of what the worker took out of a table of its own',
  holds: ({ facts, cell, write }) =>
    !cell.isShownAsData &&
    facts.hasOperatorIn(write, '+') &&
    facts.isSelfComputed(write, cell) &&
    isOfRemoved(facts, write),
};

/** What is added comes from an element of a loop, which the same block then takes out of the table. */
function isOfRemoved(facts: StateFacts, write: Write): boolean {
  const { instance, source } = write;
  const { scopes, syntax } = instance.unit;
  const nodes = around(instance.unit, source.target);
  const block = nodes.find((outer) => 'statements' in outer);
  const loop = nodes.find(
    (outer): outer is GenericForStatement => 'kind' in outer && outer.kind === 'generic-for',
  );
  const [key, element] = loop?.variables ?? [];
  const [iterator] = loop?.values ?? [];
  const table = iterator?.kind === 'call' ? iterator.args[0] : undefined;
  if (!block || !('statements' in block) || !key || !element || !table) return false;
  const taken = scopes.variableOf(element);
  const isAdded = facts
    .valuesOf(write)
    .flatMap(namesIn)
    .some((name) => name.kind === 'name' && scopes.variableOf(name) === taken);
  const textOf = ({ start, end }: LuaNode): string => syntax.text.slice(start, end);
  return (
    isAdded &&
    block.statements.some(
      (statement) =>
        statement.kind === 'assign' &&
        statement.values[0]?.kind === 'nil' &&
        statement.targets.some(
          (target) =>
            target.kind === 'index' &&
            target.key.kind === 'name' &&
            scopes.variableOf(target.key) === scopes.variableOf(key) &&
            textOf(target.object) === textOf(table),
        ),
    )
  );
}
