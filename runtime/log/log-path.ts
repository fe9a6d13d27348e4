import { resolve, sep } from 'node:path';

/** Where a log line goes. */
export type LogTarget =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'stdout' | 'stderr' | 'null' };

export type LogPath = LogTarget | { readonly kind: 'refused'; readonly reason: string };

const devices: Readonly<Record<string, 'stdout' | 'stderr' | 'null'>> = {
  stderr: 'stderr',
  '/dev/stderr': 'stderr',
  '/dev/stdout': 'stdout',
  '/dev/null': 'null',
};

/**
 * What an `error_log` or `access_log` argument leads to. Relative paths start at the prefix. The embedded
 * runtime writes inside of the prefix only, so a configuration that was made for a server (`/var/log/nginx/…`)
 * cannot fill that server's logs when somebody tries it out; `syslog:` and `memory:` are refused, too.
 */
export function logPath(prefix: string, configured: string): LogPath {
  const device = devices[configured];
  if (device !== undefined) return { kind: device };
  const scheme = /^(syslog|memory):/.exec(configured)?.[1];
  if (scheme !== undefined) {
    return {
      kind: 'refused',
      reason: `the embedded runtime does not log to "${scheme}:"; name a file in the prefix`,
    };
  }
  const root = resolve(prefix);
  const path = resolve(root, configured);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return { kind: 'file', path };
  return {
    kind: 'refused',
    reason: `the embedded runtime writes inside of the prefix ${root} only; use a relative path such as "logs/access.log", "/dev/stdout" or "/dev/stderr"`,
  };
}
