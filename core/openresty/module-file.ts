import { normalizePath } from '../nginx/index.js';
import type { OpenRestyConfiguration } from './configuration.js';

/**
 * The Lua file that `require(name)` loads: by the templates of `lua_package_path` in their order, else the nearest and
 * shortest path that fits.
 * @param paths the project's Lua files, relative to its root; `known` is the same as a set
 */
export function moduleFile(
  name: string,
  configuration: Pick<OpenRestyConfiguration, 'packagePath' | 'prefix'> | undefined,
  paths: readonly string[],
  known: ReadonlySet<string>,
): string | undefined {
  const file = name.replaceAll('.', '/');
  for (const template of configuration?.packagePath ?? []) {
    const path = normalizePath(template.replaceAll('?', file));
    if (known.has(path)) return path;
  }
  const endings = [`${file}.lua`, `${file}/init.lua`];
  const prefix =
    configuration === undefined || configuration.prefix === '.' ? '' : `${configuration.prefix}/`;
  return paths
    .filter((path) => endings.some((ending) => path === ending || path.endsWith(`/${ending}`)))
    .sort(
      (a, b) =>
        Number(b.startsWith(prefix)) - Number(a.startsWith(prefix)) ||
        a.length - b.length ||
        (a < b ? -1 : 1),
    )[0];
}
