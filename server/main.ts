import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { languageMessages, type FeatureName } from '../contract/index.js';
import { codeActions } from './requests/code-actions.js';
import { completion, completionResolve, completionTriggers } from './requests/completion.js';
import { rehearseCompletion } from './requests/completion-rehearsal.js';
import { codeLenses } from './requests/code-lenses.js';
import { definitions } from './requests/definitions.js';
import { documentLinks } from './requests/document-links.js';
import { documentSymbols } from './requests/document-symbols.js';
import { effectiveConfiguration } from './requests/effective-configuration.js';
import { foldingRanges, selectionRanges } from './requests/ranges.js';
import { formatting, onTypeFormatting, rangeFormatting } from './requests/formatting.js';
import { hover } from './requests/hover.js';
import { inlayHints } from './requests/inlay-hints.js';
import { signatureHelp, signatureTriggers } from './requests/signature-help.js';
import { highlights, prepareRename, references, rename } from './requests/names.js';
import { allTokens, legend, tokensInRange } from './requests/semantic-tokens.js';
import { projectSymbols } from './requests/workspace-symbols.js';
import { serveDiagnostics } from './requests/diagnostics.js';
import { guarded } from './guard.js';
import { Session, type ClientAbilities, type ServerAssets } from './session.js';
import { projectEndings } from './workspace/project-files.js';
import { pathOfUri } from './workspace/uris.js';

export type { ServerAssets } from './session.js';

/** Serves one client over the channel that the command line names: `--stdio`, `--node-ipc`, `--pipe=…`, `--socket=…`. */
export function startLanguageServer(assets: ServerAssets): void {
  serve(createConnection(ProposedFeatures.all), assets);
}

/** Serves a client over a connection that is there. */
export function serve(connection: Connection, assets: ServerAssets): void {
  const log = (message: string): void => connection.console.error(message);
  // A fault outside of any request: the client should know, and the server lives on.
  process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`unhandled rejection: ${String(reason)}`));
  connection.onInitialize((params) => {
    const session = new Session(connection, assets, abilitiesOf(params));
    listen(session, params);
    return answer(session);
  });
  connection.listen();
}

type Handle<Params, Result> = (params: Params, token: CancellationToken) => Result | Promise<Result>;

/** The whole of the wiring: each request and its feature. */
function listen(session: Session, params: InitializeParams): void {
  const { connection, documents, host } = session;
  const guard = <Params, Result>(
    name: string,
    nothing: Result,
    handle: Parameters<typeof guarded<Params, Result>>[3],
  ): ReturnType<typeof guarded<Params, Result>> =>
    guarded(name, nothing, (message) => session.log(message), handle);

  /** The feature, where nobody has turned it off. */
  const when =
    <Params extends { textDocument: { uri: string } }, Result>(
      name: FeatureName,
      handle: Handle<Params, Result>,
    ): Handle<Params, Result | null> =>
    (params, token) =>
      session.isOn(name, params.textDocument.uri) ? handle(params, token) : null;

  // A document may be opened as soon as the client has its answer: its folder is known by then.
  for (const root of foldersOf(params)) session.addFolder(root);
  connection.onInitialized(guard('initialized', undefined, () => begin(session)));
  connection.onShutdown(() => host.dispose());

  connection.onHover(guard('hover', null, when('hover', hover(session))));
  connection.onCompletion(guard('completion', null, when('completion', completion(session))));
  connection.onCompletionResolve((item) => guard('completion item', item, completionResolve(session))(item));
  connection.onSignatureHelp(guard('signature help', null, when('signatureHelp', signatureHelp(session))));
  connection.onDocumentSymbol(guard('document symbols', null, when('symbols', documentSymbols(session))));
  connection.onDefinition(guard('definition', null, when('definition', definitions(session))));
  connection.onReferences(guard('references', null, when('references', references(session))));
  connection.onPrepareRename(guard('prepare rename', null, when('rename', prepareRename(session))));
  connection.onRenameRequest(guard('rename', null, when('rename', rename(session))));
  connection.onDocumentHighlight(guard('highlights', null, when('highlight', highlights(session))));
  connection.onCodeAction(guard('code actions', null, when('codeAction', codeActions(session))));
  connection.onCodeLens(guard('code lenses', null, codeLenses(session)));
  connection.languages.inlayHint.on(guard('inlay hints', null, inlayHints(session)));
  connection.onFoldingRanges(guard('folding', null, when('folding', foldingRanges(session))));
  connection.onSelectionRanges(
    guard('selection ranges', null, when('selectionRange', selectionRanges(session))),
  );
  connection.onDocumentLinks(guard('document links', null, when('links', documentLinks(session))));
  connection.languages.semanticTokens.on(
    guard('semantic tokens', { data: [] }, when('semanticTokens', allTokens(session))),
  );
  connection.languages.semanticTokens.onRange(
    guard('semantic tokens', { data: [] }, when('semanticTokens', tokensInRange(session))),
  );
  connection.onWorkspaceSymbol(guard('workspace symbols', null, projectSymbols(session)));
  connection.onDocumentFormatting(guard('formatting', null, when('formatting', formatting(session))));
  connection.onDocumentRangeFormatting(
    guard('range formatting', null, when('formatting', rangeFormatting(session))),
  );
  connection.onDocumentOnTypeFormatting(
    guard('formatting on type', null, when('formatting', onTypeFormatting(session))),
  );
  connection.onRequest(
    languageMessages.effectiveConfiguration,
    guard('effective configuration', null, effectiveConfiguration(session)),
  );
  serveDiagnostics(session, guard);
  rehearseCompletion(session);

  connection.onDidChangeConfiguration(guard('settings', undefined, () => session.readSettings()));
  connection.onDidChangeWatchedFiles(
    guard('watched files', undefined, ({ changes }) =>
      changedOnDisk(
        session,
        changes.map(({ uri }) => uri),
      ),
    ),
  );
  const folderEvents = guard(
    'files',
    undefined,
    ({ files }: { files: { uri?: string; oldUri?: string; newUri?: string }[] }) =>
      changedOnDisk(
        session,
        files.flatMap(({ uri, oldUri, newUri }) => [uri, oldUri, newUri].filter((one) => one !== undefined)),
      ),
  );
  connection.workspace.onDidCreateFiles((event) => void folderEvents(event));
  connection.workspace.onDidDeleteFiles((event) => void folderEvents(event));
  connection.workspace.onDidRenameFiles((event) => void folderEvents(event));

  const openedDocument = guard('open', undefined, session.opened.bind(session));
  documents.onDidOpen(({ document }) => void openedDocument(document));
  documents.onDidChangeContent(({ document }) => session.changed(document));
  documents.onDidClose(({ document }) => session.closed(document));
  documents.listen(connection);
}

