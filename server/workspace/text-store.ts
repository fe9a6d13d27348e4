import type { ProjectFiles } from '../../core/openresty/index.js';
import { isProjectFile, projectFiles } from './project-files.js';
import { relativePath } from './uris.js';

/**
 * The texts of one folder's program: what is open in the editor counts, saved or not, and the rest comes from the disk,
 * each file once until it is said to have changed.
 */
export class TextStore {
  private readonly open = new Map<string, string>();
  private disk: ProjectFiles | undefined;
  private readonly read = new Map<string, string | undefined>();

  /**
   * @param root absolute, with `/`
   * @param scan lists the folder; for a folder that may be anything, such as the one around a single open file, a
   *   listing that stays flat
   */
  constructor(
    private readonly root: string,
    private readonly tell: (text: string) => void,
    private readonly scan: (root: string, tell: (text: string) => void) => ProjectFiles = projectFiles,
  ) {}

  /** @param path absolute; `text` undefined: closed */
  setOpen(path: string, text: string | undefined): void {
    const file = relativePath(this.root, path);
    if (file === undefined) return;
    // Once closed, the file on the disk counts, as it is then.
    this.read.delete(file);
    // A file that was made while it was open is not in the listing yet.
    if (text === undefined && this.disk?.paths.includes(file) === false) this.disk = undefined;
    if (text === undefined) this.open.delete(file);
    else this.open.set(file, text);
  }

  /** @param path absolute, of a file or a folder that changed, appeared or went */
  invalidate(path: string): void {
    const file = relativePath(this.root, path);
    if (file === undefined) return;
    if (!this.read.has(file)) this.disk = undefined;
    this.read.delete(file);
    for (const known of [...this.read.keys()]) {
      if (known.startsWith(`${file}/`)) this.read.delete(known);
    }
  }

  files(): ProjectFiles {
    const disk = (this.disk ??= this.scan(this.root, this.tell));
    const unsaved = [...this.open.keys()].filter((file) => isProjectFile(file));
    const paths = [...new Set([...disk.paths, ...unsaved])].sort();
    return {
      paths,
      ...(disk.folder === undefined ? {} : { folder: disk.folder }),
      list: (folder) => disk.list(folder),
      read: (file) => {
        const text = this.open.get(file);
        if (text !== undefined) return text;
        if (!this.read.has(file)) this.read.set(file, disk.read(file));
        return this.read.get(file);
      },
    };
  }
}
