/**
 * Paths of configuration files, without asking the file system. In Windows style `\` separates as `/` does
 * and results are written with `/`; in POSIX style `\` is a character like any other.
 */
export type PathStyle = 'posix' | 'windows';

/** Windows if the path starts with a drive or a UNC share, else POSIX. */
export function pathStyleOf(path: string): PathStyle {
  return /^(?:[A-Za-z]:|\\\\|\/\/[^/]+\/[^/])/.test(path) ? 'windows' : 'posix';
}

export function withSlashes(path: string, style: PathStyle): string {
  return style === 'windows' ? path.replaceAll('\\', '/') : path;
}

/** The directory part including its `/`; empty for a bare name. nginx's conf_prefix is this of its file. */
export function directoryPrefix(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/**
 * A file name as ngx_get_full_name completes it: a relative one gets `prefix` (with its `/`) in front, and on
 * Windows one that starts with `/` gets the prefix's drive.
 */
export function fullName(name: string, prefix: string, style: PathStyle): string {
  const path = withSlashes(name, style);
  if (style === 'posix') return path.startsWith('/') ? path : prefix + path;
  if (/^(?:[A-Za-z]:|\/\/)/.test(path)) return path;
  if (path.startsWith('/')) return (/^[A-Za-z]:/.exec(prefix)?.[0] ?? '') + path;
  return prefix + path;
}

/** The same file without `.`, `..` and doubled slashes. Symbolic links are not followed. */
export function normalizePath(path: string): string {
  const [root = ''] = /^(?:[A-Za-z]:)?\/{0,2}/.exec(path) ?? [];
  const kept: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!root.endsWith('/')) kept.push(part);
  }
  const start = root === '//' && pathStyleOf(path) === 'posix' ? '/' : root;
  return start + kept.join('/') || '.';
}

/** What two names of one file have in common: Windows does not tell upper case from lower case. */
export function pathIdentity(path: string, style: PathStyle): string {
  const normal = normalizePath(path);
  return style === 'windows' ? normal.toLowerCase() : normal;
}
