import { readFileSync } from 'node:fs';
import type { Connection } from 'vscode-languageserver';
import { readModules, readSettings, type ModuleDirectives, type Settings } from '../../contract/index.js';
import { directiveSpecsOf } from '../../core/nginx/index.js';
import { rules } from '../../core/rules/index.js';
import { joinPath, uriOfPath } from './uris.js';

/** Asks the client for the settings of a folder; what is wrong with one is said, and it counts as not set. */
export async function askSettings(connection: Connection, root: string): Promise<Settings> {
  const given: unknown = await connection.workspace.getConfiguration({
    scopeUri: uriOfPath(root),
    section: 'openresty',
  });
  const { settings, faults } = readSettings(given);
  const unknown = Object.keys(settings.rules).filter((code) => !rules.some((rule) => rule.code === code));
  for (const fault of [...faults, ...unknown.map((code) => `openresty.rules.${code}: there is no such rule`)])
    connection.console.warn(`setting ignored: ${fault}`);
  return settings;
}

/** The directives that a folder's settings add, from themselves or from the file that they name. */
export function readFolderModules(
  connection: Connection,
  root: string,
  { modules: setting }: Settings,
): ModuleDirectives {
  const source = typeof setting === 'string' ? `${setting}: ` : 'openresty.modules.';
  let given: unknown = setting;
  try {
    if (typeof setting === 'string')
      given = setting === '' ? {} : JSON.parse(readFileSync(joinPath(root, setting), 'utf8'));
  } catch (error) {
    connection.console.warn(`${source}${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
  const { modules, faults } = readModules(given);
  for (const fault of [...faults, ...directiveSpecsOf(modules).faults])
    connection.console.warn(`setting ignored: ${source}${fault}`);
  return modules;
}
