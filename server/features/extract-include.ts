import {
  blockOf,
  directoryPrefix,
  encodeValue,
  includesEntries,
  isPattern,
  type ConfNode,
  type ConfTree,
  type Span,
} from '../../core/nginx/index.js';
import { indentAt, lineEndOf, outdentedBy, reindented } from './reindent.js';

/** Where the file with the selection lies. */
export interface ExtractionPlace {
  /** Relative to the project's root. */
  readonly file: string;
  /** Where relative names of an `include` start: the folder of the whole configuration, with its `/`; empty: the root. */
  readonly conf: string;
  /** Whether a file is there, or would be read by an `include` that is there. */
  readonly isTaken: (path: string) => boolean;
}

/** Statements that move to a file of their own; offsets are UTF-16. */
export interface Extraction {
  /** Of the new file; relative to the project's root. */
  readonly path: string;
  readonly text: string;
  /** As the `include` names it. */
  readonly argument: string;
  readonly span: Span;
  readonly newText: string;
}

/**
 * The statements that a selection touches, with the comments among them, as a file beside this one that an `include` reads
 * in their place; for a cursor, the block on whose head it stands. Undefined where there is nothing to move.
 * @param placeOf asked only where there is; undefined: nobody knows where names start
 */
export function extractInclude(
  tree: ConfTree,
  selection: Span,
  placeOf: () => ExtractionPlace | undefined,
): Extraction | undefined {
  const chosen = statementsIn(tree, selection);
  const place = chosen && placeOf();
  if (!place) return undefined;
  const { file, conf, isTaken } = place;
  const { span, nodes, owner } = chosen;
  const folder = directoryPrefix(file);
  const path = numbered(nameFor(nodes, owner)).find((name) => !isTaken(folder + name));
  if (path === undefined) return undefined;
  const argument = relativeTo(conf, folder + path);
  if (argument === undefined || isPattern(argument)) return undefined;
  const { text } = tree;
  const indent = indentAt(text, span.start);
  return {
    path: folder + path,
    text: reindented(tree, span, outdentedBy(indent)) + lineEndOf(text),
    argument,
    span,
    newText: `include ${encodeValue(argument)};`,
  };
}

interface Statements {
  readonly nodes: readonly ConfNode[];
  readonly span: Span;
  /** The directive whose block they stand in. */
  readonly owner: string | undefined;
}

function statementsIn(tree: ConfTree, selection: Span): Statements | undefined {
  const trimmed = withoutBlanks(tree.text, selection);
  const isCursor = trimmed.start >= trimmed.end;
  let { children, comments }: Pick<ConfTree, 'children' | 'comments'> = tree;
  let owner: string | undefined;
  let isEntries = false;
  for (;;) {
    const inner = children.find((node) => {
      const block = blockOf(node);
      return block?.close && block.open.end <= trimmed.start && trimmed.end <= block.close.start;
    });
    const block = inner && blockOf(inner);
    if (!inner || !block) break;
    ({ children, comments } = block);
    owner = inner.name.value;
    isEntries = block.content === 'entries';
  }
  if (isEntries && (owner === undefined || !includesEntries(owner))) return undefined;
  const nodes = children.filter((node) =>
    isCursor ? isOnHead(node, trimmed.start) : node.span.start < trimmed.end && trimmed.start < node.span.end,
  );
  const [first] = nodes;
  const last = nodes.at(-1);
  if (!first || !last || nodes.every(isInclude)) return undefined;
  const touched = comments.filter(({ span }) => span.start < trimmed.end && trimmed.start < span.end);
  const start = Math.min(first.span.start, ...touched.map((one) => one.span.start));
  const end = Math.max(last.span.end, ...touched.map((one) => one.span.end));
  const isWhole = nodes.every((node) => node.form !== 'unterminated') && !hasError(tree, { start, end });
  return isWhole ? { nodes, span: { start, end }, owner } : undefined;
}

function withoutBlanks(text: string, { start, end }: Span): Span {
  const selected = text.slice(start, end);
  const from = start + (selected.length - selected.trimStart().length);
  return { start: from, end: Math.max(from, start + selected.trimEnd().length) };
}

/** On the name or the arguments of a block. */
function isOnHead({ form, name, args }: ConfNode, offset: number): boolean {
  return form === 'block' && name.span.start <= offset && offset <= (args.at(-1) ?? name).span.end;
}

function isInclude({ name }: ConfNode): boolean {
  return name.value === 'include';
}

function hasError({ errors }: ConfTree, { start, end }: Span): boolean {
  return errors.some(({ span, opened }) =>
    [span, ...(opened ? [opened] : [])].some((one) => one.start < end && start <= one.end),
  );
}

/** After the first block and what it is for, else after the first directive. */
function nameFor(nodes: readonly ConfNode[], owner: string | undefined): string {
  const node = nodes.find(({ form }) => form === 'block') ?? nodes.find((one) => !isInclude(one));
  if (node === undefined || node.kind === 'entry') return owner ?? 'entries';
  const words = node.form === 'block' ? node.args.map(({ value }) => value) : [];
  const own = node.name.value === 'server' ? serverName(node) : undefined;
  const raw = own ?? [node.name.value, ...words].join('-');
  const plain = raw
    .replace(/[^\w.-]+/g, '-')
    .replace(/[-.]{2,}/g, '-')
    .replace(/^[-._]+|[-.]+$/g, '');
  return (plain === '' ? 'part' : plain).slice(0, 60);
}

function serverName(server: ConfNode): string | undefined {
  const names = blockOf(server)?.children.find(({ name }) => name.value === 'server_name');
  return names?.args.map(({ value }) => value).find((value) => /^[\w.*-]*[A-Za-z0-9][\w.*-]*$/.test(value));
}

/** `a.conf`, `a-2.conf` … */
function numbered(name: string): string[] {
  return Array.from({ length: 20 }, (_, index) => `${name}${index === 0 ? '' : `-${index + 1}`}.conf`);
}

/** The path from a folder (with its `/`) to a file; undefined where one of the two lies outside of the project. */
function relativeTo(folder: string, path: string): string | undefined {
  if (folder.startsWith('..') || folder.startsWith('/')) return undefined;
  const from = folder.split('/').slice(0, -1);
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
