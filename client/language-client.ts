import * as vscode from 'vscode';
import { CloseAction, ErrorAction } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  languageMessages,
  parseConfigurations,
  parseEffectiveConfiguration,
  type Configurations,
  type EffectiveConfiguration,
} from '../contract/index.js';
import { offer, type Logs } from './log.js';
import { judgeCrash } from './restart-policy.js';

/** Extensions that answer for plain Lua: ours then leaves that to them, unless `openresty.lua.features` says otherwise. */
const otherLuaServers = ['sumneko.lua', 'tangzx.emmylua'];

/** The language server's process, and what it tells beside LSP. */
export class LanguageServer implements vscode.Disposable {
  private readonly client: LanguageClient;
  private readonly changed = new vscode.EventEmitter<Configurations>();
  private crashes: readonly number[] = [];
  private isStopping = false;

  readonly onConfigurations = this.changed.event;

  constructor(
    context: vscode.ExtensionContext,
    private readonly logs: Logs,
  ) {
    const documentSelector = ['nginx', 'lua'].flatMap((language) =>
      ['file', 'untitled'].map((scheme) => ({ language, scheme })),
    );
    this.client = new LanguageClient(
      'openresty',
      'OpenResty Lens',
      {
        // Forked by VS Code's own Node: ELECTRON_RUN_AS_NODE is set by the client library.
        module: context.asAbsolutePath('dist/cli.js'),
        args: ['server'],
        transport: TransportKind.ipc,
      },
      {
        documentSelector,
        outputChannel: logs.language,
        initializationOptions: {
          canExplain: true,
          otherLuaServer: otherLuaServers.some((id) => vscode.extensions.getExtension(id) !== undefined),
        },
        // A server that cannot start says why in the log; start() tells the user.
        initializationFailedHandler: (error) => {
          logs.language.error(String(error));
          return false;
        },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => this.closed(),
        },
      },
    );
    this.client.onNotification(languageMessages.configurations, (params: unknown) => {
      try {
        this.changed.fire(parseConfigurations(params));
      } catch (error) {
        logs.language.error(String(error));
      }
    });
  }

  get pid(): number | undefined {
    return this.client.serverProcess?.pid;
  }

  /** The whole configuration that a file is a part of; undefined where there is none. */
  async effectiveConfiguration(uri: string): Promise<EffectiveConfiguration | undefined> {
    const answer: unknown = await this.client.sendRequest(languageMessages.effectiveConfiguration, { uri });
    return answer === null ? undefined : parseEffectiveConfiguration(answer);
  }

  async start(): Promise<void> {
    this.isStopping = false;
    try {
      await this.client.start();
    } catch (error) {
      this.logs.language.error(String(error));
      this.offerRestart('The OpenResty language server could not start.');
    }
  }

  async restart(): Promise<void> {
    this.crashes = [];
    this.isStopping = true;
    try {
      if (this.client.isRunning()) await this.client.stop();
    } catch (error) {
      this.logs.language.error(String(error));
    }
    await this.start();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.client.needsStop()) await this.client.stop();
  }

  dispose(): void {
    this.changed.dispose();
    void this.stop().catch(() => undefined);
  }

  private closed(): { action: CloseAction; handled: true } {
    if (this.isStopping) return { action: CloseAction.DoNotRestart, handled: true };
    const { restart, crashes } = judgeCrash(this.crashes, Date.now());
    this.crashes = crashes;
    if (restart) {
      void offer('warning', 'The OpenResty language server ended unexpectedly and was started again.', {
        'Show Log': () => this.logs.language.show(),
      });
      return { action: CloseAction.Restart, handled: true };
    }
    this.offerRestart('The OpenResty language server keeps ending, and is not started again by itself.');
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private offerRestart(message: string): void {
    void offer('error', message, {
      Restart: () => this.restart(),
      'Show Log': () => this.logs.language.show(),
    });
  }
}
