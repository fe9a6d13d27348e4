import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { byFile, resultIdOf, toDiagnostic } from '../features/diagnostics.js';
import { orCancelled, type guarded } from '../guard.js';
import type { Session } from '../session.js';

type Guard = <Params, Result>(
  name: string,
  nothing: Result,
  handle: Parameters<typeof guarded<Params, Result>>[3],
) => ReturnType<typeof guarded<Params, Result>>;

/** Diagnostics by one way only: the client pulls where it can, else they are pushed. */
export function serveDiagnostics(session: Session, guard: Guard): void {
  if (session.client.pullDiagnostics) pull(session, guard);
  else push(session);
}

/** Milliseconds in which the client itself asks for what an edit has changed; after that it is reminded. */
const refreshTime = 250;

function pull(session: Session, guard: Guard): void {
  const { connection } = session;
  const pulls = new Pulls(session);
  const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(
    guard('diagnostics', nothing, (params, token) => pulls.document(params, token)),
  );
  connection.languages.diagnostics.onWorkspace(
    guard('workspace diagnostics', { items: [] }, (params, token) => pulls.workspace(params, token)),
  );
  let reminder: NodeJS.Timeout | undefined;
  session.onResult(() => {
    if (!session.client.refreshDiagnostics) return;
    clearTimeout(reminder);
    reminder = setTimeout(() => {
      if (pulls.areOld()) void connection.languages.diagnostics.refresh();
    }, refreshTime);
  });
}

class Pulls {
  /** What the client was last told of an open document. */
  private readonly told = new Map<string, string>();
  private readonly underWay = new Map<string, number>();

  constructor(private readonly session: Session) {}

  /**
   * A question that the client gives up is answered with RequestCancelled and no data: it asks again for the text as
   * it is then. ServerCancelled that says "do not ask again" would be the last answer that vscode-languageclient
   * (10.1.2, diagnostic.ts, pullAsync) ever takes for that document, for it never forgets the question.
   */
  async document(
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    this.underWay.set(uri, (this.underWay.get(uri) ?? 0) + 1);
    try {
      const located = this.session.locate(uri);
      if (located) await orCancelled(this.session.near(located.root), token);
      const items = this.current(uri);
      const resultId = resultIdOf(items);
      this.told.set(uri, resultId);
      return resultId === previousResultId
        ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
        : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
    } finally {
      this.underWay.set(uri, (this.underWay.get(uri) ?? 1) - 1);
    }
  }

  async workspace(
    { previousResultIds }: WorkspaceDiagnosticParams,
    token: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> {
    const { session } = this;
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const add = (uri: string, version: number | null, diagnostics: Diagnostic[]): void => {
      const resultId = resultIdOf(diagnostics);
      const isOld = previous.get(uri) === resultId;
      previous.delete(uri);
      items.push(
        isOld
          ? { kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId }
          : { kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: diagnostics },
      );
    };
    for (const root of session.host.roots) {
      await orCancelled(session.current(root), token);
      for (const [file, findings] of byFile(session.findings(root))) {
        const { uri, version } = session.target(root, file);
        add(
          uri,
          version,
          findings.map((finding) => toDiagnostic(finding, (other) => session.target(root, other).uri)),
        );
      }
    }
    // What had findings before and has none now.
    for (const uri of [...previous.keys()]) add(uri, session.documents.get(uri)?.version ?? null, []);
    return { items };
  }

  /**
   * Whether an open document would be told something else now than it was, and nobody is asking. One that was never
   * told anything counts too: a client may have given its first question up for an edit and never asked again.
   */
  areOld(): boolean {
    const { documents } = this.session;
    for (const uri of [...this.told.keys()]) if (!documents.get(uri)) this.told.delete(uri);
    return documents
      .all()
      .some(
        ({ uri }) =>
          (this.underWay.get(uri) ?? 0) === 0 &&
          resultIdOf(this.current(uri)) !== (this.told.get(uri) ?? resultIdOf([])),
      );
  }

  private current(uri: string): Diagnostic[] {
    const { session } = this;
    const located = session.locate(uri);
    return located && session.isAnalysed(located)
      ? session.diagnosticsOf(located)
      : session.ownDiagnostics(uri);
  }
}

function push(session: Session): void {
  const { connection, documents } = session;
  const told = new Map<string, Set<string>>();
  session.onResult((root) => {
    const files = byFile(session.findings(root));
    const now = new Set<string>();
    for (const [file, findings] of files) {
      const { uri } = session.target(root, file);
      now.add(uri);
      const diagnostics = findings.map((finding) =>
        toDiagnostic(finding, (other) => session.target(root, other).uri),
      );
      void connection.sendDiagnostics({ uri, diagnostics });
    }
    for (const uri of told.get(root) ?? [])
      if (!now.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    told.set(root, now);
  });
  const pushOwn = (uri: string): void => {
    const located = session.locate(uri);
    if (located && session.isAnalysed(located)) return;
    void connection.sendDiagnostics({ uri, diagnostics: session.ownDiagnostics(uri) });
  };
  documents.onDidChangeContent(({ document: { uri } }) => pushOwn(uri));
}
