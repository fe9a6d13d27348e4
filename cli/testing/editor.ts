import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';

/** An editor around the shipped server, over stdio. */
export interface Editor {
  readonly root: string;
  readonly server: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly answer: InitializeResult;
  /** What the server pushed, in order. */
  readonly pushed: PublishDiagnosticsParams[];
  uri(file: string): string;
  text(file: string): string;
  open(file: string): Promise<void>;
  change(file: string, from: string, to: string): Promise<void>;
  pull(file: string): Promise<Diagnostic[]>;
  /** Changes what the settings hold below `openresty`. */
  configure(settings: object): Promise<void>;
}

export const pulls: ClientCapabilities = { textDocument: { diagnostic: {} } };

export interface EditorOptions {
  readonly capabilities?: ClientCapabilities;
  /** What the editor's settings hold below `openresty`. */
  readonly settings?: object;
  readonly withFolder?: boolean;
  readonly initializationOptions?: object;
}

export async function startEditor(
  context: TestContext,
  { capabilities = pulls, settings, withFolder = true, initializationOptions }: EditorOptions = {},
): Promise<Editor> {
  const root = mkdtempSync(path.join(tmpdir(), 'lens-server-'));
  cpSync('sample-project', root, { recursive: true });
  const server = spawn(process.execPath, ['dist/cli.js', 'server', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const pushed: PublishDiagnosticsParams[] = [];
  let current = settings;
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushed.push(params);
  });
  connection.onRequest('workspace/configuration', () => [current ?? {}]);
  connection.listen();
  context.after(() => {
    connection.dispose();
    server.kill('SIGKILL');
    rmSync(root, { recursive: true, force: true });
  });
  const uri = (file: string): string => pathToFileURL(path.join(root, file)).href;
  const answer: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    ...(initializationOptions && { initializationOptions }),
    workspaceFolders: withFolder ? [{ uri: pathToFileURL(root).href, name: 'sample' }] : null,
    capabilities: { ...capabilities, ...(settings && { workspace: { configuration: true } }) },
  });
  await connection.sendNotification('initialized', {});
  const texts = new Map<string, { text: string; version: number }>();
  const text = (file: string): string => texts.get(file)?.text ?? readFileSync(path.join(root, file), 'utf8');
  return {
    root,
    server,
    connection,
    answer,
    pushed,
    uri,
    text,
    open: async (file) => {
      texts.set(file, { text: text(file), version: 1 });
      const languageId = file.endsWith('.lua') ? 'lua' : 'nginx';
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(file), languageId, version: 1, text: text(file) },
      });
    },
    change: async (file, from, to) => {
      const version = (texts.get(file)?.version ?? 0) + 1;
      const before = text(file);
      texts.set(file, { text: before.replace(from, to), version });
      const at = (offset: number): object => {
        const lines = before.slice(0, offset).split('\n');
        return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      };
      const start = before.indexOf(from);
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(file), version },
        contentChanges: [{ range: { start: at(start), end: at(start + from.length) }, text: to }],
      });
    },
    pull: async (file) => {
      const report: DocumentDiagnosticReport = await connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri: uri(file) },
      });
      return report.kind === 'full' ? report.items : [];
    },
    configure: async (settings) => {
      current = settings;
      await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    },
  };
}
