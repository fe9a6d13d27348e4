import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  FormattingOptions,
  TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatConf, type FormatRequest } from '../features/format-conf.js';
import type { Session } from '../session.js';

export function formatting(session: Session) {
  return ({ textDocument: { uri }, options }: DocumentFormattingParams): TextEdit[] | null =>
    answer(session, uri, options, () => ({ kind: 'document' }));
}

export function rangeFormatting(session: Session) {
  return ({ textDocument: { uri }, range, options }: DocumentRangeFormattingParams): TextEdit[] | null =>
    answer(session, uri, options, (document) => ({
      kind: 'range',
      start: document.offsetAt(range.start),
      end: document.offsetAt(range.end),
    }));
}

export function onTypeFormatting(session: Session) {
  return ({
    textDocument: { uri },
    position,
    ch,
    options,
  }: DocumentOnTypeFormattingParams): TextEdit[] | null =>
    answer(session, uri, options, (document) => ({
      kind: 'typed',
      offset: document.offsetAt(position),
      typed: ch,
    }));
}

/** Null for what is no configuration: plain Lua has formatters of its own. */
function answer(
  session: Session,
  uri: string,
  editor: FormattingOptions,
  requestOf: (document: TextDocument) => FormatRequest,
): TextEdit[] | null {
  const open = session.featureDocument(uri);
  if (open?.feature.language !== 'nginx') return null;
  const { document } = open;
  const { format } = session.settingsOf(session.locate(uri)?.root);
  const formatLua = format.lua ? session.assets.luaFormatter?.() : undefined;
  const edits = formatConf(document.getText(), requestOf(document), editor, format, formatLua);
  return edits.map(({ start, end, text }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    newText: text,
  }));
}
