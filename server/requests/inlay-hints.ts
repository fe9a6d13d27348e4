import type { CancellationToken, InlayHint, InlayHintParams } from 'vscode-languageserver';
import { availableParallelism } from 'node:os';
import { hintsOf } from '../features/inlay-hints.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';

export function inlayHints(session: Session) {
  return async (
    { textDocument: { uri }, range }: InlayHintParams,
    token: CancellationToken,
  ): Promise<InlayHint[] | null> => {
    const located = session.locate(uri);
    if (!located) return null;
    const { root, file } = located;
    const settings = session.settingsOf(root).inlayHints;
    if (!Object.values(settings).includes(true)) return null;
    if (!session.host.latest(root)) await orCancelled(session.current(root), token);
    const open = session.featureDocument(uri);
    if (open?.feature.language !== 'nginx') return null;
    const { document } = open;
    const { workspace } = session.configurationsOf(root);
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return hintsOf(file, workspace, {
      settings,
      catalogue: session.catalogueOf(root),
      processors: availableParallelism(),
    })
      .filter(({ offset }) => offset >= start && offset <= end)
      .map(({ offset, label, tooltip }) => ({
        position: document.positionAt(offset),
        label,
        tooltip,
        paddingLeft: true,
      }));
  };
}
