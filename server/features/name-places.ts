import { locationsOfUri, type LocationPlace, type Span } from '../../core/nginx/index.js';
import type { LocatedName, ProjectNames } from '../../core/openresty/index.js';

/** A part of a file; UTF-16 offsets. */
export interface FileSpan {
  readonly file: string;
  readonly span: Span;
}

export interface NameDefinitions {
  /** The name that the cursor is on. */
  readonly origin: Span;
  readonly targets: readonly FileSpan[];
}

/**
 * Where what the cursor is on is declared: a variable, an upstream, a zone, a shared dictionary, a log format, a named
 * location, or the location that a URI leads to. Undefined where nothing of the kind stands there.
 */
export function nameDefinitionsAt(
  file: string,
  offset: number,
  names: ProjectNames,
): NameDefinitions | undefined {
  const found = names.at(file, offset);
  if (found) return { origin: found.occurrence.span, targets: names.declarationsOf(found).map(fileSpan) };
  const uri = names.namesOf(file).uris.find(({ span }) => span.start <= offset && offset <= span.end);
  return uri && { origin: uri.span, targets: locationsOf(file, uri.uri, uri.server, names) };
}

/** The locations of the servers that a place belongs to; of all servers where nobody knows. */
function locationsOf(file: string, uri: string, server: number | undefined, names: ProjectNames): FileSpan[] {
  const servers = names.serversOf(file, server);
  const files = new Map<LocationPlace, string>();
  for (const one of names.related(file)) {
    for (const location of names.namesOf(one).locations) {
      const own = names.serversOf(one, location.server);
      if (servers.length === 0 || own.length === 0 || own.some((id) => servers.includes(id)))
        files.set(location, one);
    }
  }
  return locationsOfUri(uri, [...files.keys()]).map((location) => ({
    file: files.get(location) ?? file,
    span: location.span,
  }));
}

/** Every place of what the cursor is on, in the order of the files. */
export function referencesAt(
  file: string,
  offset: number,
  names: ProjectNames,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): FileSpan[] {
  const found = names.at(file, offset);
  if (!found) return [];
  return names
    .occurrencesOf(found)
    .filter(({ occurrence }) => includeDeclaration || occurrence.role !== 'declaration')
    .map(fileSpan);
}

export interface NameHighlight {
  readonly span: Span;
  readonly kind: 'read' | 'write';
}

/** What the cursor is on, wherever it stands in the same file: declarations and assignments write, the others read. */
export function highlightsAt(file: string, offset: number, names: ProjectNames): NameHighlight[] {
  const found = names.at(file, offset);
  if (!found) return [];
  return names
    .occurrencesOf(found)
    .filter((one) => one.file === file)
    .map(({ occurrence: { span, role, isWrite } }) => ({
      span,
      kind: role === 'declaration' || isWrite === true ? 'write' : 'read',
    }));
}

function fileSpan({ file, occurrence }: LocatedName): FileSpan {
  return { file, span: occurrence.span };
}
