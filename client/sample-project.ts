import * as vscode from 'vscode';
import { offer } from './log.js';

/**
 * "Create Sample Project": writes the tutorial's counter into a folder, and never over a file that is there.
 * @param given the folder; a person is asked for it otherwise
 */
export async function createSampleProject(
  context: vscode.ExtensionContext,
  given?: vscode.Uri,
): Promise<void> {
  const target = given ?? (await chooseFolder());
  if (!target) return;
  const source = vscode.Uri.joinPath(context.extensionUri, 'sample-project');
  const files = await filesBelow(source);
  const taken: string[] = [];
  for (const file of files) if (await exists(vscode.Uri.joinPath(target, file))) taken.push(file);
  if (taken.length > 0) {
    void vscode.window.showErrorMessage(
      `The sample was not written: ${target.fsPath} already has ${taken.join(', ')}. Choose an empty folder.`,
    );
    return;
  }
  for (const file of files)
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(source, file), vscode.Uri.joinPath(target, file));
  // nginx makes no folder for its logs.
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(target, 'logs'));
  const isOpen = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  if (isOpen) {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(target, 'conf/nginx.conf'), { preview: false });
    await vscode.window.showTextDocument(vscode.Uri.joinPath(target, 'lua/my-module.lua'), {
      preview: false,
    });
  } else if (!given) {
    await offer('information', `The sample project is in ${target.fsPath}.`, {
      'Open Folder': () => vscode.commands.executeCommand('vscode.openFolder', target),
    });
  }
}

/** The folder of the window if it is empty, else one that a person chooses. */
async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const [folder, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (folder && others.length === 0) {
    const entries = await vscode.workspace.fs.readDirectory(folder.uri);
    if (entries.every(([name]) => name.startsWith('.'))) return folder.uri;
  }
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: 'Create Here',
      title: 'OpenResty: a folder for the sample project',
    })) ?? [];
  return chosen;
}

async function filesBelow(folder: vscode.Uri, start = ''): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, start));
  const found: string[] = [];
  for (const [name, type] of entries) {
    const file = start === '' ? name : `${start}/${name}`;
    if (name === 'logs') continue;
    if (type === vscode.FileType.Directory) found.push(...(await filesBelow(folder, file)));
    else found.push(file);
  }
  return found;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
