import * as vscode from 'vscode';
import type { EffectiveConfiguration } from '../contract/index.js';

const scheme = 'openresty-effective';

/** Milliseconds without an edit after which the shown texts are made anew. */
const restTime = 300;

/** Read-only documents that show a configuration with all of its includes filled in, and lead back to their places. */
export class EffectiveConfigurations
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly shown = new Map<string, EffectiveConfiguration>();
  private readonly disposables: readonly { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly ask: (uri: string) => Promise<EffectiveConfiguration | undefined>) {
    this.disposables = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'nginx' && document.uri.scheme === 'file') this.refresh();
      }),
    ];
  }

  /** Opens the document beside the editor; says why not where the file is no part of a configuration. */
  async show(given?: vscode.Uri): Promise<void> {
    const uri = given ?? vscode.window.activeTextEditor?.document.uri;
    if (!uri) return;
    const found = await this.ask(uri.toString());
    if (!found) {
      void vscode.window.showInformationMessage(
        `${vscode.workspace.asRelativePath(uri)} is no part of an nginx configuration of this workspace.`,
      );
      return;
    }
    const name = found.file.split('/').at(-1) ?? found.file;
    // The query says which configuration it is; the path is the title of the tab.
    const own = vscode.Uri.from({ scheme, path: `/${name} (effective)`, query: found.uri });
    this.shown.set(own.toString(), found);
    const document = await vscode.workspace.openTextDocument(own);
    await vscode.languages.setTextDocumentLanguage(document, 'nginx');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const found = (await this.ask(uri.query)) ?? this.shown.get(uri.toString());
    if (!found) return '# The configuration is not there any more.\n';
    this.shown.set(uri.toString(), found);
    return found.text;
  }

  /** The comment above each part leads to where the part stands. */
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const parts = this.shown.get(document.uri.toString())?.parts ?? [];
    return parts.flatMap(({ line, uri, sourceLine }) => {
      if (line < 1 || line > document.lineCount) return [];
      const { text } = document.lineAt(line - 1);
      const start = text.indexOf('# ');
      if (start < 0) return [];
      const range = new vscode.Range(line - 1, start + 2, line - 1, text.length);
      return [new vscode.DocumentLink(range, vscode.Uri.parse(uri).with({ fragment: `L${sourceLine + 1}` }))];
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.disposables) one.dispose();
  }

  private refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) this.changed.fire(uri);
    }, restTime);
  }
}
