import type { ConfFile } from '../include.js';
import type { Span } from '../tree.js';

/** The rules that nginx's own verdicts belong to. */
export type FaultCode =
  | 'conf/syntax'
  | 'conf/unknown-directive'
  | 'conf/wrong-context'
  | 'conf/wrong-arity'
  | 'conf/duplicate'
  | 'conf/invalid-value'
  | 'conf/undefined-variable'
  | 'conf/undefined-upstream'
  | 'conf/undefined-location'
  | 'conf/undefined-zone'
  | 'conf/undefined-log-format'
  | 'conf/missing-file'
  | 'conf/incomplete'
  | 'conf/deprecated'
  /** Told by a rule of its own, which knows what to do about it. */
  | 'conf/code-cache-off';

/** How nginx logs it: `emerg` ends the test; a few modules use `crit` and `error` for that. */
export type FaultLevel = 'emerg' | 'alert' | 'crit' | 'error' | 'warn';

/** Something that `nginx -t` would say. */
export interface ConfFault {
  readonly code: FaultCode;
  readonly level: FaultLevel;
  /** In nginx's words, without the `in FILE:LINE` that follows them there. */
  readonly message: string;
  readonly file: ConfFile;
  readonly span: Span;
  /** nginx names no file and line with this message. */
  readonly unplaced?: true;
  /** The file and the offset whose line nginx names: the end of the directive's head, or the `}` of a block. */
  readonly nginxFile: ConfFile;
  readonly nginxOffset: number;
  /** Places that belong to it, such as the first of two that are one too many. */
  readonly related?: readonly { readonly message: string; readonly file: ConfFile; readonly span: Span }[];
  /** What stands at `span` should perhaps be this. */
  readonly suggestion?: string;
  /** When nginx would say it: see `LocatedDirective.order`. */
  readonly order: number;
}

/** Whether nginx gives up here. */
export function endsTest({ level }: ConfFault): boolean {
  return level === 'emerg' || level === 'crit' || level === 'error';
}
