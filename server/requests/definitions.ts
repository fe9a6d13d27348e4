import type { CancellationToken, DefinitionLink, DefinitionParams, Location } from 'vscode-languageserver';
import { definitionsAt } from '../features/definition.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';
import { answersForLua } from './lua-features.js';

export function definitions(session: Session) {
  return async (
    { textDocument: { uri }, position }: DefinitionParams,
    token: CancellationToken,
  ): Promise<DefinitionLink[] | Location[] | null> => {
    const located = session.locate(uri);
    const root = located?.root;
    // The first answer about a folder may still be on its way; later ones go by what was known last.
    if (root !== undefined && !session.host.latest(root)) await orCancelled(session.current(root), token);
    const open = session.featureDocument(uri);
    if (!open) return null;
    const { document, feature } = open;
    const found = definitionsAt(feature, document.offsetAt(position), {
      parser: session.assets.parser,
      facts: session.factsOf(root),
      read: (file) =>
        file === feature.file
          ? document.getText()
          : root === undefined
            ? undefined
            : session.readText(root, file),
      locals: answersForLua(session, uri, feature),
      ...(located && { names: () => session.names(located) }),
    });
    const uriOf = (file: string): string =>
      root === undefined || file === feature.file ? uri : session.target(root, file).uri;
    if (!session.client.definitionLinks)
      return found.map(({ target: { file, range } }) => ({ uri: uriOf(file), range }));
    return found.map(({ origin, target: { file, range } }) => ({
      originSelectionRange: {
        start: document.positionAt(origin.start),
        end: document.positionAt(origin.end),
      },
      targetUri: uriOf(file),
      targetRange: range,
      targetSelectionRange: range,
    }));
  };
}
