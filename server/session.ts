import { readdirSync, readFileSync } from 'node:fs';
import { TextDocuments, type Connection, type Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  languageMessages,
  readSettings,
  type Configurations,
  type FeatureName,
  type Finding,
  type ModuleDirectives,
  type Settings,
} from '../contract/index.js';
import { loadNginxReference, type NginxReference } from '../core/docs/index.js';
import type { LuaParser } from '../core/lua/index.js';
import { parseConf, type Catalogue, type FormatLua } from '../core/nginx/index.js';
import type { ProjectConfigurations, ProjectNames } from '../core/openresty/index.js';
import { atLevel } from '../core/rules/index.js';
import { catalogueFor } from './analysis/catalogue.js';
import { noFacts, type ProjectFacts } from './analysis/facts.js';
import { AnalysisHost } from './analysis/host.js';
import type { AnalysisResult } from './analysis/protocol.js';
import { compileEarly } from './compile-early.js';
import { toDiagnostic, type Target } from './features/diagnostics.js';
import type { FeatureDocument, Language } from './features/place.js';
import { spawnThread, type ThreadEntry } from './thread-link.js';
import { ConfigurationStore } from './workspace/configuration-store.js';
import { askSettings, readFolderModules } from './workspace/folder-settings.js';
import { NamesStore } from './workspace/names-store.js';
import { ParsedDocuments } from './workspace/parsed-documents.js';
import { absolute, locate, looseRoot, type Located } from './workspace/roots.js';
import { joinPath, pathOfUri, relativePath, uriOfPath } from './workspace/uris.js';

/** What the server is given by whoever starts it. */
export interface ServerAssets {
  readonly parser: LuaParser;
  readonly treeSitter: Uint8Array;
  readonly luaGrammar: Uint8Array;
  readonly luaEngine: Uint8Array;
  /** nginx's own documentation as `scripts/lib/nginx-reference.mjs` makes it; read when it is first needed. */
  readonly nginxReference: () => string;
  /** Lays out Lua in configurations; loaded when it is first asked for. */
  readonly luaFormatter?: () => FormatLua;
  readonly threadEntry: ThreadEntry;
  readonly version: string;
}

/** What the client can do, as far as the server asks. */
export interface ClientAbilities {
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly configuration: boolean;
  readonly workDoneProgress: boolean;
  readonly definitionLinks: boolean;
  readonly watchFiles: boolean;
  readonly workspaceFolders: boolean;
  /** An edit of ours may make a file. */
  readonly createFiles: boolean;
  /** In completion: places to fill in; two ranges, for inserting and for replacing. */
  readonly snippets: boolean;
  readonly insertReplace: boolean;
  /** In completion: what the list says once for all its items. */
  readonly listRange: boolean;
  readonly listFormat: boolean;
  /** Another server answers for plain Lua. */
  readonly otherLuaServer: boolean;
  /** The client has our command that shows a page. */
  readonly canExplain: boolean;
}

const defaults = readSettings({}).settings;

/** One client's session: its documents, its folders with their settings, and what the analysis says of them. */
export class Session {
  readonly documents = new TextDocuments(TextDocument);
  readonly host: AnalysisHost;
  private readonly folders = new Map<string, Settings>();
  /** The directives that the settings of a folder add. */
  private readonly modules = new Map<string, ModuleDirectives>();
  /** Settled when a folder's settings were read, and its analysis could begin. */
  private readonly begun = new Map<string, Promise<void>>();
  private readonly loose = new Set<string>();
  private readonly flat = new Set<string>();
  readonly parsed: ParsedDocuments;
  private readonly namesStores = new Map<string, NamesStore>();
  private readonly configurationStore = new ConfigurationStore();
  private referenceText: NginxReference | undefined;
  private lastConfigurations = '';
  private hasResult = false;
  private readonly resultListeners: ((root: string) => void)[] = [];

  constructor(
    readonly connection: Connection,
    readonly assets: ServerAssets,
    readonly client: ClientAbilities,
  ) {
    this.parsed = new ParsedDocuments(assets.parser);
    const cancelled = new SharedArrayBuffer(4);
    const { treeSitter, luaGrammar, luaEngine, threadEntry } = assets;
    this.host = new AnalysisHost({
      cancelled: new Int32Array(cancelled),
      spawn: (events) => spawnThread(threadEntry, { treeSitter, luaGrammar, luaEngine, cancelled }, events),
      log: (message) => this.log(message),
      onResult: (root, result, duration) => this.tellResult(root, result, duration),
      onGlance: (root) => this.tellListeners(root),
      onBusy: (root, cancel) => this.showProgress(root, cancel),
    });
  }

  log(message: string): void {
    this.connection.console.error(message);
  }

  onResult(listener: (root: string) => void): void {
    this.resultListeners.push(listener);
  }

  // Folders and settings

  /** @param root absolute, with `/`; from now on its files are known to lie in it */
  addFolder(root: string, isLoose = false): void {
    if (this.folders.has(root)) return;
    this.folders.set(root, defaults);
    if (isLoose) this.loose.add(root);
  }

