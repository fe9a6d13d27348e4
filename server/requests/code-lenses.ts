import type { CancellationToken, CodeLens, CodeLensParams } from 'vscode-languageserver';
import { showPlacesCommand } from '../../contract/index.js';
import { LineIndex, normalizePath } from '../../core/nginx/index.js';
import { lensesOf, type LensPlace } from '../features/code-lenses.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';

export function codeLenses(session: Session) {
  return async (
    { textDocument: { uri } }: CodeLensParams,
    token: CancellationToken,
  ): Promise<CodeLens[] | null> => {
    const located = session.locate(uri);
    if (!located || !session.settingsOf(located.root).codeLens.enable) return null;
    const { root, file } = located;
    if (!session.host.latest(root)) await orCancelled(session.current(root), token);
    if (session.featureDocument(uri)?.feature.language !== 'nginx') return null;
    const { workspace } = session.configurationsOf(root);
    const lines = new Map<string, LineIndex>();
    const rangeIn = (path: string, { start, end }: LensPlace['span']): CodeLens['range'] => {
      const known = lines.get(path) ?? new LineIndex(workspace.files.get(path)?.tree.text ?? '');
      lines.set(path, known);
      return { start: known.positionAt(start), end: known.positionAt(end) };
    };
    return lensesOf(file, workspace).map(({ span, title, places }) => {
      const range = rangeIn(normalizePath(file), span);
      const locations = places.map((place) => ({
        uri: session.target(root, place.file).uri,
        range: rangeIn(place.file, place.span),
      }));
      // Without places, or for a client that has no such command, a lens is a text to read.
      const leads = locations.length > 0 && session.client.canExplain;
      return {
        range,
        command: {
          title,
          command: leads ? showPlacesCommand : '',
          ...(leads && { arguments: [uri, range.start, locations] }),
        },
      };
    });
  };
}
