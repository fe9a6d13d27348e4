import {
  foldedName,
  LineIndex,
  standardCatalogue,
  type NameFamily,
  type NameKind,
  type NameOccurrence,
  type Span,
} from '../../core/nginx/index.js';
import type { LocatedName, ProjectNames } from '../../core/openresty/index.js';
import { newNameFault } from './new-names.js';

export interface RenameEdit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

/** Why something cannot be renamed, for people. */
export interface Refused {
  readonly refused: string;
}

export interface Renamable {
  readonly span: Span;
  readonly placeholder: string;
}

const nouns: Readonly<Record<NameKind, string>> = {
  variable: 'variable',
  upstream: 'upstream',
  zone: 'shared memory zone',
  dict: 'shared dictionary',
  location: 'named location',
  'log format': 'log format',
};

/** The name at an offset if it can get another one; undefined where no name stands. */
export function prepareRenameAt(
  file: string,
  offset: number,
  names: ProjectNames,
): Renamable | Refused | undefined {
  const found = names.at(file, offset);
  if (!found) return undefined;
  const refused = whyNot(found, names);
  if (refused !== undefined) return { refused };
  const { span, name } = found.occurrence;
  return { span, placeholder: name };
}

/**
 * The edits that give the name at an offset another one, in every file of the program, in Lua too. Refused where nginx or
 * Lua would not take the new name, or where something else is called so already.
 */
export function renameAt(
  file: string,
  offset: number,
  newName: string,
  names: ProjectNames,
): readonly RenameEdit[] | Refused | undefined {
  const found = names.at(file, offset);
  if (!found) return undefined;
  const { occurrence } = found;
  const name = newName.replace(
    occurrence.kind === 'variable' ? /^\$/ : occurrence.kind === 'location' ? /^@/ : /^$/,
    '',
  );
  const all = names.occurrencesOf(found);
  const refused =
    whyNot(found, names) ??
    newNameFault(name, occurrence.kind, {
      isField: all.some((one) => one.occurrence.isField === true),
      isCapture: all.some((one) => one.occurrence.isCapture === true),
    }) ??
    takenBy(found, name, names);
  if (refused !== undefined) return { refused };
  return all.map((one) => ({ file: one.file, span: one.occurrence.span, text: name }));
}

function whyNot(found: LocatedName, names: ProjectNames): string | undefined {
  const { kind, name, family } = found.occurrence;
  if (kind === 'variable') {
    const module = moduleOfVariable(name, family);
    if (module !== undefined) return `$${name} is a variable of ${module}`;
  }
  const declarations = names.declarationsOf(found);
  if (declarations.length === 0) return notDeclared(found.occurrence);
  const [computed] = names.computedAs(found);
  if (computed) {
    const place = placeText(computed.file, computed.span, names);
    return `Lua computes the names of ${kind === 'dict' ? 'shared dictionaries' : 'variables'} at ${place}, and may mean this one`;
  }
  return undefined;
}

function notDeclared({ kind, name }: NameOccurrence): string {
  if (kind === 'upstream') return `no upstream is called ${name}: it is the name of a host`;
  if (kind === 'log format' && name === 'combined') return 'the log format combined is nginx’s own';
  return `no file of this program declares the ${nouns[kind]} ${name}`;
}

/** The module that brings a variable, by its whole name or by a prefix such as `arg_`. */
function moduleOfVariable(name: string, family: NameFamily | undefined): string | undefined {
  const families: readonly NameFamily[] = family ? [family] : ['http', 'stream'];
  return (
    families
      .map((one) => standardCatalogue().variable(name.toLowerCase(), one)?.module)
      .find((module) => module !== undefined)
      // The files of nginx that have variables and belong to no module.
      ?.replace(/^ngx_(?:http|stream)_variables$/, 'nginx itself')
  );
}

/** Zones and dictionaries are all nginx's shared memory, whose names are one set (ngx_shared_memory_add). */
function takenBy(found: LocatedName, name: string, names: ProjectNames): string | undefined {
  const { file, occurrence } = found;
  const { kind, family } = occurrence;
  if (foldedName(kind, name) === foldedName(kind, occurrence.name)) return undefined;
  if (kind === 'variable') {
    const module = moduleOfVariable(name, family);
    if (module !== undefined) return `$${name} is a variable of ${module}`;
  }
  if (kind === 'log format' && name === 'combined') return 'the log format combined is nginx’s own';
  const kinds: readonly NameKind[] = kind === 'zone' || kind === 'dict' ? ['zone', 'dict'] : [kind];
  for (const other of kinds) {
    const [taken] = names.occurrencesOf({ file, occurrence: { ...occurrence, kind: other, name } });
    if (taken)
      return `${name} is ${other === 'upstream' ? 'an' : 'a'} ${nouns[other]} already: ${placeText(taken.file, taken.occurrence.span, names)}`;
  }
  return undefined;
}

/** `conf/nginx.conf:12`. */
function placeText(file: string, span: Span, names: ProjectNames): string {
  const lines = new LineIndex(names.source.read(file) ?? '');
  return `${file}:${lines.positionAt(span.start).line + 1}`;
}
