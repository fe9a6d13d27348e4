/** What the stand-in was asked to do, in the words of VS Code's own command line. */
export interface CodeArguments {
  /** The folder or `.code-workspace` file to open; an empty window without it. */
  open?: string;
  extensionDevelopmentPaths: string[];
  extensionTestsPath?: string;
  /** Packages to install before the window opens. */
  vsix: string[];
  extensionsDir?: string;
  /** User settings, on top of those that keep VS Code quiet. */
  settings: Record<string, unknown>;
  workspaceTrust: boolean;
}

/**
 * Reads the arguments that @vscode/test-electron hands to `code`, and three of our own: `--install-extension=VSIX`
 * (which VS Code knows, but only without a window), `--user-settings=JSON`, and `--workspace-trust`, which outdoes
 * the `--disable-workspace-trust` that @vscode/test-electron always adds. What has no meaning here is passed over.
 * @throws {SyntaxError} when the settings are not JSON.
 */
export function parseArguments(argv: readonly string[]): CodeArguments {
  const values = (name: string): string[] =>
    argv.filter((word) => word.startsWith(`--${name}=`)).map((word) => word.slice(name.length + 3));
  const settings = values('user-settings').map((text) => JSON.parse(text) as Record<string, unknown>);
  return {
    open: argv.find((word) => !word.startsWith('-')),
    extensionDevelopmentPaths: values('extensionDevelopmentPath'),
    extensionTestsPath: values('extensionTestsPath')[0],
    vsix: values('install-extension'),
    extensionsDir: values('extensions-dir')[0],
    settings: Object.assign({}, ...settings) as Record<string, unknown>,
    workspaceTrust: argv.includes('--workspace-trust'),
  };
}
