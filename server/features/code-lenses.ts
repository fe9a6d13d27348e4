import {
  blockOf,
  luaDirective,
  normalizePath,
  walkExpanded,
  type ConfFile,
  type ConfNode,
  type ConfWorkspace,
  type LocatedDirective,
  type Span,
} from '../../core/nginx/index.js';

/** What stands above a line; offsets are UTF-16. `places` are where a click leads. */
export interface ConfLens {
  readonly span: Span;
  readonly title: string;
  readonly places: readonly LensPlace[];
}

export interface LensPlace {
  readonly file: string;
  readonly span: Span;
}

/** Above the blocks of a configuration file, and above a file that others include. */
export function lensesOf(path: string, workspace: ConfWorkspace): ConfLens[] {
  const file = workspace.files.get(normalizePath(path));
  if (!file) return [];
  const located = locatedIn(file, workspace);
  return [
    ...includedLens(path, workspace),
    ...located.flatMap((one) => {
      switch (one.directive.name.value) {
        case 'location':
          return luaLens(one);
        case 'server':
          return listenLens(one);
        case 'upstream':
          return usesLens(one, workspace);
        default:
          return [];
      }
    }),
  ];
}

/** The blocks of a file, each once: a file that is included twice is read twice. */
function locatedIn(file: ConfFile, { configurations }: ConfWorkspace): LocatedDirective[] {
  const found = new Map<ConfNode, LocatedDirective>();
  for (const { files, root, expanded } of configurations) {
    if (root !== file && !files.includes(file)) continue;
    for (const one of walkExpanded(expanded))
      if (one.file === file && blockOf(one.directive) && !found.has(one.directive))
        found.set(one.directive, one);
  }
  return [...found.values()];
}

function includedLens(path: string, workspace: ConfWorkspace): ConfLens[] {
  const inclusions = workspace.inclusionsOf(path);
  if (inclusions.length === 0) return [];
  const contexts = [...new Set(inclusions.map(({ context }) => context ?? 'another block'))];
  const places = distinct(inclusions.map(({ include }) => placeOf(include.file, include.directive)));
  const count = places.length;
  return [
    {
      span: { start: 0, end: 0 },
      title: `included ${count === 1 ? 'once' : `${count} times`}: in ${contexts.join(', ')}`,
      places,
    },
  ];
}

/** In the order in which a request goes through them. */
const phases = ['rewrite', 'access', 'precontent', 'content', 'header_filter', 'body_filter', 'log'] as const;

/** The Lua that a request of a location goes through: its own, else what the blocks around it say (as ngx_lua merges). */
function luaLens(location: LocatedDirective): ConfLens[] {
  const found = phases.flatMap((phase) => {
    for (let level: LocatedDirective | undefined = location; level; level = level.parent) {
      // A content handler is the location's own: nobody inherits it.
      if (phase === 'content' && level !== location) return [];
      const handler = level.children.find(
        ({ directive }) => luaDirective(directive.name.value)?.family === phase,
      );
      if (handler) return [{ phase, handler, isOwn: level === location }];
    }
    return [];
  });
  const outermost = topOf(location);
  if (found.length === 0) return [];
  const names = found.map(({ phase, isOwn }) => (isOwn ? phase : `${phase} (inherited)`));
  const route = serverName(outermost, location);
  return [
    {
      span: headOf(location.directive),
      title: `Lua in ${names.join(', ')}${route === '' ? '' : ` · ${route}`}`,
      places: found.map(({ handler }) => placeOf(handler.file, handler.directive)),
    },
  ];
}

function topOf(location: LocatedDirective): LocatedDirective | undefined {
  let level: LocatedDirective | undefined = location;
  while (level && level.directive.name.value !== 'server') level = level.parent;
  return level;
}

/** `example.org/path`: what a client asks for; empty where the location is no plain prefix. */
function serverName(server: LocatedDirective | undefined, { directive: { args } }: LocatedDirective): string {
  const path = args.at(-1)?.value ?? '';
  const modifier = args.length > 1 ? (args[0]?.value ?? '') : '';
  if (!path.startsWith('/') || modifier.startsWith('~')) return '';
  const [name = ''] = server ? argumentsOf(server, 'server_name') : [];
  const [listen = '80'] = server ? argumentsOf(server, 'listen') : [];
  const host = /^[\w.-]+$/.test(name) && name !== '_' ? name : /^\d+$/.test(listen) ? `:${listen}` : listen;
  return `${host}${path}`;
}

/** Only where the address is not to be seen in the block itself. */
function listenLens(server: LocatedDirective): ConfLens[] {
  if (server.parent?.directive.name.value !== 'http') return [];
  const own = server.children.filter(({ directive }) => directive.name.value === 'listen');
  const addresses = own.map(({ directive }) => directive.args.map(({ value }) => value).join(' '));
  const title =
    addresses.length > 0 ? `listens on ${addresses.join(', ')}` : 'listens on *:80, nginx’s default';
  return [
    {
      span: headOf(server.directive),
      title,
      places: own.map(({ file, directive }) => placeOf(file, directive)),
    },
  ];
}

/** The directives that send a request to an address, which may be the name of an upstream. */
const passing = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;

function usesLens(upstream: LocatedDirective, { configurations }: ConfWorkspace): ConfLens[] {
  const name = upstream.directive.args[0]?.value.toLowerCase() ?? '';
  if (name === '') return [];
  const uses = configurations
    .filter(({ root, files }) => root === upstream.file || files.includes(upstream.file))
    .flatMap(({ expanded }) => [...walkExpanded(expanded)])
    .filter(({ directive }) => {
      const [first] = directive.args;
      if (!first || !passing.test(directive.name.value)) return false;
      return /^(?:\w+:\/\/)?([^/:$]+)/.exec(first.value)?.[1]?.toLowerCase() === name;
    })
    .map(({ file, directive }) => placeOf(file, directive));
  const places = distinct(uses);
  const title =
    places.length === 0 ? 'not used by name' : places.length === 1 ? '1 use' : `${places.length} uses`;
  return [{ span: headOf(upstream.directive), title, places }];
}

function argumentsOf({ children }: LocatedDirective, wanted: string): string[] {
  const found = children.find(({ directive }) => directive.name.value === wanted);
  return found?.directive.args.map(({ value }) => value) ?? [];
}

function headOf({ name, args }: ConfNode): Span {
  return { start: name.span.start, end: (args.at(-1) ?? name).span.end };
}

function placeOf(file: ConfFile, node: ConfNode): LensPlace {
  return { file: normalizePath(file.path), span: headOf(node) };
}

function distinct(places: readonly LensPlace[]): LensPlace[] {
  return [...new Map(places.map((place) => [`${place.file} ${place.span.start}`, place])).values()];
}
