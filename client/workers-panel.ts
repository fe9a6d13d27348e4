import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  parseFromDashboard,
  type CellAddress,
  type FromDashboard,
  type ToDashboard,
} from '../contract/index.js';
import type { Logs } from './log.js';
import type { ServerControl } from './server.js';

/** The panel "OpenResty Workers": one at a time, fed from the server's journal and then from its events. */
export class WorkersPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly listening: vscode.Disposable[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: ServerControl,
    private readonly logs: Logs,
  ) {
    this.listening = [
      server.onEvent((event) => {
        if (event.type === 'starting') this.post({ v: 1, type: 'reset' });
        this.post({ v: 1, type: 'event', event });
      }),
    ];
  }

  /** @param beside opens it beside the editor and leaves the cursor where it is */
  show(beside = false): void {
    const column = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    if (this.panel) {
      this.panel.reveal(undefined, beside);
      return;
    }
    const dist = vscode.Uri.joinPath(this.context.extensionUri, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'openresty.workers',
      'OpenResty Workers',
      { viewColumn: column, preserveFocus: beside },
      { enableScripts: true, localResourceRoots: [dist], enableCommandUris: false },
    );
    panel.webview.html = this.html(panel.webview, dist);
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    panel.onDidDispose(() => (this.panel = undefined));
    this.panel = panel;
  }

  dispose(): void {
    for (const one of this.listening) one.dispose();
    this.panel?.dispose();
  }

  private html(webview: vscode.Webview, dist: vscode.Uri): string {
    const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    const values: Readonly<Record<string, string>> = {
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      script: uri('dashboard.js'),
      style: uri('dashboard.css'),
    };
    const template = readFileSync(path.join(dist.fsPath, 'dashboard.html'), 'utf8');
    return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
  }

  private post(message: ToDashboard): void {
    void this.panel?.webview.postMessage(message);
  }

  private receive(value: unknown): void {
    let message: FromDashboard;
    try {
      message = parseFromDashboard(value);
    } catch (error) {
      this.logs.language.error(String(error));
      return;
    }
    switch (message.type) {
      case 'listening':
        this.post({ v: 1, type: 'reset' });
        for (const event of this.server.journal) this.post({ v: 1, type: 'event', event });
        return;
      case 'send':
        return this.server.send(message.requests, message.path);
      case 'run':
        return this.command('openresty.runServer');
      case 'restart':
        return this.command('openresty.restartServer');
      case 'stop':
        return this.command('openresty.stopServer');
      case 'show-log':
        return this.logs.server.show();
      case 'reveal':
        return this.reveal(message.cell);
    }
  }

  private command(name: string): void {
    void vscode.commands.executeCommand(name);
  }

  /** Shows where a cell is declared; its file is relative to the run's prefix. */
  private reveal(id: string): void {
    const starting = this.server.journal.find((event) => event.type === 'starting');
    const cell = starting?.type === 'starting' ? starting.cells.find((one) => one.id === id) : undefined;
    const { prefix } = this.server;
    if (cell && prefix !== undefined)
      showCell(prefix, cell).catch((error: unknown) => this.logs.language.error(String(error)));
  }
}

async function showCell(prefix: string, { file, offset, name }: CellAddress): Promise<void> {
  const document = await vscode.workspace.openTextDocument(path.resolve(prefix, file));
  const start = document.positionAt(offset);
  const word =
    document.getWordRangeAtPosition(start) ?? new vscode.Range(start, start.translate(0, name.length));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: word });
}