  /** Reads the settings of the folders that are new, and begins to analyse them. */
  begin(): void {
    for (const root of this.folders.keys()) {
      if (!this.begun.has(root)) this.begun.set(root, this.readFolderSettings(root));
    }
  }

  /** What is known of a root once everything that has changed up to now was looked at. */
  async current(root: string): Promise<AnalysisResult | undefined> {
    await this.begun.get(root);
    return this.host.current(root);
  }

  /** The same, but of the last edits only what can be said at once. */
  async near(root: string): Promise<AnalysisResult | undefined> {
    await this.begun.get(root);
    return this.host.near(root);
  }

  removeFolder(root: string): void {
    this.folders.delete(root);
    this.modules.delete(root);
    this.loose.delete(root);
    this.flat.delete(root);
    this.begun.delete(root);
    this.host.forget(root);
    this.namesStores.delete(root);
    this.configurationStore.forget(root);
    this.tellConfigurations();
  }

  async readSettings(): Promise<void> {
    // Who asks from now on waits for the new settings.
    for (const root of this.folders.keys()) this.begun.set(root, this.readFolderSettings(root));
    await Promise.all(this.begun.values());
  }

  private async readFolderSettings(root: string): Promise<void> {
    let settings = defaults;
    try {
      if (this.client.configuration) settings = await askSettings(this.connection, root);
    } catch (error) {
      this.log(`the settings of ${root} could not be read: ${String(error)}`);
    }
    if (!this.folders.has(root)) return;
    this.folders.set(root, settings);
    const flat = this.flat.has(root);
    const { prefix, conf, rules, nginxVersion } = settings;
    const modules = readFolderModules(this.connection, root, settings);
    this.modules.set(root, modules);
    this.host.setFolder({ root, flat, prefix, conf, rules, modules, nginxVersion });
  }

  /** Whether a path is that of a file that some folder's settings name. */
  isSettingsFile(path: string): boolean {
    return [...this.folders].some(
      ([root, { modules }]) =>
        typeof modules === 'string' && modules !== '' && joinPath(root, modules) === path,
    );
  }

  /** The directives and variables that there are, by the settings. */
  catalogueOf(root: string | undefined): Catalogue {
    const { nginxVersion } = this.settingsOf(root);
    return catalogueFor({ modules: root === undefined ? {} : this.modules.get(root), nginxVersion });
  }

  /** Whether a person wants this feature from us. */
  isOn(feature: FeatureName, uri: string): boolean {
    return this.settingsOf(this.locate(uri)?.root).features[feature] !== false;
  }

  settingsOf(root: string | undefined): Settings {
    return (root === undefined ? undefined : this.folders.get(root)) ?? defaults;
  }

  // Documents

  locate(uri: string): Located | undefined {
    const path = pathOfUri(uri);
    return path === undefined ? undefined : locate(path, [...this.folders.keys()]);
  }

  /** A document that no folder contains brings its surroundings with it. */
  opened({ uri }: TextDocument): void {
    const path = pathOfUri(uri);
    if (path === undefined || this.locate(uri)) return;
    const { root, flat } = looseRoot(path);
    if (flat) this.flat.add(root);
    this.addFolder(root, true);
    this.begin();
  }

  changed(document: TextDocument): void {
    const path = pathOfUri(document.uri);
    if (path !== undefined) this.host.setText(path, document.getText());
    this.namesChanged(path);
    if (languageOf(document) === 'nginx') this.parsed.edited(document);
  }

  closed({ uri }: TextDocument): void {
    this.parsed.forget(uri);
    const path = pathOfUri(uri);
    if (path !== undefined) this.host.setText(path, undefined);
    this.namesChanged(path);
    const isUsed = (root: string): boolean =>
      this.documents
        .all()
        .some((document) => document.uri !== uri && this.locate(document.uri)?.root === root);
    const root = this.locate(uri)?.root;
    if (root !== undefined && this.loose.has(root) && !isUsed(root)) this.removeFolder(root);
  }

  /** The document as the features read it; undefined for one that is not open, or of another language. */
  featureDocument(uri: string): { document: TextDocument; feature: FeatureDocument } | undefined {
    const document = this.documents.get(uri);
    const language = document && languageOf(document);
    if (!document || !language) return undefined;
    const parsed = this.parsed.get(document);
    return { document, feature: { language, file: this.locate(uri)?.file, parsed } };
  }

  /** The text of a file below a root, as it is open in the editor, else on the disk. */
  readText(root: string, file: string): string | undefined {
    const path = joinPath(root, file);
    const open = this.documents.all().find((document) => pathOfUri(document.uri) === path);
    if (open) return open.getText();
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  }

  /** The names of a folder's program; `file` is one that must be among them, also while nobody has analysed it yet. */
  names({ root, file }: { readonly root: string; readonly file: string | undefined }): ProjectNames {
    let store = this.namesStores.get(root);
    if (!store) {
      store = new NamesStore(this.assets.parser, (one) => this.readText(root, one));
      this.namesStores.set(root, store);
    }
    return store.names(this.factsOf(root), this.configurationsOf(root).workspace, file);
  }

