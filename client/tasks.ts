import * as path from 'node:path';
import * as vscode from 'vscode';
import { fsPathOf, prefixOf, targetOf, type ConfigurationList, type RunTarget } from './configurations.js';
import { describeEvent } from './runtime/state.js';
import type { ServerControl } from './server.js';

/** A task in tasks.json: paths are relative to the workspace folder. */
interface Definition extends vscode.TaskDefinition {
  readonly conf?: string;
  readonly prefix?: string;
  readonly workers?: number;
}

const problemMatchers = ['$openresty', '$openresty-lua'];

/** Tasks of the type `openresty`: the same server that the command runs, in a terminal. */
export class ServerTasks implements vscode.TaskProvider {
  constructor(
    private readonly server: ServerControl,
    private readonly configurations: ConfigurationList,
  ) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const all = await this.configurations.all();
    return all.flatMap((configuration) => {
      const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(fsPathOf(configuration)));
      if (!folder) return [];
      const conf = path.relative(folder.uri.fsPath, fsPathOf(configuration)).replaceAll('\\', '/');
      return [this.task({ type: 'openresty', conf }, folder, targetOf(configuration))];
    });
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as Definition;
    const folder = typeof task.scope === 'object' ? task.scope : (vscode.workspace.workspaceFolders ?? [])[0];
    if (!folder) return undefined;
    const conf = path.resolve(folder.uri.fsPath, definition.conf ?? 'conf/nginx.conf');
    const prefix =
      definition.prefix === undefined ? prefixOf(conf) : path.resolve(folder.uri.fsPath, definition.prefix);
    // VS Code wants the very definition that it asked about.
    return this.task(definition, folder, { conf, prefix }, task.name);
  }

  private task(
    definition: Definition,
    folder: vscode.WorkspaceFolder,
    target: RunTarget,
    name?: string,
  ): vscode.Task {
    const { workers } = definition;
    const task = new vscode.Task(
      definition,
      folder,
      name ?? `run server: ${definition.conf ?? 'conf/nginx.conf'}`,
      'openresty',
      new vscode.CustomExecution(() =>
        Promise.resolve(new ServerTerminal(this.server, target, workers === undefined ? {} : { workers })),
      ),
      problemMatchers,
    );
    task.isBackground = true;
    task.presentationOptions = {
      reveal: vscode.TaskRevealKind.Always,
      panel: vscode.TaskPanelKind.Dedicated,
    };
    return task;
  }
}

/** A terminal that shows one run of the server, and whose end is the run's. */
class ServerTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly listening: vscode.Disposable[] = [];
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly server: ServerControl,
    private readonly target: RunTarget,
    private readonly overrides: { readonly workers?: number },
  ) {}

  open(): void {
    void this.run();
  }

  /** The terminal was closed, or the task terminated. */
  close(): void {
    this.letGo();
    void this.server.stop();
  }

  handleInput(data: string): void {
    // Ctrl+C
    if (data === '\x03') void this.server.stop();
  }

  private async run(): Promise<void> {
    await this.server.stop();
    this.listening.push(
      this.server.onLine((line) => this.write(line)),
      this.server.onEvent((event) => {
        const text = event.type === 'request' ? describeEvent(event) : undefined;
        if (text !== undefined) this.write(text);
      }),
    );
    await this.server.run(this.target, this.overrides);
    if (this.server.pid === undefined) {
      this.end(1);
      return;
    }
    this.listening.push(
      this.server.onChange(({ phase }) => {
        if (phase === 'stopped') this.end(0);
        else if (phase === 'failed' && this.server.pid === undefined) this.end(1);
      }),
    );
  }

  private end(code: number): void {
    this.letGo();
    this.closed.fire(code);
  }

  private letGo(): void {
    for (const one of this.listening.splice(0)) one.dispose();
  }

  private write(text: string): void {
    this.written.fire(`${text.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
  }
}
