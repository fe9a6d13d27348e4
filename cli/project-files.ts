import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ProjectFiles } from '../core/openresty/index.js';

/** Folders that hold no program of the user's. */
const skipped = new Set(['.git', '.hg', '.svn', 'node_modules', '.vscode', '.idea', 'logs']);
const wanted = /\.(?:lua|conf|nginx)$/;

/** A larger file is data, not a program: it is left out. In bytes. */
const maxFileSize = 4 * 1024 * 1024;

/** The configuration and Lua files below `root`; unreadable folders are left out. Links are not followed. */
export function projectFiles(root: string): ProjectFiles {
  const absolute = (file: string): string => path.resolve(root, file);
  return {
    paths: walk(root, ''),
    read: (file) => {
      try {
        const at = absolute(file);
        return statSync(at).size > maxFileSize ? undefined : readFileSync(at, 'utf8');
      } catch {
        return undefined;
      }
    },
    list: (folder) => {
      try {
        return readdirSync(absolute(folder));
      } catch {
        return undefined;
      }
    },
  };
}

function walk(root: string, folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(root, file);
      return entry.isFile() && wanted.test(entry.name) ? [file] : [];
    });
}
