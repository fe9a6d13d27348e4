import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type DocumentHighlight,
  type Location,
  type PrepareRenameParams,
  type Range,
  type ReferenceParams,
  type RenameParams,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex } from '../../core/nginx/index.js';
import type { ProjectNames } from '../../core/openresty/index.js';
import { highlightsAt, referencesAt, type FileSpan } from '../features/name-places.js';
import { prepareRenameAt, renameAt, type Refused } from '../features/rename.js';
import { orCancelled } from '../guard.js';
import type { Session } from '../session.js';
import type { Located } from '../workspace/roots.js';

/** A position in an open document of a project, and the names around it. */
interface Asked {
  readonly located: Located;
  readonly document: TextDocument;
  readonly offset: number;
  readonly names: ProjectNames;
}

async function asked(
  session: Session,
  { textDocument: { uri }, position }: TextDocumentPositionParams,
  token: CancellationToken,
): Promise<Asked | undefined> {
  const located = session.locate(uri);
  if (!located) return undefined;
  // Which files there are is known when the first analysis has ended; later ones go by what was known last.
  if (!session.host.latest(located.root)) await orCancelled(session.current(located.root), token);
  const document = session.featureDocument(uri)?.document;
  if (!document) return undefined;
  return { located, document, offset: document.offsetAt(position), names: session.names(located) };
}

export function references(session: Session) {
  return async (params: ReferenceParams, token: CancellationToken): Promise<Location[] | null> => {
    const at = await asked(session, params, token);
    if (!at) return null;
    const { located, offset, names } = at;
    return locationsOf(session, at, referencesAt(located.file, offset, names, params.context));
  };
}

export function highlights(session: Session) {
  return async (
    params: TextDocumentPositionParams,
    token: CancellationToken,
  ): Promise<DocumentHighlight[] | null> => {
    const at = await asked(session, params, token);
    if (!at) return null;
    return highlightsAt(at.located.file, at.offset, at.names).map(({ span, kind }) => ({
      range: rangeIn(at.document, span),
      kind: kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  };
}

export function prepareRename(session: Session) {
  return async (
    params: PrepareRenameParams,
    token: CancellationToken,
  ): Promise<{ range: Range; placeholder: string } | null> => {
    const at = await asked(session, params, token);
    const found = at && orRefused(prepareRenameAt(at.located.file, at.offset, at.names));
    return found ? { range: rangeIn(at.document, found.span), placeholder: found.placeholder } : null;
  };
}

export function rename(session: Session) {
  return async (params: RenameParams, token: CancellationToken): Promise<WorkspaceEdit | null> => {
    const at = await asked(session, params, token);
    const edits = at && orRefused(renameAt(at.located.file, at.offset, params.newName, at.names));
    if (!edits) return null;
    const places = locationsOf(session, at, edits);
    const changes: NonNullable<WorkspaceEdit['changes']> = {};
    edits.forEach(({ text }, index) => {
      const place = places[index];
      if (place) (changes[place.uri] ??= []).push({ range: place.range, newText: text });
    });
    return { changes };
  };
}

/** The client shows the reason. */
function orRefused<Result>(result: Result | Refused | undefined): Result | undefined {
  if (typeof result === 'object' && result !== null && 'refused' in result)
    throw new ResponseError(LSPErrorCodes.RequestFailed, result.refused);
  return result;
}

/** @param places in the order of their files, so that each file's lines are counted once */
export function locationsOf(
  session: Session,
  { located, names }: Pick<Asked, 'located' | 'names'>,
  places: readonly FileSpan[],
): Location[] {
  const lines = new Map<string, LineIndex>();
  return places.map(({ file, span }) => {
    const index = lines.get(file) ?? new LineIndex(names.source.read(file) ?? '');
    lines.set(file, index);
    return {
      uri: session.target(located.root, file).uri,
      range: { start: index.positionAt(span.start), end: index.positionAt(span.end) },
    };
  });
}

function rangeIn(document: TextDocument, { start, end }: FileSpan['span']): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
