import type { LuaNode } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import { around, guardsOf, placed, testedBy } from '../source-tree.js';
import type { Case, Intent } from './intent.js';
import { isConstant } from './values.js';

/**
 * `if not known[name] then known[name] = true; table.insert(known, thing) end`: a list of what the program is made of,
 * each once. Not of what requests bring, and not notes alone: these remember what happened.
 */
export const registry: Intent = {
  name: 'registry',
  summary: 'a list of the program’s own things, each of which is added once',
  holds: (one) => {
    const { facts, cell, write } = one;
    if (write.source.how !== 'insert' && write.source.how !== 'assign') return false;
    if (cell.variable !== undefined || bringsIn(one) || facts.isDecidedBy(write, 'worker')) return false;
    if (isSearchedFor(facts, cell, write)) return !isNote(facts, write);
    const gap = facts.guards(write, cell).find(({ missesCell }) => missesCell);
    if (!gap) return false;
    return cell.writes.some(
      (other) =>
        other.instance === write.instance &&
        other.source.how === 'insert' &&
        gap.start <= other.span.start &&
        other.span.end <= gap.end &&
        !isNote(facts, other),
    );
  },
};

/** Something of a request or of a clock is in the value or the key. What is random in a thing that is handed on is its own. */
function bringsIn({ facts, write }: Case): boolean {
  return (
    facts.comesFrom(write, 'request') ||
    facts.comesFrom(write, 'clock') ||
    facts.keyComesFrom(write, 'request') ||
    facts.isDecidedByRequest(write) ||
    (facts.comesFrom(write, 'random') && !isHandedOn(facts, write))
  );
}

/** What is random in a thing came with what the function was given: nothing is made at random here. */
export function isHandedOn(facts: StateFacts, write: Write): boolean {
  const { fn, unit } = write.instance;
  const values = facts.valuesOf(write);
  if (values.length === 0 || values.some(({ kind }) => kind !== 'table')) return false;
  const given = fn.parameters.flatMap((parameter) => {
    const variable = unit.scopes.variableOf(parameter);
    return variable ? [facts.world.variableNode(variable, write.instance)] : [];
  });
  const nodes = values.flatMap((value) => facts.nodesIn(value, write.instance));
  return !facts.nodesComeFrom(nodes, 'random', new Set(given));
}

function isNote(facts: StateFacts, write: Write): boolean {
  return facts.valuesOf(write).every((value) => value.kind !== 'table' && isConstant(value));
}

/** `local found = false; for … if list[i] == e then found = true … end; if not found then insert(list, e) end`. */
function isSearchedFor(facts: StateFacts, cell: WrittenCell, write: Write): boolean {
  const { instance } = write;
  const { unit } = instance;
  const flags = guardsOf(unit, write.source.target).flatMap((guard) => testedBy(guard).absent);
  return flags.some((flag) => {
    const variable = flag.kind === 'name' ? unit.scopes.variableOf(flag) : undefined;
    if (variable?.owner !== instance.fn) return false;
    return unit.scopes.usesOf(variable).some((use) => {
      const statement = placed(unit, use)?.parent?.node;
      return statement !== undefined && isSetTrue(statement) && comparesCell(facts, cell, write, statement);
    });
  });
}

function isSetTrue(statement: LuaNode): boolean {
  if (!('kind' in statement) || statement.kind !== 'assign') return false;
  const [value] = statement.values;
  return value?.kind === 'boolean' && value.value;
}

function comparesCell(
  facts: StateFacts,
  cell: WrittenCell,
  { instance }: Write,
  statement: LuaNode,
): boolean {
  const [inner] = around(instance.unit, statement);
  return (
    inner !== undefined &&
    guardsOf(instance.unit, statement).some((guard) =>
      testedBy(guard).compared.some((side) => facts.readsCell(side, instance, cell)),
    )
  );
}
