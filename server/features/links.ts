import {
  directoryPrefix,
  expandGlob,
  fullName,
  isPattern,
  luaDirective,
  normalizePath,
  pathStyleOf,
  includeTarget,
  type ConfNode,
  type ConfTree,
  type ConfWorkspace,
  type Span,
  type Word,
} from '../../core/nginx/index.js';
import { prefixOf } from '../../core/openresty/index.js';

/** Where relative names start: nginx's conf_prefix and prefix, relative to the project's root or absolute. */
export interface PathBases {
  /** The folder of the configuration, with its `/`; empty for the root itself. */
  readonly conf: string;
  /** Without a slash at its end; `.` is the root itself. */
  readonly prefix: string;
}

/** What lies below the project's root; paths relative to it, or absolute. */
export interface PathFiles {
  kindOf(path: string): 'file' | 'folder' | undefined;
  list(folder: string): readonly string[] | undefined;
}

/** A part of a document that names a file or a folder; offsets are UTF-16. */
export interface PathLink {
  readonly span: Span;
  readonly path: string;
  readonly tooltip?: string;
}

/** Which argument is a path, and where a relative one starts (the calls of ngx_conf_full_name). */
interface PathArgument {
  readonly index: number;
  readonly base: keyof PathBases;
}

const byName: readonly (readonly [RegExp, PathArgument])[] = [
  [/^(?:root|alias|access_log|error_log|load_module)$/, { index: 0, base: 'prefix' }],
  [/^(?:auth_basic_user_file|quic_host_key)$/, { index: 0, base: 'conf' }],
  [
    /^(?:[a-z]+_)*ssl_(?:certificate|certificate_key|client_certificate|trusted_certificate|crl|dhparam|password_file|stapling_file|session_ticket_key)$/,
    { index: 0, base: 'conf' },
  ],
];

/** The paths in a configuration that lead to something which is there. */
export function pathLinks(tree: ConfTree, bases: readonly PathBases[], files: PathFiles): PathLink[] {
  return pathWords(tree.children, undefined).flatMap(({ word, base }): PathLink[] => {
    const { value } = word;
    if (value === '' || /[$]|^(?:data|engine|store|syslog|memory):/.test(value)) return [];
    for (const { conf, prefix } of bases) {
      const start = base === 'conf' ? conf : prefix === '.' ? '' : `${prefix.replace(/\/$/, '')}/`;
      const path = fullName(value, start, pathStyleOf(start));
      const link = isPattern(value) && base === 'conf' ? globLink(path, files) : plainLink(path, files);
      if (link) return [{ span: inside(word), ...link }];
    }
    return [];
  });
}

function pathWords(
  nodes: readonly ConfNode[],
  owner: string | undefined,
  depth = 0,
): { word: Word; base: keyof PathBases }[] {
  if (depth > 50) return [];
  return nodes.flatMap((node) => {
    if (node.form === 'block') return pathWords(node.block.children, node.name.value, depth + 1);
    // In a file that others include from inside a block of entries the owner is not to be seen.
    const included = includeTarget(node, owner ?? 'map');
    if (included) return [{ word: included, base: 'conf' as const }];
    const argument = node.kind === 'directive' ? pathArgument(node.name.value) : undefined;
    const word = argument && node.args[argument.index];
    return word ? [{ word, base: argument.base }] : [];
  });
}

function pathArgument(name: string): PathArgument | undefined {
  const lua = luaDirective(name);
  if (lua?.source === 'file') return { index: lua.argument ?? 0, base: 'prefix' };
  return byName.find(([pattern]) => pattern.test(name))?.[1];
}

function plainLink(path: string, files: PathFiles): Omit<PathLink, 'span'> | undefined {
  const normal = normalizePath(path);
  return files.kindOf(normal) === undefined ? undefined : { path: normal };
}

/** An editor follows a link to one place: the one file that matches, else the folder, and the names are told. */
function globLink(pattern: string, files: PathFiles): Omit<PathLink, 'span'> | undefined {
  const found = expandGlob(pattern, (folder) => files.list(normalizePath(folder))).map(normalizePath);
  const [first] = found;
  if (first === undefined) return undefined;
  if (found.length === 1) return { path: first, tooltip: first };
  const folder = directoryPrefix(first);
  const isOneFolder = found.every((path) => directoryPrefix(path) === folder);
  const names = found.map((path) => (isOneFolder ? path.slice(folder.length) : path));
  const shown = names.slice(0, 10).join(', ');
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return {
    path: isOneFolder ? normalizePath(folder) : first,
    tooltip: `${names.length} files: ${shown}${more}`,
  };
}

/** The word without its quotes. */
function inside({ span, quote, unclosed }: Word): Span {
  if (quote === undefined) return span;
  return { start: span.start + 1, end: unclosed === true ? span.end : span.end - 1 };
}

/** Where relative names of a file start: as the configurations that read it have it, else as if it were one. */
export function basesOf(
  file: string,
  workspace: ConfWorkspace,
  prefixes: ReadonlyMap<string, string>,
): PathBases[] {
  const own = normalizePath(file);
  const roots = new Set(workspace.inclusionsOf(own).map(({ configuration }) => configuration.root.path));
  if (roots.size === 0) roots.add(own);
  return [...roots].map((root) => ({
    conf: directoryPrefix(root),
    prefix: prefixes.get(normalizePath(root)) ?? prefixOf(root),
  }));
}
