import * as vscode from 'vscode';
import { until } from './until.js';

/** The port in the copy of the sample project: run.mjs has put a free one there. */
export const port = Number(process.env['E2E_PORT'] ?? 8080);

/** The folder that the window shows. */
export function folder(): vscode.WorkspaceFolder {
  const first = vscode.workspace.workspaceFolders?.[0];
  if (!first) throw new Error('the window shows no folder');
  return first;
}

export const files = { conf: 'conf/nginx.conf', module: 'lua/my-module.lua' } as const;

/** A file of the sample project. */
export function uriOf(file: string): vscode.Uri {
  return vscode.Uri.joinPath(folder().uri, file);
}

/** Opens a file of the sample project in the editor. */
export async function show(file: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(file)), {
    preview: false,
  });
}

/** The place `offset` characters into the first occurrence of the text. */
export function placeOf(document: vscode.TextDocument, text: string, offset = 0): vscode.Position {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`${document.uri.path} has no "${text}"`);
  return document.positionAt(start + offset);
}

/** A diagnostic's code, with or without a link. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The finding about `counter`, when it is there now. */
export function currentFinding(): vscode.Diagnostic | undefined {
  return vscode.languages
    .getDiagnostics(uriOf(files.module))
    .find(
      (diagnostic) => diagnostic.source === 'openresty' && codeOf(diagnostic) === 'worker-state/diverges',
    );
}

/** Waits for the finding about `counter`. */
export function finding(): Promise<vscode.Diagnostic> {
  return until('the finding about counter', currentFinding);
}

/** Waits for the finding about `counter` with this severity. */
export async function findingOf(severity: vscode.DiagnosticSeverity): Promise<void> {
  const name = vscode.DiagnosticSeverity[severity];
  await until(`the finding about counter to be ${name}`, () => currentFinding()?.severity === severity);
}

/** Waits until there is no finding about `counter`. */
export async function noFinding(): Promise<void> {
  await until('the finding about counter to go', () => !currentFinding());
}

/** Replaces the first occurrence of `old` in the open document, without saving it. */
export async function replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(placeOf(document, old), placeOf(document, old, old.length));
  edit.replace(document.uri, range, text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`"${old}" could not be replaced`);
}

/** Throws away what has not been saved. */
export async function revert(file: string): Promise<void> {
  await show(file);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
