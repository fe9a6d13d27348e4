import { readdirSync, statSync } from 'node:fs';
import type { CancellationToken, DocumentLink, DocumentLinkParams } from 'vscode-languageserver';
import { normalizePath } from '../../core/nginx/index.js';
import { basesOf, pathLinks, type PathFiles } from '../features/links.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';
import { joinPath, relativePath, uriOfPath } from '../workspace/uris.js';

export function documentLinks(session: Session) {
  return async (
    { textDocument: { uri } }: DocumentLinkParams,
    token: CancellationToken,
  ): Promise<DocumentLink[] | null> => {
    const located = session.locate(uri);
    if (!located) return null;
    const { root, file } = located;
    // Who includes the file says where its paths start; later answers go by what was known last.
    if (!session.host.latest(root)) await orCancelled(session.current(root), token);
    const open = session.featureDocument(uri);
    if (open?.feature.language !== 'nginx') return null;
    const { workspace, configurations } = session.configurationsOf(root);
    const prefixes = new Map(configurations.map(({ path, prefix }) => [normalizePath(path), prefix]));
    const links = pathLinks(open.feature.parsed.conf, basesOf(file, workspace, prefixes), filesBelow(root));
    return links.map(({ span, path, tooltip }) => ({
      range: { start: open.document.positionAt(span.start), end: open.document.positionAt(span.end) },
      target: uriOfPath(joinPath(root, path)),
      ...(tooltip !== undefined && { tooltip }),
    }));
  };
}

/** Only what lies in the project: a path of this machine is seldom the one that is meant. */
function filesBelow(root: string): PathFiles {
  const absolute = (path: string): string | undefined => {
    const full = normalizePath(joinPath(root, path));
    return full === normalizePath(root) || relativePath(root, full) !== undefined ? full : undefined;
  };
  return {
    kindOf: (path) => {
      const full = absolute(path);
      const found = full === undefined ? undefined : statSync(full, { throwIfNoEntry: false });
      return found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : undefined;
    },
    list: (folder) => {
      const full = absolute(folder);
      try {
        return full === undefined ? undefined : readdirSync(full);
      } catch {
        return undefined;
      }
    },
  };
}
