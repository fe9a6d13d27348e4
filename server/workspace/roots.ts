import { joinPath, relativePath } from './uris.js';

/** Where a file belongs: a project's root, and the path below it. */
export interface Located {
  readonly root: string;
  readonly file: string;
}

/** A root that is analysed for a file which no workspace folder contains. */
export interface LooseRoot {
  readonly root: string;
  /** Only the folder itself is looked into: it may be anything, a home directory for one. */
  readonly flat: boolean;
}

/** The innermost of the roots that contains a path. */
export function locate(path: string, roots: readonly string[]): Located | undefined {
  const [root] = roots
    .filter((candidate) => relativePath(candidate, path) !== undefined)
    .sort((a, b) => b.length - a.length);
  return root === undefined ? undefined : { root, file: relativePath(root, path) ?? '' };
}

/** The program around a file that was opened without a folder: with the configuration in `conf/` it is what lies around that. */
export function looseRoot(path: string): LooseRoot {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  const isConf = folder.endsWith('/conf');
  return isConf
    ? { root: folder.slice(0, -'/conf'.length) || '/', flat: false }
    : { root: folder, flat: true };
}

export function absolute({ root, file }: Located): string {
  return joinPath(root, file);
}
