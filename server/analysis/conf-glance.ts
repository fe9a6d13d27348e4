import type { Finding, RuleLevels } from '../../contract/index.js';
import { changeBetween, parseConf, type Span } from '../../core/nginx/index.js';
import {
  excerptFor,
  readConfigurations,
  readExcerpt,
  type Excerpt,
  type ProjectConfigurations,
  type ProjectFiles,
  type ReadOptions,
} from '../../core/openresty/index.js';
import { byPlace, checkConfigurations, isOfConfiguration } from '../../core/rules/index.js';
import { afterEdit } from './after-edit.js';
import { Shift } from './shift.js';
import { TextMemo } from './text-memo.js';

interface Options {
  readonly levels?: RuleLevels;
  /** How the whole analysis reads the configurations. */
  readonly reading?: ReadOptions;
}

/** What the surroundings of an edit say by themselves. */
interface Near {
  readonly excerpt: Excerpt;
  readonly findings: readonly Finding[];
}

/**
 * What is known of a program's configurations in the moments after an edit. Only an excerpt is read: the blocks around
 * the edit, and the names beside them. What it says after the edit and did not say before is new, what it says no more
 * is gone; everything else is as the whole analysis had it. So an edit of one server tells nothing about another one
 * until the whole is analysed again. Where an excerpt would be no smaller than the whole, the whole is read.
 */
export class ConfigurationGlances {
  private readonly trees = new TextMemo((text) => parseConf(text));
  /** The texts as the last edit left them, of the files that were edited. */
  private readonly texts = new Map<string, string>();
  private near: Near | undefined;

  /** @param read as the whole analysis read them; afterwards as the last whole reading did */
  constructor(
    public read: ProjectConfigurations,
    private readonly options: Options,
  ) {}

  /**
   * All findings, with the present texts of some configuration files.
   * @param known all findings before
   * @param checkpoint may throw; then nothing here is to be asked again
   */
  edit(
    edited: readonly string[],
    source: ProjectFiles,
    known: readonly Finding[],
    checkpoint: () => void,
  ): readonly Finding[] {
    const shifts = edited.flatMap((file) => {
      const before = this.textBefore(file);
      const after = source.read(file);
      return before === undefined || after === undefined ? [] : [new Shift(file, before, after)];
    });
    const near = this.excerpt(edited, source, checkpoint);
    for (const file of edited) {
      const text = source.read(file);
      if (text !== undefined) this.texts.set(file, text);
    }
    this.trees.endRound();
    const [shift] = shifts;
    if (near && shift) {
      this.near = near.after;
      return afterEdit(known, near.before, near.after.findings, shift);
    }
    this.near = undefined;
    this.texts.clear();
    this.read = readConfigurations(source, this.options.reading ?? {});
    const others = known
      .filter((finding) => !isOfConfiguration(finding))
      .map((finding) => shifts.reduce((moved, shift) => shift.nearest(moved), finding));
    return [...others, ...this.findings(this.read, checkpoint)].sort(byPlace);
  }

  /** Reads what an edit at an offset will be compared with; the texts are as they were read. */
  prepare(file: string, at: number, source: ProjectFiles, checkpoint: () => void): void {
    if (this.near || this.texts.size > 0) return;
    const excerpt = excerptFor(this.read, new Map([[file, [{ start: at, end: at }]]]));
    const findings = excerpt && this.findingsIn(excerpt, source, checkpoint);
    if (findings) this.near = { excerpt, findings };
  }

  private excerpt(
    edited: readonly string[],
    source: ProjectFiles,
    checkpoint: () => void,
  ): { readonly before: readonly Finding[]; readonly after: Near } | undefined {
    const [file, ...others] = edited;
    if (file === undefined || others.length > 0) return undefined;
    const excerpt = excerptFor(this.read, this.changes(file, source));
    if (!excerpt) return undefined;
    const earlier: ProjectFiles = { ...source, read: (path) => this.textBefore(path) ?? source.read(path) };
    const before =
      this.near?.excerpt.key === excerpt.key
        ? this.near.findings
        : this.findingsIn(excerpt, earlier, checkpoint);
    const after = this.findingsIn(excerpt, source, checkpoint);
    return before && after && { before, after: { excerpt, findings: after } };
  }

  /** Where the texts differ from those that were read, before this edit and after it. */
  private changes(edited: string, source: ProjectFiles): ReadonlyMap<string, readonly Span[]> {
    const changes = new Map<string, readonly Span[]>();
    for (const file of new Set([...this.texts.keys(), edited])) {
      const read = this.read.workspace.files.get(file)?.tree.text;
      const texts = [this.texts.get(file), file === edited ? source.read(file) : undefined];
      if (read === undefined) continue;
      changes.set(
        file,
        texts.flatMap((text) => (text === undefined ? [] : [changeBetween(read, text)])),
      );
    }
    return changes;
  }

  private findingsIn(
    excerpt: Excerpt,
    source: ProjectFiles,
    checkpoint: () => void,
  ): readonly Finding[] | undefined {
    const read = readExcerpt(excerpt, source, (text) => this.trees.get(text));
    return read && this.findings(read, checkpoint);
  }

  private findings(read: ProjectConfigurations, checkpoint: () => void): readonly Finding[] {
    const { levels = {} } = this.options;
    return checkConfigurations(read, { checkpoint, levels });
  }

  private textBefore(file: string): string | undefined {
    return this.texts.get(file) ?? this.read.workspace.files.get(file)?.tree.text;
  }
}
