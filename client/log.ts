import * as vscode from 'vscode';

/** The two output channels: what the language server says, and what the server that runs says. */
export interface Logs {
  readonly language: vscode.LogOutputChannel;
  readonly server: vscode.OutputChannel;
}

export function createLogs(context: vscode.ExtensionContext): Logs {
  const language = vscode.window.createOutputChannel('OpenResty Lens', { log: true });
  const server = vscode.window.createOutputChannel('OpenResty Server', 'log');
  context.subscriptions.push(language, server);
  return { language, server };
}

/** A message with buttons that each do something. */
export async function offer(
  severity: 'error' | 'warning' | 'information',
  message: string,
  actions: Readonly<Record<string, () => unknown>>,
): Promise<void> {
  const show = {
    error: vscode.window.showErrorMessage,
    warning: vscode.window.showWarningMessage,
    information: vscode.window.showInformationMessage,
  }[severity];
  const chosen = await show(message, ...Object.keys(actions));
  if (chosen !== undefined) await actions[chosen]?.();
}
