import type { CancellationToken, SymbolInformation, WorkspaceSymbolParams } from 'vscode-languageserver';
import { workspaceSymbols } from '../features/workspace-symbols.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';
import { locationsOf } from './names.js';

export function projectSymbols(session: Session) {
  return async ({ query }: WorkspaceSymbolParams, token: CancellationToken): Promise<SymbolInformation[]> => {
    const found: SymbolInformation[] = [];
    for (const root of session.host.roots) {
      if (!session.host.latest(root)) await orCancelled(session.current(root), token);
      const names = session.names({ root, file: undefined });
      const symbols = workspaceSymbols(query, names);
      const places = locationsOf(session, { located: { root }, names }, symbols);
      symbols.forEach(({ name, kind, container }, index) => {
        const location = places[index];
        if (location) found.push({ name, kind, location, containerName: container });
      });
    }
    return found;
  };
}
