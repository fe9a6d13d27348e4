import { readFileSync } from 'node:fs';
import { readModules, type ModuleDirectives } from '../contract/index.js';
import { directiveSpecsOf } from '../core/nginx/index.js';
import { UsageError } from './usage.js';

/** The directives that `--modules FILE` describes. Throws UsageError for a file that cannot be read, or that is wrong. */
export function readModulesFile(file: string): ModuleDirectives {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--modules ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { modules, faults } = readModules(given);
  const all = [...faults, ...directiveSpecsOf(modules).faults];
  if (all.length > 0) throw new UsageError(`--modules ${file}: ${all.join('; ')}`);
  return modules;
}
