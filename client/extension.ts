import * as vscode from 'vscode';
import { ConfigurationList } from './configurations.js';
import { EffectiveConfigurations } from './effective-configuration.js';
import { LanguageServer } from './language-client.js';
import { createLogs } from './log.js';
import { createSampleProject } from './sample-project.js';
import { ServerControl } from './server.js';
import { chooseServerAction, createStatusBar } from './status-bar.js';
import { ServerTasks } from './tasks.js';
import { mayRun } from './trust.js';
import { WorkersPanel } from './workers-panel.js';

/** What other extensions, and the end-to-end tests, may ask. */
export interface LensApi {
  languageServerPid(): number | undefined;
  /** The master's, while a server runs. */
  runtimePid(): number | undefined;
  workers(): readonly { readonly id: number; readonly pid: number }[];
}

/** A page of Markdown beside the editor, as VS Code renders it. */
async function showExplanation(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', document.uri);
}

/** What a code lens leads to: the one place, or a list of several to choose from. */
async function showPlaces([uri, position, locations]: readonly unknown[]): Promise<void> {
  const at = (place: unknown): vscode.Position => {
    const { line, character } = place as { line: number; character: number };
    return new vscode.Position(line, character);
  };
  const places = (locations as { uri: string; range: { start: unknown; end: unknown } }[]).map(
    ({ uri: file, range }) =>
      new vscode.Location(vscode.Uri.parse(file), new vscode.Range(at(range.start), at(range.end))),
  );
  await vscode.commands.executeCommand(
    'editor.action.goToLocations',
    vscode.Uri.parse(String(uri)),
    at(position),
    places,
    'peek',
    'There is nothing to show.',
  );
}

export function activate(context: vscode.ExtensionContext): LensApi {
  const logs = createLogs(context);
  const configurations = new ConfigurationList();
  const language = new LanguageServer(context, logs);
  const server = new ServerControl(context.asAbsolutePath('dist/cli.js'), logs);
  const panel = new WorkersPanel(context, server, logs);
  const effective = new EffectiveConfigurations((uri) => language.effectiveConfiguration(uri));
  createStatusBar(context, server, configurations);

  const commands: Readonly<Record<string, (...given: unknown[]) => unknown>> = {
    'openresty.runServer': () => runServer(server, configurations, panel),
    'openresty.stopServer': () => server.stop(),
    'openresty.restartServer': () =>
      server.isRunning ? server.restart() : runServer(server, configurations, panel),
    'openresty.showWorkers': () => panel.show(),
    'openresty.createSampleProject': (uri) =>
      createSampleProject(context, uri instanceof vscode.Uri ? uri : undefined),
    'openresty.restartLanguageServer': () => language.restart(),
    'openresty.showLog': () => (server.journal.length > 0 ? logs.server : logs.language).show(),
    'openresty.serverActions': () => chooseServerAction(server),
    'openresty.showEffectiveConfiguration': (uri) =>
      effective.show(uri instanceof vscode.Uri ? uri : undefined),
    'openresty.showPlaces': (...places) => showPlaces(places),
    'openresty.explain': (page) => showExplanation(typeof page === 'string' ? page : ''),
  };
  context.subscriptions.push(
    configurations,
    language,
    server,
    panel,
    effective,
    language.onConfigurations((list) => configurations.update(list)),
    vscode.tasks.registerTaskProvider('openresty', new ServerTasks(server, configurations)),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
  void language.start();
  return {
    languageServerPid: () => language.pid,
    runtimePid: () => server.pid,
    workers: () => server.state.workers,
  };
}

async function runServer(
  server: ServerControl,
  configurations: ConfigurationList,
  panel: WorkersPanel,
): Promise<void> {
  if (!mayRun()) return;
  const target = await configurations.choose();
  if (!target) return;
  await server.run(target);
  panel.show(true);
}
