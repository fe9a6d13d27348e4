import type { Catalogue, Context, DirectiveSpec, Family } from '../catalogue/index.js';
import type { IncludedConfiguration, LocatedDirective } from '../include.js';
import type { Word } from '../tree.js';
import type { BlockState } from './block-state.js';
import type { ConfFault, FaultCode, FaultLevel } from './fault.js';

export interface FaultDetails {
  /** `emerg` unless said. */
  readonly level?: FaultLevel;
  /** `conf/invalid-value` unless said. */
  readonly code?: FaultCode;
  /** What to underline: the directive's name and arguments unless said. */
  readonly at?: Word | LocatedDirective;
  /** The directive that the word `at` stands in, where that is not the one at hand. */
  readonly in?: LocatedDirective;
  readonly related?: ConfFault['related'];
  readonly suggestion?: string;
  /** At the end of a block: nginx names the line of the directive at hand all the same. */
  readonly isNamedThere?: true;
  /** nginx says it without `in FILE:LINE`. */
  readonly unplaced?: true;
  /** nginx says it when it has read the whole directive with its block of Lua. */
  readonly atEnd?: true;
}

/**
 * One directive in the hands of the function that nginx would call for it. Its context and the number of its
 * arguments are right.
 */
export interface Call {
  readonly spec: DirectiveSpec;
  readonly located: LocatedDirective;
  readonly name: string;
  readonly args: readonly Word[];
  /** The decoded arguments, without the name: nginx's value[1] is `values[0]`. */
  readonly values: readonly string[];
  readonly context: Context;
  readonly family: Family;
  /** The block that the directive stands in. */
  readonly block: BlockState;
  /** The block that a block directive opens. */
  readonly inner: BlockState | undefined;
  /** The whole configuration's. */
  readonly cycle: BlockState;
  readonly catalogue: Catalogue;
  readonly options: ValidateOptions;
  readonly configuration: IncludedConfiguration;
  /** What nginx prints with ngx_conf_log_error. */
  readonly report: (message: string, details?: FaultDetails) => void;
  /** The same about the block as a whole: nginx has read its `}`. */
  readonly reportAtEnd: (message: string, details?: FaultDetails) => void;
  /** The same about an entry of the block (`map`, `types` …), which has been read when the block's setter is called. */
  readonly reportIn: (entry: LocatedDirective, message: string, details?: FaultDetails) => void;
}

export interface ValidateOptions {
  readonly catalogue?: Catalogue;
  /** The contexts that the root file's top may have; `main` unless told. */
  readonly context?: Context;
  /**
   * The surroundings of the root file are not known: what may be declared there is not missed. For snippets.
   */
  readonly isPart?: boolean;
  /** Whether a value will be filled in by a template, so that nobody can judge it. */
  readonly isPlaceholder?: (raw: string) => boolean;
  /** Says whether nginx can read a file that a directive names (path as written); without it files are not looked for. */
  readonly fileExists?: (path: string) => boolean | undefined;
  /** Called every few dozen directives; may throw to give the validation up. */
  readonly checkpoint?: (() => void) | undefined;
}

/**
 * Does what the C function of the same name does. A string is what that function returns for ngx_conf_handler to
 * complete: `"NAME" directive STRING`.
 */
export type Setter = (call: Call) => string | undefined;

/** Setters by the name of the C function. */
export type Setters = Readonly<Record<string, Setter>>;

/** What nginx does when it has read the `}` of a block; for the whole configuration, when it has read all. */
export type BlockEnd = (end: BlockEndCall) => void;

/** `at` is needed: there is no directive at hand. `start` is the beginning of a file that has none. */
export type EndDetails = Omit<FaultDetails, 'at'> & { readonly at: Word | LocatedDirective | 'start' };

export interface BlockEndCall {
  /** The block that ends. */
  readonly block: BlockState;
  readonly cycle: BlockState;
  readonly catalogue: Catalogue;
  readonly options: ValidateOptions;
  readonly configuration: IncludedConfiguration;
  /** nginx names the line of the block's `}`. */
  readonly report: (message: string, details: EndDetails) => void;
}
