import { includeTarget, walk, type ConfNode, type ConfTree, type Span } from '../../core/nginx/index.js';
import { withoutNode } from '../../core/rules/index.js';
import { indentAt, indentedBy, lineEndOf, reindented } from './reindent.js';

/** What an `include` reads, in its place; offsets are UTF-16. */
export interface Inlining {
  /** As the `include` names it. */
  readonly argument: string;
  readonly span: Span;
  readonly newText: string;
}

/**
 * The `include` that a selection touches, replaced by what it reads. Undefined where there is none, where a file is not
 * there, and where one would not be balanced by itself.
 * @param treesOf the files that an `include` reads, in order
 */
export function inlineInclude(
  tree: ConfTree,
  selection: Span,
  treesOf: (include: ConfNode) => readonly ConfTree[],
): Inlining | undefined {
  const node = [...walk(tree.children)].find(
    ({ name, span }) =>
      name.value === 'include' && span.start <= selection.end && selection.start <= span.end,
  );
  // Who reads entries is not seen here; where nobody would read the file there is none.
  const target = node && includeTarget(node, 'map');
  if (!node || !target) return undefined;
  const trees = treesOf(node);
  if (trees.length === 0 || !trees.every(isWhole)) return undefined;
  const { text } = tree;
  const indent = indentAt(text, node.span.start);
  const lineEnd = lineEndOf(text) + indent;
  const parts = trees.flatMap((one) => {
    const { start, end } = filled(one);
    return start < end ? [reindented(one, { start, end }, indentedBy(indent))] : [];
  });
  if (parts.length === 0) return { argument: target.value, ...withoutNode(node, text) };
  const rest = /^[^\n]*/.exec(text.slice(node.span.end))?.[0] ?? '';
  const endsInComment =
    trees.findLast((one) => filled(one).end > 0)?.tokens.findLast(isFilled)?.kind === 'comment';
  // What follows on the line must not become part of the comment.
  const newText = parts.join(lineEnd) + (endsInComment && rest.trim() !== '' ? lineEnd : '');
  return { argument: target.value, span: node.span, newText };
}

function isWhole({ errors, text }: ConfTree): boolean {
  return errors.length === 0 && !text.startsWith('\ufeff');
}

function isFilled({ kind }: ConfTree['tokens'][number]): boolean {
  return kind !== 'space';
}

/** From the first token that is no white space to the last. */
function filled({ tokens }: ConfTree): Span {
  return { start: tokens.find(isFilled)?.span.start ?? 0, end: tokens.findLast(isFilled)?.span.end ?? 0 };
}
