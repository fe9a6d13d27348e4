// A language server that keeps its documents and has nothing to say about them: what is left of a time that `bench`
// measures when nothing is computed, which is the machine's and the protocol's.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const {
  createConnection,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocuments,
  TextDocumentSyncKind,
} = require('vscode-languageserver/node');
const { TextDocument } = require('vscode-languageserver-textdocument');

const connection = createConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
const documents = new TextDocuments(TextDocument);
connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: {},
    diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
  },
}));
connection.languages.diagnostics.on(({ textDocument }) => {
  // As the first thing that any server would do.
  documents.get(textDocument.uri)?.getText();
  return { kind: 'full', items: [] };
});
connection.onCompletion(() => ({ isIncomplete: false, items: [] }));
documents.listen(connection);
connection.listen();
