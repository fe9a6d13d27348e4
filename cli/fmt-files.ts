import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isConfigurationName, looksLikeConfiguration } from '../core/openresty/configuration-files.js';
import { UsageError } from './usage.js';

/** The configurations at these paths: what is named as a file, and below folders what looks like one by name or text. */
export function configurationsAt(paths: readonly string[], cwd: string): string[] {
  const found = new Set<string>();
  for (const given of paths) {
    const resolved = path.resolve(cwd, given);
    const stat = statSync(resolved, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`no such file or folder: ${given}`);
    if (stat.isDirectory()) for (const file of below(resolved)) found.add(file);
    else found.add(resolved);
  }
  return [...found];
}

function* below(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== '.git' && entry.name !== 'node_modules') yield* below(file);
    } else if (entry.isFile() && isConfiguration(file)) yield file;
  }
}

function isConfiguration(file: string): boolean {
  const name = file.replaceAll('\\', '/');
  return isConfigurationName(name) || looksLikeConfiguration(name, () => readFileSync(file, 'utf8'));
}
