import {
  SemanticTokensBuilder,
  type SemanticTokens,
  type SemanticTokensLegend,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { namesOfFile, type NameOccurrence } from '../../core/nginx/index.js';
import { semanticTokens, tokenModifiers, tokenTypes } from '../features/semantic-tokens.js';
import type { FeatureDocument } from '../features/place.js';
import type { Session } from '../session.js';

export const legend: SemanticTokensLegend = {
  tokenTypes: [...tokenTypes],
  tokenModifiers: [...tokenModifiers],
};

export function allTokens(session: Session) {
  return ({ textDocument: { uri } }: SemanticTokensParams): SemanticTokens =>
    encoded(session, uri, (document) => document.getText().length);
}

export function tokensInRange(session: Session) {
  return ({ textDocument: { uri }, range }: SemanticTokensRangeParams): SemanticTokens =>
    encoded(
      session,
      uri,
      (document) => document.offsetAt(range.end),
      (document) => document.offsetAt(range.start),
    );
}

/** Lua files have none: a Lua server, or the grammar, answers for them. */
function encoded(
  session: Session,
  uri: string,
  endOf: (document: TextDocument) => number,
  startOf: (document: TextDocument) => number = () => 0,
): SemanticTokens {
  const open = session.featureDocument(uri);
  if (open?.feature.language !== 'nginx') return { data: [] };
  const { document, feature } = open;
  const within = { start: startOf(document), end: endOf(document) };
  const builder = new SemanticTokensBuilder();
  const tokens = semanticTokens(
    feature.parsed.conf,
    namesOf(session, uri, feature),
    within,
    session.catalogueOf(session.locate(uri)?.root),
  );
  for (const { span, type, modifiers } of tokens) {
    const { line, character } = document.positionAt(span.start);
    const bits = modifiers.reduce((set, modifier) => set | (1 << tokenModifiers.indexOf(modifier)), 0);
    builder.push(line, character, span.end - span.start, tokenTypes.indexOf(type), bits);
  }
  return builder.build();
}

/** With those of its Lua, and its family, where the file is one of a project. */
function namesOf(session: Session, uri: string, { parsed }: FeatureDocument): readonly NameOccurrence[] {
  const located = session.locate(uri);
  if (!located) return namesOfFile(parsed.conf).occurrences;
  return session.names(located).namesOf(located.file).occurrences;
}
