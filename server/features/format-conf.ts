import {
  formatDocument,
  formatOnType,
  formatRange,
  type FormatEdit,
  type FormatLua,
  type FormatOptions,
  type FormatResult,
} from '../../core/nginx/index.js';
import type { Settings } from '../../contract/index.js';

/** What an editor says about a document's layout (LSP's FormattingOptions). */
export interface EditorLayout {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
  readonly insertFinalNewline?: boolean | undefined;
}

/** What is to be laid out: all, a range, or what a typed character is about; UTF-16 offsets. */
export type FormatRequest =
  | { readonly kind: 'document' }
  | { readonly kind: 'range'; readonly start: number; readonly end: number }
  | { readonly kind: 'typed'; readonly offset: number; readonly typed: string };

/** The edits that lay out a configuration; none where it is refused. */
export function formatConf(
  text: string,
  request: FormatRequest,
  editor: EditorLayout,
  settings: Settings['format'],
  formatLua?: FormatLua,
): readonly FormatEdit[] {
  const options = {
    tabSize: editor.tabSize,
    insertSpaces: editor.insertSpaces,
    align: settings.align,
    ...(editor.insertFinalNewline === true && { finalNewline: true }),
    ...(formatLua && settings.lua && request.kind !== 'typed' && { formatLua }),
  };
  const result = resultOf(text, request, options);
  return result.kind === 'formatted' ? result.edits : [];
}

function resultOf(text: string, request: FormatRequest, options: FormatOptions): FormatResult {
  if (request.kind === 'document') return formatDocument(text, options);
  if (request.kind === 'range') return formatRange(text, request, options);
  return formatOnType(text, request.offset, request.typed, options);
}
