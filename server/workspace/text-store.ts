import type { ProjectFiles } from '../../core/openresty/index.js';
import { isProjectFile, projectFiles } from './project-files.js';
import { relativePath } from './uris.js';

/** What has changed in what the analysis reads. */
export interface TextChanges {
  /** Files with another text, relative to the root. */
  readonly files: ReadonlySet<string>;
  /** Files or folders may have come or gone. */
  readonly listing: boolean;
}

/**
 * The texts of one folder's program: what is open in the editor counts, saved or not, and the rest comes from the disk,
 * each file once until it is said to have changed.
 */
export class TextStore {
  private readonly open = new Map<string, string>();
  private disk: ProjectFiles | undefined;
  private readonly read = new Map<string, string | undefined>();
  private changed = new Set<string>();
  private isListingNew = true;

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
    const before = this.textOf(file);
    const isListed = this.isListed(file);
    // Once closed, the file on the disk counts, as it is then.
    this.read.delete(file);
    // A file that was made while it was open is not in the listing yet.
    if (text === undefined && this.disk?.paths.includes(file) === false) this.disk = undefined;
    if (text === undefined) this.open.delete(file);
    else this.open.set(file, text);
    if (this.textOf(file) !== before) this.changed.add(file);
    if (this.isListed(file) !== isListed || !this.disk) this.isListingNew = true;
  }

  /** @param path absolute, of a file or a folder that changed, appeared or went */
  invalidate(path: string): void {
    const file = relativePath(this.root, path);
    if (file === undefined) return;
    // What is open counts, whatever lies on the disk.
    if (this.open.has(file) && this.disk?.paths.includes(file)) return;
    const before = this.read.get(file);
    if (this.read.delete(file) && this.disk && before !== undefined) {
      if (this.textOf(file) === before) return;
      this.changed.add(file);
      if (this.textOf(file) !== undefined) return;
    }
    this.disk = undefined;
    this.isListingNew = true;
    for (const known of [...this.read.keys()]) {
      if (known.startsWith(`${file}/`)) this.read.delete(known);
    }
  }

  /** What has changed since the last call. */
  takeChanges(): TextChanges {
    const changes = { files: this.changed, listing: this.isListingNew };
    this.changed = new Set();
    this.isListingNew = false;
    return changes;
  }

  private isListed(file: string): boolean {
    return isProjectFile(file) && (this.open.has(file) || this.disk?.paths.includes(file) === true);
  }

  private textOf(file: string, disk = this.disk): string | undefined {
    const text = this.open.get(file);
    if (text !== undefined || !disk) return text;
    if (!this.read.has(file)) this.read.set(file, disk.read(file));
    return this.read.get(file);
  }

  files(): ProjectFiles {
    const disk = (this.disk ??= this.scan(this.root, this.tell));
    const unsaved = [...this.open.keys()].filter((file) => isProjectFile(file));
    const paths = [...new Set([...disk.paths, ...unsaved])].sort();
    return {
      paths,
      ...(disk.folder === undefined ? {} : { folder: disk.folder }),
      list: (folder) => disk.list(folder),
      read: (file) => this.textOf(file, disk),
    };
  }
}
