import type { Block, LuaNode, Statement } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import type { Instance, Write } from '../objects.js';
import { around } from '../source-tree.js';

/**
 * `if m then t[2] = a else t[2] = b end`: where, at the latest, a run set all that it sets of a cell before it comes to
 * a node, whichever way each `if` went; undefined where some way leads past a write.
 */
export function setEitherWay({ writes }: WrittenCell, instance: Instance, node: LuaNode): number | undefined {
  const slots = new Set(writes.map(slotOf));
  if (slots.has(undefined) || writes.some((write) => write.instance.fn !== instance.fn)) return undefined;
  const ends = [...slots].map((slot) =>
    setBefore(
      writes.filter((write) => slotOf(write) === slot),
      instance,
      node,
    ),
  );
  const known = ends.filter((end) => end !== undefined);
  return known.length < ends.length || known.length === 0 ? undefined : Math.min(...known);
}

/** What of the cell a write sets; undefined for what it need not set. */
function slotOf({ source: { how, target } }: Write): string | undefined {
  if (how !== 'assign') return undefined;
  if (target.kind === 'name') return 'all';
  return target.kind === 'index' && target.key.kind === 'number' ? String(target.key.value) : undefined;
}

function setBefore(writes: readonly Write[], { unit }: Instance, node: LuaNode): number | undefined {
  for (const outer of around(unit, node)) {
    if (!('statements' in outer)) continue;
    for (const statement of outer.statements.toReversed()) {
      const end = statement.end <= node.start ? setBy(writes, statement) : undefined;
      if (end !== undefined) return end;
    }
  }
  return undefined;
}

function setBy(writes: readonly Write[], statement: Statement): number | undefined {
  if (statement.kind !== 'if') {
    return writes.find(({ span }) => span.start === statement.start && span.end === statement.end)?.span.end;
  }
  if (!statement.otherwise) return undefined;
  const ways = [...statement.clauses.map(({ body }) => body), statement.otherwise];
  const ends = ways.map((way) => setIn(writes, way));
  const known = ends.filter((end) => end !== undefined);
  const first = Math.min(...known);
  return known.length < ends.length || first === Infinity ? undefined : first;
}

/** As above, for the ways through a block; one that returns never gets to the node. */
function setIn(writes: readonly Write[], { statements }: Block): number | undefined {
  for (const statement of statements.toReversed()) {
    if (statement.kind === 'return') return Infinity;
    const end = setBy(writes, statement);
    if (end !== undefined) return end;
  }
  return undefined;
}
