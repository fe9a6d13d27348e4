import type { Finding, RuleLevels } from '../../contract/index.js';
import type { LuaSyntax } from '../../core/lua/index.js';
import {
  luaFile,
  withLuaFiles,
  type LuaUnit,
  type Project,
  type ProjectFiles,
  type ReadOptions,
} from '../../core/openresty/index.js';
import { byPlace, checkModule } from '../../core/rules/index.js';
import type { Surroundings } from '../../core/state/index.js';
import { afterEdit } from './after-edit.js';
import { ConfigurationGlances } from './conf-glance.js';
import { Shift } from './shift.js';

export interface GlanceOptions {
  readonly parse: (text: string) => LuaSyntax;
  /** The Lua engine's message, or nothing for a good chunk. */
  readonly compile: (text: string, chunkName: string) => string | undefined;
  /** The same as in the whole analysis. */
  readonly levels?: RuleLevels;
  /** How the whole analysis reads the configurations. */
  readonly reading?: ReadOptions;
}

interface Module {
  readonly unit: LuaUnit;
  /** What the module does by itself, in places of `unit`'s text. */
  readonly own: readonly Finding[];
}

/**
 * What is known of a program in the moments after an edit, before the whole of it was analysed again: the findings of
 * the last whole analysis, moved to where their places are now, and of the edited module what changed in what it does
 * by itself. What an edit changes in the findings of other modules is for the whole analysis to say.
 */
export class Glances {
  private readonly modules = new Map<string, Module>();
  private configurations: ConfigurationGlances | undefined;

  /**
   * @param project as the whole analysis read it
   * @param findings of the whole analysis
   */
  constructor(
    private project: Project,
    private readonly state: Surroundings['state'],
    private findings: readonly Finding[],
    private readonly options: GlanceOptions,
  ) {}

  /** All findings, as far as they are known. */
  get latest(): readonly Finding[] {
    return this.findings;
  }

  /** Whether the moment after an edit of this file can be answered for: not where it brings a configuration. */
  covers(file: string): boolean {
    return this.project.files.has(file) && !this.project.configurationFiles.has(file);
  }

  /** UTF-16 code units of all that the program was read from: its configurations and its Lua. */
  get size(): number {
    const { files, workspace } = this.project;
    const texts = [
      ...[...files.values()].map(({ syntax }) => syntax.text),
      ...[...workspace.files.values()].map(({ tree }) => tree.text),
    ];
    return texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** Whether a file is nginx configuration and nothing else: `editConfigurations` answers for it. */
  isConfiguration(file: string): boolean {
    return this.project.workspace.files.has(file) && !this.project.files.has(file);
  }

  /**
   * All findings, with the present texts of some configuration files: those of the rules that look at configurations
   * only are new, the others are moved to where their places are now. After an edit in a large program only what it
   * changes in its surroundings is told: see `ConfigurationGlances`.
   */
  editConfigurations(
    edited: readonly string[],
    source: ProjectFiles,
    checkpoint: () => void,
  ): readonly Finding[] {
    this.configurations ??= new ConfigurationGlances(this.project, this.options);
    this.findings = this.configurations.edit(edited, source, this.findings, checkpoint);
    this.project = { ...this.project, ...this.configurations.read, problems: this.project.problems };
    return this.findings;
  }

  /** Does now what the first edit at an offset of a configuration would have to wait for. */
  prepareConfiguration(file: string, at: number, source: ProjectFiles, checkpoint: () => void): void {
    this.configurations ??= new ConfigurationGlances(this.project, this.options);
    this.configurations.prepare(file, at, source, checkpoint);
  }

  /** Does now what the first edit of a file would have to wait for. */
  prepare(file: string, checkpoint: () => void): void {
    if (this.covers(file)) this.moduleBefore(file, checkpoint);
  }

  /**
   * All findings, with this text of a file that is covered.
   * @param checkpoint may throw; then the edit counts as not made
   */
  edit(file: string, text: string, checkpoint: () => void): readonly Finding[] {
    const before = this.moduleBefore(file, checkpoint);
    if (!before || before.unit.syntax.text === text) return this.findings;
    const unit = luaFile(file, this.options.parse(text));
    const shift = new Shift(file, before.unit.syntax.text, text);
    const own = this.ownFindings(unit, checkpoint);
    const broken = own.filter(isSyntax);
    // Half a statement says nothing of state: what was found stays until the text can be read again.
    const stays = (findings: readonly Finding[]): Finding[] => [
      ...findings
        .filter((one) => !(isSyntax(one) && one.place.file === file))
        .map((one) => shift.nearest(one)),
      ...broken,
    ];
    this.findings =
      broken.length > 0
        ? stays(this.findings).sort(byPlace)
        : afterEdit(this.findings, before.own, own, shift);
    this.modules.set(file, { unit, own: broken.length > 0 ? stays(before.own) : own });
    return this.findings;
  }

  private moduleBefore(file: string, checkpoint: () => void): Module | undefined {
    const known = this.modules.get(file);
    if (known) return known;
    const unit = this.project.files.get(file);
    if (!unit) return undefined;
    const module: Module = { unit, own: this.ownFindings(unit, checkpoint) };
    this.modules.set(file, module);
    return module;
  }

  private ownFindings(unit: LuaUnit, checkpoint: () => void): readonly Finding[] {
    const before = this.project.files.get(unit.file);
    if (!before) return [];
    const edited = [...this.modules.values()].map((module) => module.unit);
    const project = withLuaFiles(this.project, [...edited.filter(({ file }) => file !== unit.file), unit]);
    const { compile, levels = {} } = this.options;
    return checkModule(project, unit, { state: this.state, before }, compile, { checkpoint, levels });
  }
}

function isSyntax({ code }: Finding): boolean {
  return code === 'lua/syntax';
}
