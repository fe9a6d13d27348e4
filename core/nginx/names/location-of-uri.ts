import type { LocationPlace } from './occurrence.js';

/**
 * The locations among which ngx_http_core_find_location ends for a URI, regular expressions left out: the one that equals it, else
 * the longest prefix. Several where several servers have one.
 */
export function locationsOfUri(uri: string, locations: readonly LocationPlace[]): LocationPlace[] {
  const exact = locations.filter((one) => one.modifier === '=' && one.uri === uri);
  if (exact.length > 0) return exact;
  const prefixes = locations.filter(
    (one) => (one.modifier === '' || one.modifier === '^~') && uri.startsWith(one.uri),
  );
  const longest = Math.max(...prefixes.map((one) => one.uri.length));
  return prefixes.filter((one) => one.uri.length === longest);
}
