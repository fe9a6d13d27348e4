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
      const open = openConfiguration(session);
      if (!open) return;
      const context = contexts[index];
      const catalogue = session.catalogueOf(session.locate(open.document.uri)?.root);
      if (context !== undefined) prepareDirectives(context, catalogue, session.client.snippets);
      else makeList(session, open, index - contexts.length);
    };
    rehearse(once, {
      count: contexts.length + lists,
      isIdle: () => session.parsed.isAtRest,
      onFailure: (error) => session.log(`a rehearsal of completion failed: ${String(error)}`),
    });
  });
}

interface OpenConfiguration {
  readonly document: TextDocument;
  readonly file: string | undefined;
}

/** The first configuration that is open and may be asked for proposals. */
function openConfiguration(session: Session): OpenConfiguration | undefined {
  for (const { uri } of session.documents.all()) {
    const open = session.featureDocument(uri);
    if (open?.feature.language === 'nginx' && session.isOn('completion', uri))
      return { document: open.document, file: open.feature.file };
  }
  return undefined;
}

/** The list as it would be after an edit. */
function makeList(session: Session, { document, file }: OpenConfiguration, index: number): void {
  const place = placeFor(document.getText(), index);
  const near = session.parsed.excerpt(document, place) ?? session.parsed.near(document, place);
  // As it would be sent.
  JSON.stringify(listAt(session, document, file, near, place));
}

/** Behind some letters of a directive's name, behind a variable's `$`, before a `;`, by turns. */
function placeFor(text: string, index: number): number {
  const start = lineFor(text, index, lists);
  const name = start + text.slice(start).search(/\S|$/) + 1 + (index % 4);
  const places = [name, text.indexOf('$', start) + 2, text.indexOf(';', start)];
  return Math.max(0, Math.min(places[index % places.length] ?? name, text.length));
}
