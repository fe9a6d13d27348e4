import type { Span } from '../../core/nginx/index.js';

export type ConfItemKind =
  | 'directive'
  | 'block'
  | 'word'
  | 'value'
  | 'parameter'
  | 'variable'
  | 'upstream'
  | 'zone'
  | 'location'
  | 'dict'
  | 'format'
  | 'file'
  | 'directory'
  | 'operator';

/** What an item's documentation is looked up by, when somebody wants to read it. */
export type DocKey =
  | { readonly of: 'directive'; readonly name: string; readonly module: string }
  | { readonly of: 'variable'; readonly name: string; readonly family: 'http' | 'stream' };

/** A proposal, before LSP. */
export interface ConfItem {
  readonly label: string;
  readonly kind: ConfItemKind;
  readonly detail?: string;
  /** What takes the place of `span`; the label unless told. */
  readonly insert?: string;
  /** Whether `insert` has places to fill in, in LSP's notation. */
  readonly isSnippet?: true;
  /** UTF-16 offsets; what stands there is what the item is filtered by. */
  readonly span: Span;
  /** Lower goes first; items of one rank by their order. */
  readonly rank: number;
  readonly isDeprecated?: true;
  readonly doc?: DocKey;
}

/** An item without the part of the text that it replaces. */
export type Proposal = Omit<ConfItem, 'span'>;

export function placed(proposals: readonly Proposal[], span: Span): ConfItem[] {
  return proposals.map((proposal) => ({ ...proposal, span }));
}

/** Text for a snippet: `$`, `}` and the backslash have a meaning there. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
