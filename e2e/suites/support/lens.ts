import * as vscode from 'vscode';
import { until } from './until.js';

export const extensionId = 'openresty-lens.openresty-lens';

/** What the extension's activate() gives to tests. */
export interface LensApi {
  /** Of the process that the language client has started; nothing while there is none. */
  languageServerPid(): number | undefined;
  /** Of the master; nothing while no server runs. */
  runtimePid(): number | undefined;
  workers(): readonly { id: number; pid: number }[];
}

/** The extension, wherever VS Code has found it. */
export function extension(): vscode.Extension<LensApi> {
  const found = vscode.extensions.getExtension<LensApi>(extensionId);
  if (!found) throw new Error(`${extensionId} is not installed`);
  return found;
}

/** The extension's own view of its processes, once something else than this test has activated it. */
export function lens(): Promise<LensApi> {
  return until('the extension to be activated', () => extension().isActive && extension().exports);
}

/** Runs a command that may wait for an answer to a question which it asks: nobody waits for its end. */
export function startCommand(command: string, ...args: readonly unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
