import type { TextDocument } from 'vscode-languageserver-textdocument';
import { contexts } from '../../core/nginx/index.js';
import { prepareDirectives } from '../features/complete-directives.js';
import { lineFor, rehearse } from '../rehearsal.js';
import type { Session } from '../session.js';
import { listAt } from './completion.js';

const lists = 120;

/**
 * Once a configuration is open and its program read: makes each context's directives, and lists at places all over the
 * configuration.
 */
export function rehearseCompletion(session: Session): void {
  let hasBegun = false;
  session.onResult(() => {
    if (hasBegun || !openConfiguration(session)) return;
    hasBegun = true;
    const once = (index: number): void => {
      const document = openConfiguration(session);
      if (!document) return;
      const context = contexts[index];
      const catalogue = session.catalogueOf(session.locate(document.uri)?.root);
      if (context !== undefined) prepareDirectives(context, catalogue, session.client.snippets);
      else makeList(session, document, index - contexts.length);
    };
    rehearse(once, {
      count: contexts.length + lists,
      isIdle: () => session.parsed.isAtRest,
      onFailure: (error) => session.log(`a rehearsal of completion failed: ${String(error)}`),
    });
  });
}

function openConfiguration(session: Session): TextDocument | undefined {
  return session.documents
    .all()
    .find(
      ({ uri }) =>
        session.featureDocument(uri)?.feature.language === 'nginx' && session.isOn('completion', uri),
    );
}

/** The list as it would be after an edit. */
function makeList(session: Session, document: TextDocument, index: number): void {
  const open = session.featureDocument(document.uri);
  if (!open) return;
  const place = placeFor(document.getText(), index);
  const near = session.parsed.excerpt(document, place) ?? session.parsed.near(document, place);
  // As it would be sent.
  JSON.stringify(listAt(session, document, open.feature.file, near, place));
}

/** Behind some letters of a directive's name, behind a variable's `$`, before a `;`, by turns. */
function placeFor(text: string, index: number): number {
  const start = lineFor(text, index, lists);
  const name = start + text.slice(start).search(/\S|$/) + 1 + (index % 4);
  const places = [name, text.indexOf('$', start) + 2, text.indexOf(';', start)];
  return Math.max(0, Math.min(places[index % places.length] ?? name, text.length));
}
