import type { Block } from '../lua/index.js';
import type { WrittenCell } from './cells.js';
import type { Write } from './objects.js';
import { around } from './source-tree.js';

/**
 * `creating[id] = true … creating[id] = nil`: a mark that lasts as long as the work in between. Not where one branch
 * sets what another one takes back: there each lasts until somebody asks for the other.
 */
export function isTakenBack({ instance, source, span }: Write, cell: WrittenCell): boolean {
  const { value, target } = source;
  if (value?.kind !== 'boolean' || !value.value || target.kind !== 'index') return false;
  const blocks = around(instance.unit, target).filter((node): node is Block => 'statements' in node);
  // Behind a block that is left for good nothing is taken back any more.
  const last = blocks.findIndex(({ statements }) => leaves(statements.at(-1)?.kind));
  const before = last === -1 ? blocks : blocks.slice(0, last + 1);
  return cell.writes.some((other) => {
    if (other.instance.fn !== instance.fn || other.span.start <= span.start || !empties(other)) return false;
    const block = around(instance.unit, other.source.target).find((node) => 'statements' in node);
    return before.some((one) => one === block);
  });
}

function empties({ source: { how, value } }: Write): boolean {
  return how === 'assign' && (value?.kind === 'nil' || (value?.kind === 'boolean' && !value.value));
}

function leaves(kind: string | undefined): boolean {
  return kind === 'return' || kind === 'break' || kind === 'goto';
}
