import {
  luaChunkOf,
  luaDirective,
  parseConf,
  walk,
  type ConfNode,
  type ConfTree,
  type Span,
} from '../../core/nginx/index.js';
import { withoutNode } from '../../core/rules/index.js';

/** A change of one configuration file; offsets are UTF-16, an insertion has an empty span. */
export interface ConfMend {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite';
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** What can be mended or rewritten where a selection touches the text. */
export function mendsAt(tree: ConfTree, selection: Span): ConfMend[] {
  const touched = [...walk(tree.children)].filter(
    ({ span }) => span.start <= selection.end && selection.start <= span.end,
  );
  return [
    ...touched.flatMap((node) => [...missingSemicolon(node), ...missingBrace(node, tree), ...toBlock(node)]),
    ...strayMarks(tree, selection),
  ];
}

/** A `;` that ends nothing, a `}` that closes nothing. */
function strayMarks({ errors, tokens, text }: ConfTree, selection: Span): ConfMend[] {
  return errors.flatMap(({ message, span }): ConfMend[] => {
    const mark = /^unexpected "([;}])"$/.exec(message)?.[1];
    if (mark === undefined || span.start > selection.end || selection.start > span.end) return [];
    const before = tokens.findLast(
      (token) => token.span.end <= span.start && token.kind !== 'space' && token.kind !== 'comment',
    );
    // Behind words the fault is that their own `;` is missing; who stands on them is told already.
    if (before?.kind === 'word') {
      const { end } = before.span;
      return mark === '}' && end < selection.start && !before.unclosed ? [insertSemicolon(end)] : [];
    }
    return [{ title: `Remove \`${mark}\``, kind: 'quickfix', edits: [withoutNode({ span }, text)] }];
  });
}

/** A directive that nothing ends: `}` or the end of the file follows. */
function missingSemicolon(node: ConfNode): ConfMend[] {
  if (node.form !== 'unterminated' || node.args.at(-1)?.unclosed === true) return [];
  return [insertSemicolon(node.span.end)];
}

function insertSemicolon(at: number): ConfMend {
  const span = { start: at, end: at };
  return { title: 'Insert missing `;`', kind: 'quickfix', edits: [{ span, newText: ';' }] };
}

/** A block that the file ends in. Its brace goes to the end, on a line of its own, indented as its directive is. */
function missingBrace(node: ConfNode, { text }: ConfTree): ConfMend[] {
  if (node.form !== 'block' || node.block.close) return [];
  // The innermost goes first: an outer one can only be closed behind it.
  if (node.block.children.some((child) => child.form === 'block' && !child.block.close)) return [];
  const line = text.lastIndexOf('\n', node.span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line, node.span.start))?.[0] ?? '';
  const newText = `${text.endsWith('\n') ? '' : '\n'}${indent}}\n`;
  const end = { start: text.length, end: text.length };
  return [
    { title: `Insert missing \`}\` of ${node.name.raw}`, kind: 'quickfix', edits: [{ span: end, newText }] },
  ];
}

/** `content_by_lua '…'` as a block: offered where nginx would read the very same Lua from it. */
function toBlock(node: ConfNode): ConfMend[] {
  const lua = luaDirective(node.name.value);
  const chunk = luaChunkOf(node);
  if (lua?.source !== 'string' || lua.argument === undefined || !chunk || node.form !== 'simple') return [];
  // Arguments behind the code are for the string form only.
  if (node.args.length > lua.argument + 1 || node.args[lua.argument]?.unclosed === true) return [];
  const name = `${lua.family}_by_lua_block`;
  const head = [name, ...node.args.slice(0, lua.argument).map(({ raw }) => raw)].join(' ');
  const body = chunk.text.includes('\n') ? chunk.text : ` ${chunk.text} `;
  const newText = `${head} {${body}}`;
  const { children, errors } = parseConf(newText);
  const [made] = children;
  const isSame =
    errors.length === 0 && children.length === 1 && made?.form === 'lua' && made.lua.text === body;
  if (!isSame) return [];
  return [{ title: `Convert to ${name}`, kind: 'refactor.rewrite', edits: [{ span: node.span, newText }] }];
}
