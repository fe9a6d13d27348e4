import type { WrittenCell } from './cells.js';
import type { StateFacts } from './facts.js';
import { identity } from './holders.js';
import type { ObjectId, Write } from './objects.js';
import { blockOf, blocksOf, leaves } from './source-tree.js';
import type { CallSite, World } from './world.js';

/**
 * `creating[id] = true … creating[id] = nil`: a mark that lasts as long as the work in between. Not where one branch
 * sets what another one takes back: there each lasts until somebody asks for the other; nor where somebody goes through
 * all the marks: those of the other workers are not among them.
 */
export function isTakenBack(
  facts: StateFacts,
  { instance, source, span }: Write,
  cell: WrittenCell,
): boolean {
  const { value, target } = source;
  if (value?.kind !== 'boolean' || !value.value || target.kind !== 'index') return false;
  if (isListed(facts, cell)) return false;
  const blocks = blocksOf(instance.unit, target);
  // Behind a block that is left for good nothing is taken back any more.
  const last = blocks.findIndex(leaves);
  const before = last === -1 ? blocks : blocks.slice(0, last + 1);
  return cell.writes.some((other) => {
    if (other.instance.fn !== instance.fn || other.span.start <= span.start || !empties(other)) return false;
    const block = blockOf(instance.unit, other.source.target);
    return before.some((one) => one === block);
  });
}

/** A request loops over the tables that the cell is made of. */
function isListed(facts: StateFacts, cell: WrittenCell): boolean {
  const listed = facts.once(facts.world, 'listed', () => listedTables(facts.world));
  return cell.fields.some(({ object }) => listed.has(object));
}

function listedTables({ sites, solver }: World): ReadonlySet<ObjectId> {
  const isLoop = ({ callee, instance }: CallSite): boolean =>
    instance.era !== 'startup' &&
    solver.objectsAt(callee).some((object) => object.kind === 'api' && loops.has(object.path));
  return new Set(
    sites
      .filter(isLoop)
      .flatMap(({ args: [table] }) => (table === undefined ? [] : solver.objectsAt(table).map(identity))),
  );
}

const loops: ReadonlySet<string> = new Set(['pairs', 'ipairs', 'next', 'table.foreach', 'table.foreachi']);

function empties({ source: { how, value } }: Write): boolean {
  return how === 'assign' && (value?.kind === 'nil' || (value?.kind === 'boolean' && !value.value));
}
