import { parseConf, type ParseOptions } from '../parser.js';
import { blockOf, walk, type ConfTree } from '../tree.js';

/** No text of the sizes that we make up may take longer, even on a busy machine. */
const MILLISECONDS = 500;

/** What must hold for every text whatever; the first thing that does not, or undefined. */
export function faultOf(text: string, options: ParseOptions = {}): string | undefined {
  const started = performance.now();
  let tree: ConfTree;
  try {
    tree = parseConf(text, options);
  } catch (error) {
    return `throws ${String(error)}`;
  }
  const took = performance.now() - started;
  if (took > MILLISECONDS) return `takes ${took.toFixed(0)} ms`;
  if (tree.tokens.map((token) => token.raw).join('') !== text) return 'the tokens are not the text';
  let end = 0;
  for (const { span, raw } of tree.tokens) {
    if (span.start !== end || text.slice(span.start, span.end) !== raw)
      return `token out of place at ${span.start}`;
    end = span.end;
  }
  const lost = tree.errors.find(
    ({ span }) => span.start < 0 || span.end > text.length || span.start > span.end,
  );
  if (lost !== undefined) return `error outside the text: ${lost.message}`;
  return misplacedNode(tree);
}

function misplacedNode(tree: ConfTree): string | undefined {
  for (const node of walk(tree.children)) {
    const { start, end } = node.span;
    if (node.name.span.start !== start || end > tree.text.length) return `node out of place at ${start}`;
    const outside = blockOf(node)?.children.find((child) => child.span.start < start || child.span.end > end);
    if (outside !== undefined) return `child outside its block at ${outside.span.start}`;
  }
  return undefined;
}
