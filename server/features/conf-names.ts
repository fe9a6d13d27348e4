import {
  namesOfFile,
  parseConf,
  type ConfTree,
  type OuterBlocks,
  type ZoneKind,
} from '../../core/nginx/index.js';
import { withoutMarkers } from '../../core/openresty/index.js';

export type DeclaredKind = 'variable' | 'upstream' | 'zone' | 'dict' | 'location' | 'log format';

/** A name that some configuration brings into being; plain data. */
export interface DeclaredName {
  readonly kind: DeclaredKind;
  /** Without `$` and `@`. */
  readonly name: string;
  /** Undefined: known in both. */
  readonly family: 'http' | 'stream' | undefined;
  /** The directive that declares it: `set`, `map`, `limit_req_zone` … */
  readonly by: string;
  /** Named locations: where the `server` around it starts in its file; undefined: the file is included into servers. */
  readonly server?: number;
  /** The file, for people; undefined: the one at hand. */
  readonly file?: string;
}

const zonesBy: Readonly<Record<string, ZoneKind>> = {
  limit_req_zone: 'limit_req',
  limit_conn_zone: 'limit_conn',
  zone: 'upstream',
  keyval_zone: 'keyval',
  js_shared_dict_zone: 'js',
};

/** The module that a zone belongs to, by the directive that declares it. */
export function zoneKind(by: string): ZoneKind {
  return zonesBy[by] ?? (by.endsWith('_cache_path') ? 'cache' : 'other');
}

const known = new WeakMap<ConfTree, Map<string, readonly DeclaredName[]>>();

/**
 * What a file declares, each name once for each directive that does so, in the order of the text; kept with the tree,
 * since a word that is being typed asks for it several times.
 */
export function declaredIn(tree: ConfTree, outer: OuterBlocks = {}): readonly DeclaredName[] {
  const kept = known.get(tree) ?? new Map<string, readonly DeclaredName[]>();
  known.set(tree, kept);
  const key = `${outer.family ?? ''} ${outer.owner ?? ''}`;
  const names = kept.get(key) ?? declarationsIn(tree, outer);
  kept.set(key, names);
  return names;
}

function declarationsIn(tree: ConfTree, outer: OuterBlocks): readonly DeclaredName[] {
  const found = new Map<string, DeclaredName>();
  for (const { kind, name, role, family, server, by } of namesOfFile(readable(tree), outer).occurrences) {
    if (role !== 'declaration') continue;
    const each = `${kind} ${name} ${family ?? ''} ${by} ${server ?? ''}`;
    if (!found.has(each))
      found.set(each, { kind, name, family, by, ...(server !== undefined && { server }) });
  }
  return [...found.values()];
}

/** A template's own marks tear statements apart: they are taken out, where there are some. */
function readable(tree: ConfTree): ConfTree {
  if (tree.errors.length === 0 || !hasMarkers(tree.text)) return tree;
  return parseConf(withoutMarkers(tree.text), { content: tree.content });
}

const braceMarkers = ['{{', '{%', '{*', '{('];

function hasMarkers(text: string): boolean {
  if (braceMarkers.some((marker) => text.includes(marker))) return true;
  // The search for a few characters is much faster than a regular expression.
  return text.includes('> ') && /^[ \t]*> /m.test(text);
}
