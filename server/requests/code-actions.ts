import type { CancellationToken, CodeAction, CodeActionParams } from 'vscode-languageserver';
import { codeActionsAt, explanationsAt } from '../features/diagnostics.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';

export function codeActions(session: Session) {
  return async (
    { textDocument: { uri }, range, context: { only } }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[] | null> => {
    const located = session.locate(uri);
    if (!located || (only && !only.some((kind) => kind === '' || 'quickfix'.startsWith(kind)))) return null;
    const { root, file } = located;
    // An edit for an older text would land in the wrong place.
    await orCancelled(session.near(root), token);
    if (!session.host.isNear(root)) return null;
    const here = session.findings(root).filter(({ place }) => place.file === file);
    const explained = session.client.canExplain ? explanationsAt(here, range) : [];
    return [...codeActionsAt(here, range, (other) => session.target(root, other)), ...explained];
  };
}
