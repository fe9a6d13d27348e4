import type { Finding, ModuleDirectives, RuleLevels } from '../../contract/index.js';
import type { ProjectFacts } from './facts.js';

/** A program that is analysed by itself: a workspace folder, or what lies around a file that is in none. */
export interface AnalysedFolder {
  /** Absolute, with `/`. */
  readonly root: string;
  /** Only what lies directly in the folder: for a file that was opened without a workspace. */
  readonly flat: boolean;
  /** Relative to the root; empty: nginx's own rules. */
  readonly prefix: string;
  /** The configuration to read, relative to the root; empty: all that are found. */
  readonly conf: string;
  /** Which rules are on, and how severe their findings are. */
  readonly rules: RuleLevels;
  /** Directives that the settings add; none unless told. */
  readonly modules?: ModuleDirectives;
  /** The release of nginx; empty: the newest. */
  readonly nginxVersion?: string;
}

/** What the server's main thread tells the analysis thread. Paths are absolute, with `/`. */
export type ToThread =
  | { readonly type: 'folder'; readonly folder: AnalysedFolder }
  | { readonly type: 'forget'; readonly root: string }
  | { readonly type: 'text'; readonly path: string; readonly text: string | undefined }
  /** What the editor's text has from `start` to `end` (UTF-16 offsets) is now `text`. */
  | {
      readonly type: 'edit';
      readonly path: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }
  | { readonly type: 'changed'; readonly paths: readonly string[] }
  /** `run` counts what is asked of the thread: the cancelled one, and with it all before, is named by it. */
  | { readonly type: 'analyse'; readonly root: string; readonly run: number }
  /** What can be said at once about the changes since the last analysis. */
  | { readonly type: 'glance'; readonly root: string; readonly run: number };

/** `same`: nothing that the analysis reads has changed. `unknown`: only a whole analysis can tell. */
export type Glance =
  | { readonly outcome: 'same' | 'unknown' }
  | { readonly outcome: 'near'; readonly findings: readonly Finding[] };

export interface AnalysisResult {
  /** By file, then by place; files relative to the root. */
  readonly findings: readonly Finding[];
  readonly facts: ProjectFacts;
  /** What a reader of the findings should know: what was left out or cut, which rule failed. */
  readonly notes: readonly string[];
}

/** What the analysis thread answers. */
export type FromThread =
  | { readonly type: 'ready' }
  | {
      readonly type: 'result';
      readonly run: number;
      readonly result: AnalysisResult;
      /** Milliseconds. */
      readonly duration: number;
    }
  | { readonly type: 'glanced'; readonly run: number; readonly glance: Glance }
  /** It was told to end, and did. */
  | { readonly type: 'cancelled'; readonly run: number }
  | { readonly type: 'failed'; readonly run: number; readonly message: string };

/** What the thread starts with. */
export interface ThreadData {
  /** The contents of web-tree-sitter.wasm, tree-sitter-lua.wasm and lua.wasm. */
  readonly treeSitter: Uint8Array;
  readonly luaGrammar: Uint8Array;
  readonly luaEngine: Uint8Array;
  /** One Int32: the last run that is not wanted any more. */
  readonly cancelled: SharedArrayBuffer;
}

/** The analysis was told to end. */
export class AnalysisCancelled extends Error {
  override name = 'AnalysisCancelled';
}
