import { readdirSync, readFileSync } from 'node:fs';
import type { ConfFiles } from '../../core/nginx/index.js';

/** What a configuration looked like when the master read it: every answer that the reader got, as data. */
export interface ConfTexts {
  /** Undefined for a file that could not be read. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly directories: ReadonlyMap<string, readonly string[] | undefined>;
}

/** Reads from the disk, each file once, and remembers. */
export class RecordedFiles implements ConfFiles {
  private readonly files = new Map<string, string | undefined>();
  private readonly directories = new Map<string, readonly string[] | undefined>();

  get texts(): ConfTexts {
    return { files: this.files, directories: this.directories };
  }

  read(path: string): string | undefined {
    if (!this.files.has(path))
      this.files.set(
        path,
        attempt(() => readFileSync(path, 'utf8')),
      );
    return this.files.get(path);
  }

  list(directory: string): readonly string[] | undefined {
    if (!this.directories.has(directory))
      this.directories.set(
        directory,
        attempt(() => readdirSync(directory)),
      );
    return this.directories.get(directory);
  }
}

/** Gives what RecordedFiles got: a worker that starts later runs the configuration that the master loaded. */
export function replay({ files, directories }: ConfTexts): ConfFiles {
  return {
    read: (path) => files.get(path),
    list: (directory) => directories.get(directory),
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
