import * as vscode from 'vscode';
import { offer } from './log.js';

/** True where running is allowed; else says why it is not. */
export function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void offer(
    'error',
    'The server was not started: this workspace is not trusted, and running it would run the Lua code that lies in it.',
    { 'Manage Workspace Trust': () => vscode.commands.executeCommand('workbench.trust.manage') },
  );
  return false;
}
