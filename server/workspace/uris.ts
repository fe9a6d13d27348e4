import { URI } from 'vscode-uri';

/** The absolute path of a `file:` URI, with `/` on every system (`c:/srv` on Windows); undefined for another scheme. */
export function pathOfUri(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath.replaceAll('\\', '/') : undefined;
}

/** As VS Code itself writes the URI of a file. */
export function uriOfPath(path: string): string {
  return URI.file(path).toString();
}

/** The path below a folder, with `/`; undefined for one that lies elsewhere. Both absolute, with `/`. */
export function relativePath(folder: string, path: string): string | undefined {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

export function joinPath(folder: string, file: string): string {
  if (/^(?:\/|[A-Za-z]:)/.test(file)) return file;
  return folder.endsWith('/') ? folder + file : `${folder}/${file}`;
}
