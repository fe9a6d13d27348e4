/**
 * ngx_hash_add_key, with NGX_HASH_WILDCARD_KEY: what a host name in lower case takes for itself; undefined where it is
 * no name. `.a.b` is both `a.b` and `*.a.b`.
 */
export function hostKeys(name: string): string[] | undefined {
  const stars = name.split('*').length - 1;
  if (stars > 1 || name.includes('..') || name.includes('\0')) return undefined;
  if (name.length > 1 && name.startsWith('.')) return [`exact ${name.slice(1)}`, `head ${name.slice(1)}`];
  if (name.length > 2 && name.startsWith('*.')) return [`head ${name.slice(2)}`];
  if (name.length > 2 && name.endsWith('.*')) return [`tail ${name.slice(0, -2)}`];
  return stars > 0 ? undefined : [`exact ${name}`];
}
