import {
  contexts as allContexts,
  innerContext,
  standardCatalogue,
  type Catalogue,
  type Context,
} from './catalogue/index.js';
import { isPattern, matchesName } from './glob.js';
import type { ConfFile, IncludedConfiguration, LocatedDirective, ResolvedInclude } from './include.js';
import { normalizePath } from './paths.js';
import type { ConfNode, ConfTree, Content } from './tree.js';

/** An `include` that reads a file. */
export interface Inclusion {
  readonly configuration: IncludedConfiguration;
  readonly include: ResolvedInclude;
  /** Of the block that the `include` stands in; undefined where that is none of nginx's. */
  readonly context: Context | undefined;
}

/** How it is known which blocks the top of a file belongs to. */
export type ContextSource =
  /** A comment in the file says so. */
  | 'comment'
  /** It is a whole configuration. */
  | 'root'
  /** Other files include it. */
  | 'include'
  /** An `include` of a path that ends like the file's own could mean it. */
  | 'likely include'
  /** Its directives can stand there. */
  | 'guess';

export interface FileContexts {
  readonly contexts: readonly Context[];
  readonly source: ContextSource;
}

/** The configurations of a folder, and how their files belong together. */
export interface ConfWorkspace {
  /** The configurations that no other one includes; a snippet that nobody includes is one by itself. */
  readonly configurations: readonly IncludedConfiguration[];
  /** Every file, by its normalized path. */
  readonly files: ReadonlyMap<string, ConfFile>;
  /** The blocks that the top of a file is read in; empty for a file that is not one of the workspace. */
  contextsOf(path: string): readonly Context[];
  fileContexts(path: string): FileContexts;
  inclusionsOf(path: string): readonly Inclusion[];
}

export function makeWorkspace(
  configurations: readonly IncludedConfiguration[],
  catalogue: Catalogue = standardCatalogue(),
): ConfWorkspace {
  const files = new Map<string, ConfFile>();
  for (const { root, files: read } of configurations)
    for (const file of [root, ...read]) files.set(normalizePath(file.path), file);
  const known = new Map<string, FileContexts>();
  const inclusions = new Map<string, Inclusion[]>();
  const none: FileContexts = { contexts: [], source: 'guess' };
  const workspace: ConfWorkspace = {
    configurations,
    files,
    contextsOf: (path) => workspace.fileContexts(path).contexts,
    fileContexts: (path) => known.get(normalizePath(path)) ?? none,
    inclusionsOf: (path) => inclusions.get(normalizePath(path)) ?? [],
  };
  // Roots first: what they include gets its contexts from theirs.
  const open: ResolvedInclude[] = [];
  const likely = (file: ConfFile): Context[] => likelyContexts(file.path, open, contextOfInclude);
  const contextOfInclude = (include: ResolvedInclude): readonly Context[] =>
    blockContexts(
      include.file,
      include.directive,
      known.get(normalizePath(include.file.path))?.contexts ?? [],
    );
  const wholeFirst = [...configurations].sort((a, b) => Number(isWhole(b.root)) - Number(isWhole(a.root)));
  for (const configuration of wholeFirst) {
    const { root } = configuration;
    known.set(normalizePath(root.path), rootContexts(root, likely(root), catalogue));
    for (const include of configuration.includes) {
      if (include.files.length === 0) open.push(include);
      for (const file of include.files) {
        const path = normalizePath(file.path);
        const contexts = contextOfInclude(include);
        const stated = statedContexts(file.tree);
        const before = known.get(path);
        const all = [...new Set([...(before?.source === 'include' ? before.contexts : []), ...contexts])];
        known.set(
          path,
          stated.length > 0 ? { contexts: stated, source: 'comment' } : { contexts: all, source: 'include' },
        );
        inclusions.set(path, [
          ...(inclusions.get(path) ?? []),
          ...(contexts.length > 0 ? contexts : [undefined]).map((context) => ({
            configuration,
            include,
            context,
          })),
        ]);
      }
    }
  }
  return workspace;
}

/** A whole configuration has one of the blocks that only the top of one may have. */
export function isWhole({ path, tree }: ConfFile): boolean {
  return (
    /(?:^|\/)nginx\.conf$/.test(path) ||
    tree.children.some(
      ({ name, form }) => form === 'block' && /^(?:http|events|stream|mail)$/.test(name.value),
    )
  );
}

function rootContexts(root: ConfFile, likely: readonly Context[], catalogue: Catalogue): FileContexts {
  const stated = statedContexts(root.tree);
  if (stated.length > 0) return { contexts: stated, source: 'comment' };
  // A file called nginx.conf may be one of many that an application includes; what it holds decides.
  const guessed = fittingContexts(root.tree.children, catalogue);
  if (isWhole(root) && (guessed.length === 0 || guessed.includes('main')))
    return { contexts: ['main'], source: 'root' };
  if (likely.length > 0) return { contexts: likely, source: 'likely include' };
  return { contexts: guessed, source: 'guess' };
}

