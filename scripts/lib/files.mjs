import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files below `folder` that `keep` accepts, sorted; paths start with `folder` and use `/`. */
export function globFiles(folder, keep) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/'))
    .filter(keep)
    .sort();
}
