import * as vscode from 'vscode';
import type { ConfigurationList } from './configurations.js';
import type { RunState } from './runtime/state.js';
import { summaryOf, type ServerControl } from './server.js';

const texts: Readonly<Record<RunState['phase'], string>> = {
  stopped: '$(server) OpenResty',
  starting: '$(loading~spin) OpenResty: starting',
  running: '$(server-process) OpenResty: ',
  stopping: '$(loading~spin) OpenResty: stopping',
  failed: '$(error) OpenResty: failed',
};

/** The state of the server, and by a click what can be done with it. Shown once there is something to run. */
export function createStatusBar(
  context: vscode.ExtensionContext,
  server: ServerControl,
  configurations: ConfigurationList,
): void {
  const item = vscode.window.createStatusBarItem('openresty.server', vscode.StatusBarAlignment.Left, 10);
  item.name = 'OpenResty Server';
  item.command = 'openresty.serverActions';
  const draw = (): void => {
    const { state } = server;
    const count = state.workers.length;
    const workers = state.phase === 'running' ? `${count} worker${count === 1 ? '' : 's'}` : '';
    item.text = texts[state.phase] + workers;
    item.tooltip = `OpenResty: ${summaryOf(state)}. Click for actions.`;
    item.backgroundColor =
      state.phase === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    if (configurations.hasLua || state.phase !== 'stopped') item.show();
    else item.hide();
  };
  draw();
  context.subscriptions.push(item, server.onChange(draw), configurations.onChange(draw));
}

interface Action extends vscode.QuickPickItem {
  readonly command: string;
}

/** The actions that make sense now. */
export async function chooseServerAction({ state }: ServerControl): Promise<void> {
  const runs = ['starting', 'running'].includes(state.phase);
  const actions: Action[] = [
    ...(runs
      ? [
          { label: '$(graph) Show Workers', command: 'openresty.showWorkers' },
          { label: '$(debug-restart) Restart Server', command: 'openresty.restartServer' },
          { label: '$(debug-stop) Stop Server', command: 'openresty.stopServer' },
        ]
      : [
          { label: '$(play) Run Server', command: 'openresty.runServer' },
          { label: '$(graph) Show Workers', command: 'openresty.showWorkers' },
        ]),
    { label: '$(output) Show Log', command: 'openresty.showLog' },
    { label: '$(refresh) Restart Language Server', command: 'openresty.restartLanguageServer' },
  ];
  const chosen = await vscode.window.showQuickPick(actions, {
    title: 'OpenResty',
    placeHolder: summaryOf(state),
  });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