/**
 * The contexts that a comment before the first directive names: `# openresty-lens: context server, location`. Words
 * that are no context are passed over.
 */
export function statedContexts(tree: ConfTree): readonly Context[] {
  const first = tree.children[0]?.span.start ?? Infinity;
  for (const { raw, span } of tree.comments) {
    if (span.start > first) break;
    const list = /^#+\s*openresty-lens:\s*context\s+(.+)$/.exec(raw.trim())?.[1];
    if (list === undefined) continue;
    const words = list.split(',').map((word) => word.trim().replace(/^location if$/, 'if in location'));
    return allContexts.filter((context) => words.includes(context));
  }
  return [];
}

/**
 * The contexts in which most of these directives can stand, those that an author would most likely mean first. Where
 * nothing is known of any: those of an ordinary snippet.
 */
export function fittingContexts(nodes: readonly ConfNode[], catalogue: Catalogue): readonly Context[] {
  const counts = new Map<Context, number>();
  for (const node of nodes) {
    if (node.kind === 'entry' || node.name.value === 'include') continue;
    // A `server` with a block belongs to http, one with an address to an upstream.
    const fitting = new Set(
      catalogue
        .directives(node.name.value)
        .filter(({ isBlock }) => node.form === 'unterminated' || isBlock === (node.form !== 'simple'))
        .flatMap(({ contexts }) => contexts),
    );
    for (const context of fitting) counts.set(context, (counts.get(context) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  if (most === 0) return ['http', 'server', 'location'];
  return PREFERENCE.filter((context) => counts.get(context) === most);
}

const PREFERENCE: readonly Context[] = [
  'main',
  'http',
  'server',
  'location',
  'upstream',
  'stream',
  'stream server',
  'stream upstream',
  'mail',
  'mail server',
  'events',
  'if in server',
  'if in location',
  'limit_except',
];

/** The contexts of the block in `file` that a node stands in, by the contexts of the file's own top. */
export function blockContexts(
  { tree }: Pick<ConfFile, 'tree'>,
  node: ConfNode,
  top: readonly Context[],
): readonly Context[] {
  return contextsAt(tree, node.span.start, top);
}

/**
 * The contexts of the place at an offset: that of the innermost block around it. Empty in a block of entries, of Lua,
 * or one that is not known.
 * @param top the contexts of the file's own top
 */
export function contextsAt(tree: ConfTree, offset: number, top: readonly Context[]): readonly Context[] {
  let contexts = top;
  for (const { name, content } of blocksAround(tree, offset)) {
    if (content !== 'directives') return [];
    contexts = [...new Set(contexts.flatMap((context) => innerContext(name, context) ?? []))];
  }
  return contexts;
}

export interface BlockAround {
  readonly name: string;
  readonly content: Content | 'lua';
  readonly node: ConfNode;
}

/** The blocks around an offset, outermost first; the place of the closing brace is still inside, the one behind it is not. */
export function blocksAround(tree: ConfTree, offset: number): readonly BlockAround[] {
  const found: BlockAround[] = [];
  let nodes: readonly ConfNode[] = tree.children;
  for (;;) {
    const node = nodes.find(({ span }) => span.start <= offset && offset <= span.end);
    const braces = node?.form === 'block' ? node.block : node?.form === 'lua' ? node : undefined;
    if (node === undefined || braces === undefined || offset < braces.open.end) return found;
    if (offset > (braces.close?.start ?? braces.span.end)) return found;
    const content = node.form === 'block' ? node.block.content : 'lua';
    found.push({ name: node.name.value, content, node });
    if (node.form !== 'block') return found;
    nodes = node.block.children;
  }
}

/**
 * The contexts of the includes that found nothing here, because they name a path of the machine where the program will
 * run, and whose last folder and name fit a file.
 */
function likelyContexts(
  path: string,
  open: readonly ResolvedInclude[],
  contextOf: (include: ResolvedInclude) => readonly Context[],
): Context[] {
  const own = normalizePath(path).split('/');
  const found = open.filter(({ target }) => {
    const wanted = target.value.split('/');
    const [folder, name] = [wanted.at(-2), wanted.at(-1)];
    if (folder === undefined || name === undefined || own.length < 2) return false;
    return fits(folder, own.at(-2) ?? '') && fits(name, own.at(-1) ?? '');
  });
  return [...new Set(found.flatMap(contextOf))];
}

function fits(pattern: string, name: string): boolean {
  return isPattern(pattern) ? matchesName(pattern, name) : pattern === name;
}

/** Every directive of the expanded tree, outer ones first. */
export function* walkExpanded(top: readonly LocatedDirective[]): Generator<LocatedDirective> {
  const pending = top.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    for (const child of next.children.toReversed()) pending.push(child);
  }
}