  /** A file, or what lies in a folder, has another text. */
  namesChanged(path: string | undefined): void {
    for (const [root, store] of this.namesStores) {
      const file = path === undefined ? undefined : relativePath(root, path);
      if (file !== undefined) store.changed(file);
    }
  }

  /** The configurations of a root as their texts are now; none before its first analysis. */
  configurationsOf(root: string): ProjectConfigurations {
    return this.configurationStore.get(root, {
      facts: this.factsOf(root),
      generation: this.host.generationOf(root),
      prefix: this.settingsOf(root).prefix,
      catalogue: this.catalogueOf(root),
      read: (file) => this.readText(root, file),
      list: (folder) => {
        try {
          return readdirSync(joinPath(root, folder));
        } catch {
          return undefined;
        }
      },
    });
  }

  get reference(): NginxReference {
    return (this.referenceText ??= loadNginxReference(this.assets.nginxReference()));
  }

  factsOf(root: string | undefined): ProjectFacts {
    return (root === undefined ? undefined : this.host.latest(root)?.facts) ?? noFacts;
  }

  // Findings

  /** The URI of a file and the version that the client has open. */
  target(root: string, file: string): Target {
    const path = joinPath(root, file);
    const open = this.documents.all().find((document) => pathOfUri(document.uri) === path);
    return open ? { uri: open.uri, version: open.version } : { uri: uriOfPath(path), version: null };
  }

  /** What is known of a root's files, by its settings. */
  findings(root: string): readonly Finding[] {
    return this.host.latest(root)?.findings ?? [];
  }

  diagnosticsOf({ root, file }: Located): Diagnostic[] {
    return this.findings(root)
      .filter(({ place }) => place.file === file)
      .map((finding) => toDiagnostic(finding, (other) => this.target(root, other).uri));
  }

  /** What one text says about itself, for documents that belong to no project: nginx's reader refuses them. */
  ownDiagnostics(uri: string): Diagnostic[] {
    const open = this.featureDocument(uri);
    if (open?.feature.language !== 'nginx') return [];
    const { document } = open;
    const findings = parseConf(document.getText()).errors.map(({ message, span }): Finding => ({
      code: 'conf/syntax',
      severity: 'error',
      message,
      place: {
        file: '',
        range: { start: document.positionAt(span.start), end: document.positionAt(span.end) },
      },
      related: [],
    }));
    return atLevel(findings, this.settingsOf(this.locate(uri)?.root).rules).map((finding) =>
      toDiagnostic(finding, () => uri),
    );
  }

  /** Whether the analysis of a project reads this file. */
  isAnalysed({ root, file }: Located): boolean {
    const { luaFiles, confFiles } = this.factsOf(root);
    return luaFiles.includes(file) || confFiles.includes(file);
  }

  private tellResult(root: string, result: AnalysisResult, duration: number): void {
    if (!this.hasResult) compileEarly();
    this.hasResult = true;
    const { luaFiles, confFiles } = result.facts;
    this.connection.console.info(
      `${root}: ${result.findings.length} findings in ${luaFiles.length} Lua files and ${confFiles.length} configuration files, ${Math.round(duration)} ms`,
    );
    for (const note of result.notes) this.connection.console.warn(note);
    this.tellConfigurations();
    this.tellListeners(root);
  }

  private tellListeners(root: string): void {
    for (const listener of this.resultListeners) listener(root);
  }

  private tellConfigurations(): void {
    const message: Configurations = {
      configurations: [...this.folders.keys()].flatMap((root) =>
        this.factsOf(root).configurations.map(({ path, prefix, workers, runsLua }) => ({
          uri: uriOfPath(absolute({ root, file: path })),
          prefix: prefix === '.' ? root : joinPath(root, prefix),
          workers,
          runsLua,
        })),
      ),
    };
    const text = JSON.stringify(message);
    if (text === this.lastConfigurations) return;
    this.lastConfigurations = text;
    void this.connection.sendNotification(languageMessages.configurations, message);
  }

  /** Only what takes longer than a moment is shown; the client's "cancel" gives it up. */
  private showProgress(root: string, cancel: () => void): () => void {
    if (!this.client.workDoneProgress) return () => undefined;
    let isOver = false;
    const name = root.slice(root.lastIndexOf('/') + 1);
    const progress = this.connection.window.createWorkDoneProgress();
    progress.then(
      (shown) => {
        if (isOver) return;
        shown.begin('OpenResty', undefined, `reading ${name}`, true);
        shown.token.onCancellationRequested(cancel);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      progress.then(
        (shown) => shown.done(),
        () => undefined,
      );
    };
  }
}

function languageOf({ languageId, uri }: TextDocument): Language | undefined {
  if (languageId === 'nginx' || languageId === 'lua') return languageId;
  return /\.(?:conf|nginx)$/.test(uri) ? 'nginx' : undefined;
}
