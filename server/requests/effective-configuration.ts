import type { CancellationToken } from 'vscode-languageserver';
import { parseEffectiveRequest, type EffectiveConfiguration } from '../../contract/index.js';
import { effectiveText, isWhole, normalizePath } from '../../core/nginx/index.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';

/** The whole configuration that a file is, or is a part of, in one text. */
export function effectiveConfiguration(session: Session) {
  return async (params: unknown, token: CancellationToken): Promise<EffectiveConfiguration | null> => {
    const { uri } = parseEffectiveRequest(params);
    const located = session.locate(uri);
    if (!located) return null;
    const { root, file } = located;
    if (!session.host.latest(root)) await orCancelled(session.current(root), token);
    const { workspace } = session.configurationsOf(root);
    const including = workspace.inclusionsOf(file).map(({ configuration }) => configuration);
    const own = workspace.configurations.find((one) => normalizePath(one.root.path) === file);
    const chosen = own ?? including.find((one) => isWhole(one.root)) ?? including[0];
    if (!chosen) return null;
    const { text, parts } = effectiveText(chosen);
    return {
      file: normalizePath(chosen.root.path),
      uri: session.target(root, normalizePath(chosen.root.path)).uri,
      text,
      parts: parts.map((part) => ({
        line: part.line,
        uri: session.target(root, part.file).uri,
        sourceLine: part.sourceLine,
      })),
    };
  };
}
