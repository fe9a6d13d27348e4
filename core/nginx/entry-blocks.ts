import type { ConfNode, Word } from './tree.js';

interface EntryBlock {
  /** Whether the handler passes `include` on to ngx_conf_include, so that the file holds more entries. */
  readonly includes: boolean;
}

/**
 * The blocks that set `cf->handler` and so read entries: http core's `types`, the map, geo, split_clients
 * and charset modules of http and stream, and the third-party geoip2 module.
 */
const ENTRY_BLOCKS: ReadonlyMap<string, EntryBlock> = new Map([
  ['types', { includes: true }],
  ['map', { includes: true }],
  ['geo', { includes: true }],
  ['split_clients', { includes: false }],
  ['charset_map', { includes: false }],
  ['geoip2', { includes: false }],
]);

/** Whether the block of this directive holds entries instead of directives. */
export function holdsEntries(name: string): boolean {
  return ENTRY_BLOCKS.has(name);
}

/** Whether an `include` among the entries of this directive's block reads another file. */
export function includesEntries(name: string): boolean {
  return ENTRY_BLOCKS.get(name)?.includes === true;
}

/**
 * The word that names what an `include` reads, or undefined if `node` includes nothing. `owner` is the name
 * of the directive whose block the node stands in: in a `split_clients` an entry `include` is but a key.
 */
export function includeTarget(node: ConfNode, owner?: string): Word | undefined {
  if (node.name.value !== 'include' || node.form !== 'simple' || node.args.length !== 1) return undefined;
  if (node.kind === 'entry' && (owner === undefined || !includesEntries(owner))) return undefined;
  return node.args[0];
}
