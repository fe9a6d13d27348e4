import type { Place } from '../../contract/index.js';
import { indexModules, type ModuleIndex } from '../../core/openresty/index.js';
import type { ConfigurationFacts, ProjectFacts } from '../analysis/facts.js';

/** The configurations that can mean a file: all of them, the file itself and the one whose folder is nearest first. */
export function configurationsOf(
  file: string | undefined,
  { configurations }: ProjectFacts,
): ConfigurationFacts[] {
  if (file === undefined) return [...configurations];
  const nearness = ({ path, prefix }: ConfigurationFacts): number => {
    if (file === path) return Number.POSITIVE_INFINITY;
    return prefix === '.' || file.startsWith(`${prefix}/`) ? prefix.length : -1;
  };
  return [...configurations].sort((a, b) => nearness(b) - nearness(a));
}

/** The project's file that `require(name)` in a file loads; none for a module of somebody else's. */
export function moduleFilesFrom(name: string, from: string | undefined, facts: ProjectFacts): string[] {
  const modules = modulesOf(facts.luaFiles);
  const found = [...configurationsOf(from, facts), undefined].flatMap(
    (configuration) => modules.fileOf(name, configuration) ?? [],
  );
  return found.slice(0, 1);
}

const indexes = new WeakMap<readonly string[], ModuleIndex>();

function modulesOf(paths: readonly string[]): ModuleIndex {
  let index = indexes.get(paths);
  if (!index) indexes.set(paths, (index = indexModules(paths)));
  return index;
}

/** Where `lua_shared_dict` declares a dictionary, in whichever of the configurations. */
export function dictPlaces(name: string, from: string | undefined, facts: ProjectFacts): Place[] {
  const places = configurationsOf(from, facts).flatMap(({ dicts }) =>
    dicts.filter((dict) => dict.name === name).map(({ place }) => place),
  );
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
