/** The project's files, as the caller can reach them. Paths are relative to the project's root, with `/`. */
export interface ProjectFiles {
  /** Every file that may matter: configurations and Lua. */
  readonly paths: readonly string[];
  /** The name of the root's own folder, where it has one. */
  readonly folder?: string;
  read(path: string): string | undefined;
  /** The names in a folder, for `include` with a glob; undefined where there is no such folder. */
  list(folder: string): readonly string[] | undefined;
}

/** A build looks at some files several times. */
export function readingOnce(files: ProjectFiles): ProjectFiles {
  const texts = new Map<string, string | undefined>();
  return {
    paths: files.paths,
    ...(files.folder === undefined ? {} : { folder: files.folder }),
    list: (folder) => files.list(folder),
    read: (path) => {
      if (!texts.has(path)) texts.set(path, files.read(path));
      return texts.get(path);
    },
  };
}
