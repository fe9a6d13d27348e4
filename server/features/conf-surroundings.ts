import {
  familyOf,
  fittingContexts,
  isWhole,
  standardCatalogue,
  statedContexts,
  type Catalogue,
  type ConfTree,
  type Context,
} from '../../core/nginx/index.js';
import type { ProjectFacts } from '../analysis/facts.js';
import type { PathContext, PathEntry } from './complete-context.js';
import { declaredIn, type DeclaredName } from './conf-names.js';

/** The contexts that the top of a file has: by a comment in it, by who includes it, else by what it holds. */
export function topContexts(
  file: string | undefined,
  tree: ConfTree,
  { confs }: ProjectFacts,
  catalogue: Catalogue = standardCatalogue(),
): readonly Context[] {
  const stated = statedContexts(tree);
  if (stated.length > 0) return stated;
  const known = file === undefined ? undefined : confs[file]?.contexts;
  if (known && known.length > 0) return known;
  if (isWhole({ path: file ?? '', tree })) return ['main'];
  return fittingContexts(tree.children, catalogue);
}

/**
 * What a file declares as it stands in the editor, and what the other files of its programs declared last.
 * @param tree of the file, or of an excerpt of it
 * @param whole of the whole file as it was last read; what the last analysis found in it counts too
 */
export function namesAround(
  file: string | undefined,
  tree: ConfTree,
  facts: ProjectFacts,
  whole = tree,
  catalogue: Catalogue = standardCatalogue(),
): readonly DeclaredName[] {
  const families = topContexts(file, whole, facts, catalogue).map(familyOf);
  const family = families.find((one) => one === 'http' || one === 'stream');
  const outer = family && !families.includes('core') ? { family } : {};
  const near = declaredIn(tree, outer);
  // Named locations belong to the server around, which is near.
  const last = (file === undefined ? undefined : facts.confs[file]?.names) ?? declaredIn(whole, outer);
  const far = tree === whole ? [] : last.filter(({ kind }) => kind !== 'location');
  const isNew = (one: DeclaredName): boolean =>
    !near.some(({ kind, name, by }) => kind === one.kind && name === one.name && by === one.by);
  const own = [...near, ...far.filter(isNew)];
  const others = Object.entries(facts.confs).flatMap(([other, { names }]) =>
    other !== file && areOneProgram(file, other, facts) ? names.map((one) => ({ ...one, file: other })) : [],
  );
  return [...own, ...others];
}

/** Whether some configuration reads both; a file that no whole configuration reads may belong to any. */
function areOneProgram(file: string | undefined, other: string, { confs }: ProjectFacts): boolean {
  const [roots = [], others = []] = [file === undefined ? [] : confs[file]?.roots, confs[other]?.roots];
  return roots.length === 0 || others.length === 0 || roots.some((root) => others.includes(root));
}

/** Where the paths of a file begin: at the configuration that reads it, and at its prefix. */
export function pathsAround(
  file: string | undefined,
  { confs, configurations }: ProjectFacts,
  list: (directory: string) => readonly PathEntry[] | undefined,
): PathContext {
  const roots = file === undefined ? [] : (confs[file]?.roots ?? []);
  const reading = configurations.filter(({ path }) => roots.includes(path));
  // A new file lies where its neighbours do.
  const used = reading.length > 0 ? reading : configurations;
  const folder = folderOf(file ?? '');
  const confDirectories = used.length > 0 ? used.map(({ path }) => folderOf(path)) : [folder];
  const guess = /(?:^|\/)conf$/.test(folder) ? folderOf(folder) : folder;
  const prefixes = used.length > 0 ? used.map(({ prefix }) => (prefix === '.' ? '' : prefix)) : [guess];
  return { confDirectories: [...new Set(confDirectories)], prefixes: [...new Set(prefixes)], list };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
