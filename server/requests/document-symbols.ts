import type { DocumentSymbol, DocumentSymbolParams } from 'vscode-languageserver';
import { symbolsOf } from '../features/symbols.js';
import type { Session } from '../session.js';
import { answersForLua } from './lua-features.js';

export function documentSymbols(session: Session) {
  return ({ textDocument: { uri } }: DocumentSymbolParams): DocumentSymbol[] | null => {
    const open = session.featureDocument(uri);
    if (!open || !answersForLua(session, uri, open.feature)) return null;
    return symbolsOf(open.feature, session.assets.parser);
  };
}
