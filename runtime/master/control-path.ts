import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { join } from 'node:path/posix';

/** sizeof(sockaddr_un.sun_path) is 104 on macOS and 108 on Linux, the final zero included. */
const maxSocketPath = 103;

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly temporary: string;
}

/**
 * The places of a prefix's control channel, best first: `logs/openresty-lens.sock` in the prefix, and where that
 * is too long for a socket (or `logs/` is not there), one in the system's temporary folder. Windows has named pipes.
 */
export function controlPaths(prefix: string, { platform, temporary }: Surroundings): readonly string[] {
  const root = resolve(prefix);
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16);
  if (platform === 'win32') return [`\\\\.\\pipe\\openresty-lens-${hash}`];
  const paths = [join(root, 'logs', 'openresty-lens.sock'), join(temporary, `openresty-lens-${hash}.sock`)];
  return paths.filter((path) => Buffer.byteLength(path) <= maxSocketPath);
}
