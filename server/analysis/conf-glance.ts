import type { Finding, RuleLevels } from '../../contract/index.js';
import { changeBetween, parseConf, withChange, type Change, type Span } from '../../core/nginx/index.js';
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

interface Edited {
  readonly text: string;
  /** What became of the text that was read: disjoint, in its order. */
  readonly changes: readonly Change[];
}

/**
 * What is known of a program's configurations in the moments after an edit. Only an excerpt is read: the blocks around
 * the edit, and the names beside them. What it says after the edit and did not say before is new, what it says no more
 * is gone; everything else is as the whole analysis had it. So an edit of one server tells nothing about another one
 * until the whole is analysed again. Where an excerpt would be no smaller than the whole, the whole is read.
 */
export class ConfigurationGlances {
  private readonly trees = new TextMemo((text) => parseConf(text));
  /** The files that were edited since they were read, as the last edit left them. */
  private readonly edits = new Map<string, Edited>();
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
    const now = new Map(edited.flatMap((file) => this.editedNow(file, source)));
    const near = this.excerpt(edited, now, source, checkpoint);
    for (const [file, one] of now) this.edits.set(file, one);
    this.trees.endRound();
    const [shift] = shifts;
    if (near && shift) {
      this.near = near.after;
      return afterEdit(known, near.before, near.after.findings, shift);
    }
    this.near = undefined;
    this.edits.clear();
    this.read = readConfigurations(source, this.options.reading ?? {});
    const others = known
      .filter((finding) => !isOfConfiguration(finding))
      .map((finding) => shifts.reduce((moved, shift) => shift.nearest(moved), finding));
    return [...others, ...this.findings(this.read, checkpoint)].sort(byPlace);
  }

  /** Reads what an edit at an offset will be compared with; the texts are as they were read. */
  prepare(file: string, at: number, source: ProjectFiles, checkpoint: () => void): void {
    if (this.near || this.edits.size > 0) return;
    const excerpt = excerptFor(this.read, new Map([[file, [{ start: at, end: at }]]]));
    const findings = excerpt && this.findingsIn(excerpt, source, this.edits, checkpoint);
    if (findings) this.near = { excerpt, findings };
  }

  private editedNow(file: string, source: ProjectFiles): [string, Edited][] {
    const [before, text] = [this.textBefore(file), source.read(file)];
    if (before === undefined || text === undefined) return [];
    const changes = withChange(this.edits.get(file)?.changes ?? [], changeBetween(before, text));
    return [[file, { text, changes }]];
  }

  private excerpt(
    edited: readonly string[],
    now: ReadonlyMap<string, Edited>,
    source: ProjectFiles,
    checkpoint: () => void,
  ): { readonly before: readonly Finding[]; readonly after: Near } | undefined {
    if (edited.length !== 1 || now.size !== 1) return undefined;
    const after = new Map([...this.edits, ...now]);
    const excerpt = excerptFor(this.read, placesOf(this.edits, after));
    if (!excerpt) return undefined;
    const earlier: ProjectFiles = { ...source, read: (path) => this.textBefore(path) ?? source.read(path) };
    const before =
      this.near?.excerpt.key === excerpt.key
        ? this.near.findings
        : this.findingsIn(excerpt, earlier, this.edits, checkpoint);
    const findings = this.findingsIn(excerpt, source, after, checkpoint);
    return before && findings && { before, after: { excerpt, findings } };
  }

  private findingsIn(
    excerpt: Excerpt,
    source: ProjectFiles,
    edits: ReadonlyMap<string, Edited>,
    checkpoint: () => void,
  ): readonly Finding[] | undefined {
    const changesOf = (file: string): readonly Change[] => edits.get(file)?.changes ?? [];
    const read = readExcerpt(excerpt, source, changesOf, (text) => this.trees.get(text));
    return read && this.findings(read, checkpoint);
  }

  private findings(read: ProjectConfigurations, checkpoint: () => void): readonly Finding[] {
    const { levels = {} } = this.options;
    return checkConfigurations(read, { checkpoint, levels });
  }

  private textBefore(file: string): string | undefined {
    return this.edits.get(file)?.text ?? this.read.workspace.files.get(file)?.tree.text;
  }
}

/** Where the texts differ from those that were read, before an edit and after it. */
function placesOf(...edits: readonly ReadonlyMap<string, Edited>[]): ReadonlyMap<string, readonly Span[]> {
  const places = new Map<string, readonly Span[]>();
  for (const [file, { changes }] of edits.flatMap((one) => [...one]))
    places.set(file, [...(places.get(file) ?? []), ...changes]);
  return places;
}
