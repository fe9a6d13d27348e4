import type { CancellationToken, CodeAction, CodeActionParams } from 'vscode-languageserver';
import { codeActionsAt, explanationsAt } from '../features/diagnostics.js';
import { mendsAt } from '../features/conf-mends.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';
import { includeActions } from './include-actions.js';

export function codeActions(session: Session) {
  return async (
    { textDocument: { uri }, range, context: { only } }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[] | null> => {
    const located = session.locate(uri);
    const wanted = (kind: string): boolean =>
      !only || only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
    const mends = [
      ...confMends(session, uri, range).filter(({ kind }) => wanted(kind ?? '')),
      ...includeActions(session, uri, range, wanted),
    ];
    if (!located || !wanted('quickfix')) return mends;
    const { root, file } = located;
    // An edit for an older text would land in the wrong place.
    await orCancelled(session.near(root), token);
    if (!session.host.isNear(root)) return mends;
    const here = session.findings(root).filter(({ place }) => place.file === file);
    const explained = session.client.canExplain ? explanationsAt(here, range) : [];
    return [...codeActionsAt(here, range, (other) => session.target(root, other)), ...mends, ...explained];
  };
}

/** What the text alone shows; for the version that is open now. */
function confMends(session: Session, uri: string, range: CodeActionParams['range']): CodeAction[] {
  const open = session.featureDocument(uri);
  if (open?.feature.language !== 'nginx') return [];
  const { document, feature } = open;
  const selection = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return mendsAt(feature.parsed.conf, selection).map(({ title, kind, edits }) => ({
    title,
    kind,
    edit: {
      changes: {
        [uri]: edits.map(({ span, newText }) => ({
          range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
          newText,
        })),
      },
    },
  }));
}
