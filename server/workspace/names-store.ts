import type { LuaParser } from '../../core/lua/index.js';
import type { ConfWorkspace } from '../../core/nginx/index.js';
import { NamesCache, ProjectNames } from '../../core/openresty/index.js';
import type { ProjectFacts } from '../analysis/facts.js';

/**
 * The names of one folder's program for the editor's features: files are read when they are first asked for, and again
 * when they are said to have changed.
 */
export class NamesStore {
  readonly #cache: NamesCache;
  readonly #texts = new Map<string, string | undefined>();
  #last:
    | { readonly facts: ProjectFacts; readonly workspace: ConfWorkspace; readonly names: ProjectNames }
    | undefined;

  /** @param readText a file's text as the editor has it, else as it lies on the disk; relative to the root */
  constructor(
    parser: LuaParser,
    private readonly readText: (file: string) => string | undefined,
  ) {
    this.#cache = new NamesCache(parser);
  }

  /** @param file relative to the root; it may be a folder */
  changed(file: string): void {
    this.#texts.delete(file);
    for (const known of this.#texts.keys()) if (known.startsWith(`${file}/`)) this.#texts.delete(known);
    this.#last = undefined;
  }

  /**
   * @param facts what the last analysis says of the folder
   * @param workspace its configurations as they are now
   * @param file one that nobody may have analysed yet
   */
  names(facts: ProjectFacts, workspace: ConfWorkspace, file?: string): ProjectNames {
    const last = this.#last;
    const isNew = file !== undefined && !facts.confFiles.includes(file) && !facts.luaFiles.includes(file);
    if (!isNew && last?.facts === facts && last.workspace === workspace) return last.names;
    const withNew = (files: readonly string[], isWanted: boolean): readonly string[] =>
      isNew && isWanted ? [...files, file] : files;
    const names = new ProjectNames(
      {
        workspace,
        confFiles: withNew(facts.confFiles, file?.endsWith('.lua') === false),
        luaFiles: withNew(facts.luaFiles, file?.endsWith('.lua') === true),
        read: (one) => this.#text(one),
        runBy: (one) => [...new Set((facts.runs[one] ?? []).map(({ place }) => place.file))],
      },
      this.#cache,
    );
    if (!isNew) this.#last = { facts, workspace, names };
    return names;
  }

  #text(file: string): string | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, this.readText(file));
    return this.#texts.get(file);
  }
}
