import type {
  FoldingRange,
  FoldingRangeParams,
  SelectionRange,
  SelectionRangeParams,
} from 'vscode-languageserver';
import { foldingRangesOf } from '../features/folding.js';
import { selectionRangeAt } from '../features/selection.js';
import type { Session } from '../session.js';
import { answersForLua } from './lua-features.js';

export function foldingRanges(session: Session) {
  return ({ textDocument: { uri } }: FoldingRangeParams): FoldingRange[] | null => {
    const open = session.featureDocument(uri);
    return open ? foldingRangesOf(open.feature) : null;
  };
}

export function selectionRanges(session: Session) {
  return ({ textDocument: { uri }, positions }: SelectionRangeParams): SelectionRange[] | null => {
    const open = session.featureDocument(uri);
    if (!open || !answersForLua(session, uri, open.feature)) return null;
    const { document, feature } = open;
    return positions.map((position) =>
      selectionRangeAt(feature, document.offsetAt(position), session.assets.parser),
    );
  };
}
