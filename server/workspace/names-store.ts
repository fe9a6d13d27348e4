import {
  NamesCache,
  ProjectNames,
  readConfigurations,
  type ProjectConfigurations,
} from '../../core/openresty/index.js';
import type { LuaParser } from '../../core/lua/index.js';
import { parseConf, type ConfTree } from '../../core/nginx/index.js';
import type { ProjectFacts } from '../analysis/facts.js';

/**
 * The names of one folder's program for the editor's features: files are read when they are first asked for, and again
 * when they are said to have changed.
 */
export class NamesStore {
  readonly #cache: NamesCache;
  readonly #texts = new Map<string, string | undefined>();
  readonly #trees = new Map<string, { text: string; tree: ConfTree }>();
  #facts: ProjectFacts | undefined;
  #confFiles: readonly string[] = [];
  #configurations: ProjectConfigurations | undefined;
  #names: ProjectNames | undefined;

  /** @param readText a file's text as the editor has it, else as it lies on the disk; relative to the root */
  constructor(
    parser: LuaParser,
    private readonly readText: (file: string) => string | undefined,
  ) {
    this.#cache = new NamesCache(parser);
  }

  /** @param file relative to the root; it may be a folder */
  changed(file: string): void {
    for (const known of [file, ...[...this.#texts.keys()].filter((one) => one.startsWith(`${file}/`))]) {
      this.#texts.delete(known);
      if (this.#confFiles.includes(known)) this.#configurations = undefined;
    }
    this.#names = undefined;
  }

  /** @param facts what the last analysis says of the folder; `file` is one that it may not know yet */
  names(facts: ProjectFacts, file?: string): ProjectNames {
    const isNew = file !== undefined && !facts.confFiles.includes(file) && !facts.luaFiles.includes(file);
    const confFiles = isNew && !file.endsWith('.lua') ? [...facts.confFiles, file] : facts.confFiles;
    const isSameList =
      confFiles.length === this.#confFiles.length && confFiles.every((one) => this.#confFiles.includes(one));
    if (this.#names && this.#configurations && isSameList && facts === this.#facts) return this.#names;
    if (!isSameList) this.#configurations = undefined;
    this.#facts = facts;
    this.#confFiles = confFiles;
    const configurations = (this.#configurations ??= this.#read(confFiles));
    this.#names = new ProjectNames(
      {
        workspace: configurations.workspace,
        confFiles,
        luaFiles: isNew && file.endsWith('.lua') ? [...facts.luaFiles, file] : facts.luaFiles,
        read: (one) => this.#text(one),
        runBy: (one) => [...new Set((facts.runs[one] ?? []).map(({ place }) => place.file))],
      },
      this.#cache,
    );
    return this.#names;
  }

  #text(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, this.readText(file));
    return this.#texts.get(file);
  }

  #read(confFiles: readonly string[]): ProjectConfigurations {
    const folders = new Map<string, Set<string>>();
    for (const file of confFiles) {
      for (let path = file; path !== '';) {
        const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
        const names = folders.get(folder) ?? new Set();
        folders.set(folder, names.add(path.slice(folder === '' ? 0 : folder.length + 1)));
        path = folder;
      }
    }
    return readConfigurations(
      {
        paths: confFiles,
        read: (file) => this.#text(file),
        list: (folder) => {
          const names = folders.get(folder === '.' ? '' : folder);
          return names && [...names];
        },
      },
      {
        parseConf: (path, text, options) => {
          const key = `${options.content ?? ''} ${path}`;
          const known = this.#trees.get(key);
          if (known?.text === text) return known.tree;
          const tree = parseConf(text, options);
          this.#trees.set(key, { text, tree });
          return tree;
        },
      },
    );
  }
}
