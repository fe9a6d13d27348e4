import { namesOfFile, type ConfTree, type OuterBlocks, type ZoneKind } from '../../core/nginx/index.js';

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

/** What a file declares, each name once for each directive that does so, in the order of the text. */
export function declaredIn(tree: ConfTree, outer: OuterBlocks = {}): readonly DeclaredName[] {
  const found = new Map<string, DeclaredName>();
  for (const { kind, name, role, family, server, by } of namesOfFile(tree, outer).occurrences) {
    const key = `${kind} ${name} ${family ?? ''} ${by} ${server ?? ''}`;
    if (role === 'declaration' && !found.has(key))
      found.set(key, { kind, name, family, by, ...(server !== undefined && { server }) });
  }
  return [...found.values()];
}
