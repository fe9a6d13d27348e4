import { readdirSync, readFileSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import path from 'node:path';
import { templateEndings, type ProjectFiles } from '../../core/openresty/index.js';

/** Folders that hold no program of the user's. */
const skipped = new Set(['.git', '.hg', '.svn', 'node_modules', '.vscode', '.idea', 'logs']);
/** The endings of files that a program is read from. */
export const projectEndings: readonly string[] = ['lua', 'conf', 'nginx', ...templateEndings];

export function isProjectFile(name: string): boolean {
  return projectEndings.some((ending) => name.endsWith(`.${ending}`));
}

/** A larger file is data, not a program: it is left out. In bytes. */
const maxFileSize = 4 * 1024 * 1024;

/**
 * The configuration and Lua files below `root`. Links are followed, each folder once.
 * @param tell is told what is left out: what cannot be read, and what is too large
 */
export function projectFiles(root: string, tell: (text: string) => void = () => undefined): ProjectFiles {
  return {
    folder: path.basename(path.resolve(root)),
    paths: walk(root, '', new Set([realpathSync(root)]), tell),
    read: (file) => readProjectFile(root, file, tell),
    list: (folder) => {
      try {
        return readdirSync(path.resolve(root, folder));
      } catch {
        return undefined;
      }
    },
  };
}

/** A file's text; undefined for one that is not there, that cannot be read, or that is too large, which is told. */
export function readProjectFile(
  root: string,
  file: string,
  tell: (text: string) => void,
): string | undefined {
  try {
    const at = path.resolve(root, file);
    const { size } = statSync(at);
    if (size <= maxFileSize) return readFileSync(at, 'utf8');
    tell(`${file} is left out: ${(size / 1024 / 1024).toFixed(1)} MB`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') tell(`${file} is left out: ${codeOf(error)}`);
  }
  return undefined;
}

function walk(root: string, folder: string, seen: Set<string>, tell: (text: string) => void): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    tell(`${folder || root} is left out: ${codeOf(error)}`);
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? behindLink(path.join(root, file)) : entry;
      if (kind?.isFile()) return isProjectFile(entry.name) ? [file] : [];
      if (!kind?.isDirectory() || skipped.has(entry.name)) return [];
      const real = realpathSync(path.join(root, file));
      if (seen.has(real)) return [];
      seen.add(real);
      return walk(root, file, seen, tell);
    });
}

function behindLink(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
