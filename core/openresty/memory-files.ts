import type { ProjectFiles } from './project-files.js';

/** A project that lies in memory: for tests, for the rules' examples, and for unsaved texts. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ProjectFiles {
  const paths = Object.keys(texts).sort();
  return {
    paths,
    read: (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    list: (folder) => {
      const start = folder === '' || folder === '.' ? '' : `${folder}/`;
      const below = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      if (below.length === 0) return undefined;
      return [...new Set(below.map((path) => path.split('/', 1)[0] ?? path))];
    },
  };
}
