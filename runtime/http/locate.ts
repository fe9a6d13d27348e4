import type { Location, LocationTree } from '../program/index.js';

export interface Located {
  readonly location: Location;
  /** The captures of the regex that matched, the whole match first. */
  readonly captures: readonly (string | undefined)[] | undefined;
  readonly named: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * The location of a URI by nginx's rules (ngx_http_core_find_location): an exact one wins; else the longest
 * prefix is remembered, and the first regex that matches wins over it unless it was marked `^~`.
 */
export function findLocation(tree: LocationTree, uri: string): Located | undefined {
  const exact = tree.exact.get(uri);
  if (exact !== undefined) return { location: exact, captures: undefined, named: undefined };
  const prefix = tree.prefixes.find(({ name }) => uri.startsWith(name));
  const inner = prefix && findLocation(prefix.nested, uri);
  if (inner !== undefined && (inner.location.kind === 'exact' || inner.captures !== undefined)) return inner;
  const best = inner?.location ?? prefix;
  if (prefix?.kind !== 'prefix-final' && best?.kind !== 'prefix-final') {
    for (const location of tree.regexes) {
      const match = location.regex?.exec(uri);
      if (!match) continue;
      const nested = findLocation(location.nested, uri);
      return nested ?? { location, captures: [...match], named: match.groups };
    }
  }
  return best && { location: best, captures: undefined, named: undefined };
}
