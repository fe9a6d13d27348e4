import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Configurations, RunnableConfiguration } from '../contract/index.js';

/** A configuration and the prefix that it runs in; both absolute, in the system's own form. */
export interface RunTarget {
  readonly conf: string;
  readonly prefix: string;
}

/** Milliseconds for which a command waits for the language server's first word. */
const firstWordTime = 10_000;

/** Which configurations there are to run: what the language server says, else what lies there by name. */
export class ConfigurationList implements vscode.Disposable {
  private known: readonly RunnableConfiguration[] | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;

  update({ configurations }: Configurations): void {
    this.known = configurations;
    const paths = configurations.map(({ uri }) => vscode.Uri.parse(uri).fsPath);
    void vscode.commands.executeCommand('setContext', 'openresty.configurations', paths);
    this.changed.fire();
  }

  /** True once a configuration that runs Lua is known. */
  get hasLua(): boolean {
    return this.known?.some(({ runsLua }) => runsLua) === true;
  }

  async all(): Promise<readonly RunnableConfiguration[]> {
    if (this.known === undefined) await this.firstWord();
    if (this.known && this.known.length > 0) return this.known;
    const files = await vscode.workspace.findFiles('**/nginx.conf', '**/node_modules/**', 100);
    return files.map((uri) => ({
      uri: uri.toString(),
      prefix: prefixOf(uri.fsPath),
      workers: '',
      runsLua: false,
    }));
  }

  /** The configuration to run: the one that the settings name, the one in the editor, the only one, or a choice. */
  async choose(): Promise<RunTarget | undefined> {
    const named = configuredTarget();
    if (named) return named;
    const all = await this.all();
    const active = vscode.window.activeTextEditor?.document.uri.fsPath;
    const inEditor = all.find((one) => fsPathOf(one) === active);
    if (inEditor) return targetOf(inEditor);
    const withLua = all.filter(({ runsLua }) => runsLua);
    const candidates = withLua.length > 0 ? withLua : all;
    const [only] = candidates;
    if (!only) {
      void vscode.window.showErrorMessage(
        'There is no nginx.conf in this workspace to run. Open a folder that has one, or run "OpenResty: Create Sample Project".',
      );
      return undefined;
    }
    if (candidates.length === 1) return targetOf(only);
    const items = candidates.map((one) => ({
      label: vscode.workspace.asRelativePath(fsPathOf(one)),
      description: one.workers,
      detail: `prefix ${vscode.workspace.asRelativePath(one.prefix)}`,
      target: targetOf(one),
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: 'OpenResty: Run Server',
      placeHolder: 'Which configuration?',
      matchOnDescription: true,
    });
    return chosen?.target;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private firstWord(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, firstWordTime);
      const listening = this.changed.event(done);
      function done(): void {
        clearTimeout(timer);
        listening.dispose();
        resolve();
      }
    });
  }
}

export function fsPathOf({ uri }: RunnableConfiguration): string {
  return vscode.Uri.parse(uri).fsPath;
}

export function targetOf(configuration: RunnableConfiguration): RunTarget {
  return { conf: fsPathOf(configuration), prefix: vscode.Uri.file(configuration.prefix).fsPath };
}

/** nginx's own rule without `-p`, as the language server has it: the parent of `conf/`, else the file's folder. */
export function prefixOf(conf: string): string {
  const folder = path.dirname(conf);
  return path.basename(folder) === 'conf' ? path.dirname(folder) : folder;
}

/** What `openresty.conf` names, relative to the first folder that sets it. */
function configuredTarget(): RunTarget | undefined {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const settings = vscode.workspace.getConfiguration('openresty', uri);
    const name = settings.get<string>('conf', '');
    if (name === '') continue;
    const conf = path.resolve(uri.fsPath, name);
    const prefix = settings.get<string>('prefix', '');
    return { conf, prefix: prefix === '' ? prefixOf(conf) : path.resolve(uri.fsPath, prefix) };
  }
  return undefined;
}
