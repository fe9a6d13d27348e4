import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage.js';

/** A program to check, and which part of it was asked about. */
export interface Target {
  /** Absolute. */
  readonly root: string;
  /** Paths below the root, with `/`; undefined for all of it. */
  readonly only: readonly string[] | undefined;
  /** The configurations that were named as files. */
  readonly configurations: readonly string[];
}

/**
 * Finds the program that each path belongs to: a part of one is read with the whole around it, since what a
 * module's state means depends on the configuration that runs it. Throws UsageError for a path that is not there.
 */
export function findTargets(paths: readonly string[], cwd: string): Target[] {
  const targets = new Map<string, Target>();
  for (const given of paths) {
    const { resolved, isFolder } = look(given, cwd);
    const root = rootOf(resolved, isFolder);
    const inside = path.relative(root, resolved).replaceAll('\\', '/');
    const known = targets.get(root);
    const only = inside === '' || (known && !known.only) ? undefined : [...(known?.only ?? []), inside];
    const isConfiguration = !isFolder && !resolved.endsWith('.lua');
    const configurations = [...(known?.configurations ?? []), ...(isConfiguration ? [inside] : [])];
    targets.set(root, { root, only, configurations });
  }
  return [...targets.values()];
}

function look(given: string, cwd: string): { resolved: string; isFolder: boolean } {
  if (given === '') throw new UsageError('an empty PATH');
  const resolved = path.resolve(cwd, given);
  try {
    return { resolved, isFolder: statSync(resolved).isDirectory() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError(`no such file or folder: ${given}`);
    throw new UsageError(`cannot read ${given}: ${code || String(error)}`);
  }
}

/** The folder itself when it looks like a program's, else the nearest one above that does, else the folder. */
function rootOf(resolved: string, isFolder: boolean): string {
  const start = isFolder ? resolved : path.dirname(resolved);
  for (let folder = start; ; folder = path.dirname(folder)) {
    // `conf/` holds the configuration, the program is around it.
    const isConf = path.basename(folder) === 'conf';
    if (!isConf && ['conf', 'nginx.conf', '.git'].some((mark) => exists(path.join(folder, mark))))
      return folder;
    if (path.dirname(folder) === folder) return start;
  }
}

function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** The nearest folder that contains all of these; absolute paths. */
export function commonFolder(folders: readonly string[]): string {
  return folders.reduce((shared, folder) => {
    let common = shared;
    while (path.relative(common, folder).startsWith('..')) common = path.dirname(common);
    return common;
  });
}
