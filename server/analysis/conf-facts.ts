import {
  familyOf,
  isWhole,
  normalizePath,
  type ConfWorkspace,
  type Context,
} from '../../core/nginx/index.js';
import { declaredIn, type DeclaredName } from '../features/conf-names.js';

/** What the other files of a project say about one of its configuration files. */
export interface ConfFileFacts {
  /** The blocks that the file's top is read in. */
  readonly contexts: readonly Context[];
  /** What the file declares. */
  readonly names: readonly DeclaredName[];
  /** The whole configurations that read the file, itself among them where it is one. */
  readonly roots: readonly string[];
}

export function confFactsOf(workspace: ConfWorkspace, checkpoint: () => void): Record<string, ConfFileFacts> {
  const roots = new Map<string, string[]>();
  for (const { root, files } of workspace.configurations) {
    if (!isWhole(root)) continue;
    for (const { path } of new Set([root, ...files])) {
      const file = normalizePath(path);
      roots.set(file, [...(roots.get(file) ?? []), normalizePath(root.path)]);
    }
  }
  return Object.fromEntries(
    [...workspace.files].map(([file, { tree }]) => {
      checkpoint();
      const contexts = workspace.contextsOf(file);
      const family = contexts.map(familyOf).find((one) => one === 'http' || one === 'stream');
      const names = declaredIn(tree, family && !contexts.includes('main') ? { family } : {});
      return [file, { contexts, names, roots: roots.get(file) ?? [] }];
    }),
  );
}
