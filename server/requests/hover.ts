import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../features/hover.js';
import type { Session } from '../session.js';

export function hover(session: Session) {
  return ({ textDocument, position }: HoverParams): Hover | null => {
    const open = session.featureDocument(textDocument.uri);
    if (!open) return null;
    const { document, feature } = open;
    const { root } = session.locate(textDocument.uri) ?? {};
    const found = hoverAt(feature, document.offsetAt(position), {
      parser: session.assets.parser,
      facts: session.factsOf(root),
      catalogue: session.catalogueOf(root),
      reference: () => session.reference,
    });
    if (!found) return null;
    const { markdown, span } = found;
    return {
      contents: { kind: MarkupKind.Markdown, value: markdown },
      range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
    };
  };
}
