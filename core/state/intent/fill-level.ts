import type { LuaNode } from '../../lua/index.js';
import type { WrittenCell } from '../cells.js';
import type { StateFacts } from '../facts.js';
import type { Write } from '../objects.js';
import type { Read } from '../reads.js';
import { around, blockOf, placed } from '../source-tree.js';
import type { Intent } from './intent.js';

/** What is done with a number that says how far a list is filled; undefined for anything else. */
type Use = 'position' | 'element' | 'bound' | 'compared' | 'counted' | 'logged' | undefined;

const ofBatch: ReadonlySet<Use> = new Set(['position', 'bound', 'compared', 'counted', 'logged']);
const ofStack: ReadonlySet<Use> = new Set(['position', 'element', 'compared', 'counted']);

/** A number that says where the next line goes, and perhaps that there is no more room; nothing else is made of it. */
export function isFillLevel(facts: StateFacts, cell: WrittenCell): boolean {
  const uses = usesOf(facts, cell);
  return uses.includes('position') && uses.every((use) => ofBatch.has(use));
}

/**
 * `local one = spare[n]; spare[n] = nil; n = n - 1`: how many things a stack has, of which the last one is taken out.
 * What the stack is made of is asked there.
 */
export const stack: Intent = {
  name: 'stack',
  summary: 'how many things a stack has, from which the last one is taken out',
  holds: ({ facts, cell, write }) => {
    if (!facts.isSelfComputed(write, cell)) return false;
    const takesOut = cell.writes.some(
      (one) =>
        facts.hasOperatorIn(one, '-') &&
        statementsBefore(one).some((before) => isTakenOut(facts, cell, before)),
    );
    return takesOut && usesOf(facts, cell).every((use) => ofStack.has(use));
  },
};

/** The statements of the same block before the write. */
function statementsBefore({ instance: { unit }, source, span }: Write): readonly LuaNode[] {
  const block = blockOf(unit, source.target);
  return block?.statements.filter(({ end }) => end <= span.start) ?? [];
}

/** `list[n] = nil`. */
function isTakenOut(facts: StateFacts, cell: WrittenCell, statement: LuaNode): boolean {
  if (!('kind' in statement) || statement.kind !== 'assign' || statement.values[0]?.kind !== 'nil')
    return false;
  const [target] = statement.targets;
  return target?.kind === 'index' && facts.reads(cell).some(({ expression }) => expression === target.key);
}

function usesOf(facts: StateFacts, cell: WrittenCell): Use[] {
  return facts.reads(cell).map((read) => useOf(facts, read, cell));
}

function useOf(facts: StateFacts, { instance, expression }: Read, { writes }: WrittenCell): Use {
  const { unit } = instance;
  const place = placed(unit, expression)?.parent;
  const statement = place?.parent?.node;
  if (!place || !('kind' in place.node)) return undefined;
  const { node } = place;
  if (node.kind === 'binary' && comparisons.has(node.operator)) return 'compared';
  const isCounted = writes.some(
    ({ instance: writer, span }) =>
      writer.unit === unit && span.start <= expression.start && expression.end <= span.end,
  );
  if (isCounted) return 'counted';
  if (node.kind === 'index' && node.key === expression) {
    const isTarget =
      statement !== undefined &&
      'kind' in statement &&
      statement.kind === 'assign' &&
      statement.targets.includes(node);
    return isTarget ? 'position' : 'element';
  }
  return argumentUse(facts, { instance, expression });
}

/** A part of a line for the log, or where a list ends that is joined. */
function argumentUse({ world }: StateFacts, { instance, expression }: Read): Use {
  const call = around(instance.unit, expression).find(
    (outer) => !('kind' in outer) || outer.kind !== 'binary' || outer.operator !== '..',
  );
  if (!call || !('kind' in call) || call.kind !== 'call') return undefined;
  const called = world.sitesAt(call, instance).flatMap(({ callee }) => world.solver.objectsAt(callee));
  if (called.length === 0) return undefined;
  const isOf = (path: string): boolean =>
    called.every((object) => object.kind === 'api' && object.path === path);
  if (isOf('table.concat') && call.args.indexOf(expression) > 1) return 'bound';
  return isOf('ngx.log') || isOf('print') ? 'logged' : undefined;
}

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '~=']);