/** The folders that the client has open, as paths. */
function foldersOf({ workspaceFolders, ...params }: InitializeParams): string[] {
  // Before LSP 3.6 there was one folder at most.
  const { rootUri } = params as { rootUri?: string | null };
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.flatMap((uri) => pathOfUri(uri) ?? []);
}

async function begin(session: Session): Promise<void> {
  const { connection, client } = session;
  session.begin();
  if (client.workspaceFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) session.removeFolder(pathOfUri(uri) ?? uri);
      for (const { uri } of added) session.addFolder(pathOfUri(uri) ?? uri);
      session.begin();
    });
  }
  if (client.configuration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'openresty' });
  if (client.watchFiles) {
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [
        { globPattern: `**/*.{${projectEndings.join(',')}}` },
        // What the setting `openresty.modules` may name.
        { globPattern: '**/*modules*.json' },
      ],
    });
  }
}

/** What is open in the editor counts as it is there, whatever lies on the disk. */
function changedOnDisk(session: Session, uris: readonly string[]): void {
  const { host, documents } = session;
  const open = new Set(documents.all().map(({ uri }) => pathOfUri(uri)));
  const paths = uris.flatMap((uri) => pathOfUri(uri) ?? []).filter((path) => !open.has(path));
  if (paths.length > 0) host.changed(paths);
  for (const path of paths) session.namesChanged(path);
  if (paths.some((path) => session.isSettingsFile(path))) void session.readSettings();
}

function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { workspace, textDocument, window } = capabilities;
  const options: unknown = initializationOptions;
  return {
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    workDoneProgress: window?.workDoneProgress === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    createFiles:
      workspace?.workspaceEdit?.documentChanges === true &&
      workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    insertReplace: textDocument?.completion?.completionItem?.insertReplaceSupport === true,
    listRange: textDocument?.completion?.completionList?.itemDefaults?.includes('editRange') === true,
    listFormat: textDocument?.completion?.completionList?.itemDefaults?.includes('insertTextFormat') === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    otherLuaServer: isOn(options, 'otherLuaServer'),
    canExplain: isOn(options, 'canExplain'),
  };
}

function isOn(options: unknown, name: string): boolean {
  return (
    typeof options === 'object' &&
    options !== null &&
    Object.entries(options).some(([key, value]) => key === name && value === true)
  );
}

const folders = { filters: [{ scheme: 'file', pattern: { glob: '**/*', matches: 'folder' as const } }] };

function answer({ client, assets }: Session): InitializeResult {
  return {
    serverInfo: { name: 'OpenResty Lens', version: assets.version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      completionProvider: { resolveProvider: true, triggerCharacters: [...completionTriggers] },
      signatureHelpProvider: { triggerCharacters: [...signatureTriggers] },
      documentSymbolProvider: { label: 'OpenResty' },
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      documentHighlightProvider: true,
      workspaceSymbolProvider: true,
      semanticTokensProvider: { legend, full: true, range: true },
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.extract', 'refactor.inline'],
      },
      codeLensProvider: {},
      inlayHintProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      documentLinkProvider: {},
      documentFormattingProvider: true,
      documentRangeFormattingProvider: true,
      documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: [';', '\n'] },
      ...(client.pullDiagnostics && {
        diagnosticProvider: {
          identifier: 'openresty',
          interFileDependencies: true,
          workspaceDiagnostics: true,
        },
      }),
      workspace: {
        workspaceFolders: { supported: true, changeNotifications: true },
        fileOperations: { didCreate: folders, didDelete: folders, didRename: folders },
      },
    },
  };
}
