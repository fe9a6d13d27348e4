import type { Finding, Severity } from '../../contract/index.js';
import type { Project, ProjectConfigurations } from '../openresty/index.js';
import type { StateReport } from '../state/index.js';

/** What a rule may look at. Parts that cost something are computed when the first rule asks. */
export interface RuleContext {
  readonly project: Project;
  readonly state: StateReport;
  /** The Lua engine's compile step: its message with the chunk's line, or nothing for a good chunk. */
  readonly compile: (text: string, chunkName: string) => string | undefined;
  /** To be called every few milliseconds; may throw to give up. */
  readonly checkpoint?: (() => void) | undefined;
}

/** What a rule may look at that is asked again after each edit of a configuration. */
export interface ConfigurationContext {
  readonly project: ProjectConfigurations;
  readonly checkpoint?: (() => void) | undefined;
}

/** A small program, by file name. */
export type Example = Readonly<Record<string, string>>;

/** The data of a rule: the docs and the settings are made from it, the tests from its examples. */
interface RuleData {
  /** `family/name`. */
  readonly code: string;
  readonly severity: Severity;
  /** Looked for only where the settings or the command line give it a severity. */
  readonly offByDefault?: true;
  /** One line, as a list of rules shows it. */
  readonly summary: string;
  /** Why it is a fault, in a paragraph. */
  readonly why: string;
  /** What to do, in a paragraph. */
  readonly mend?: string;
  /** Look-alikes that stay silent, a phrase each. */
  readonly silent?: readonly string[];
  /** The public place where the facts behind it are written down. */
  readonly docs: string;
  /** A program in which the rule fires. */
  readonly bad: Example;
  /** The same program, mended: the rule stays silent. */
  readonly good: Example;
}

export interface ProjectRule extends RuleData {
  readonly scope?: 'project';
  check(context: RuleContext): readonly Finding[];
}

/** One that looks at nothing but the configurations: it is asked again after each edit of one, without the rest of the project. */
export interface ConfigurationRule extends RuleData {
  readonly scope: 'configuration';
  check(context: ConfigurationContext): readonly Finding[];
}

export type Rule = ProjectRule | ConfigurationRule;
