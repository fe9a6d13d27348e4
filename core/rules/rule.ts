import type { Finding, Severity } from '../../contract/index.js';
import type { Project } from '../openresty/index.js';
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

/** A small program, by file name. */
export type Example = Readonly<Record<string, string>>;

/** A rule is data and one function; the docs and the settings are made from the data, the tests from the examples. */
export interface Rule {
  /** `family/name`. */
  readonly code: string;
  readonly severity: Severity;
  /** Looked for only where the settings or the command line give it a severity. */
  readonly offByDefault?: true;
  /**
   * `configuration`: it looks at nothing but the project's configurations, so that it can be asked again after each edit
   * of one, without the rest of the project.
   */
  readonly scope?: 'configuration';
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
  check(context: RuleContext): readonly Finding[];
}
