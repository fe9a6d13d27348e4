import {
  parseFlag,
  parseOffset,
  parseTime,
  regexWordsOf,
  standardCatalogue,
  walk,
  type Catalogue,
  type ConfNode,
  type ConfTree,
  type NameOccurrence,
  type Span,
  type Word,
} from '../../core/nginx/index.js';

/** LSP's own names, so that every theme knows them. */
export const tokenTypes = [
  'keyword',
  'variable',
  'class',
  'struct',
  'function',
  'type',
  'number',
  'regexp',
  'enumMember',
  'property',
  'parameter',
] as const;

export const tokenModifiers = [
  'declaration',
  'modification',
  'readonly',
  'defaultLibrary',
  'deprecated',
] as const;

export type TokenType = (typeof tokenTypes)[number];
export type TokenModifier = (typeof tokenModifiers)[number];

export interface SemanticToken {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

const typeOfName: Readonly<Record<NameOccurrence['kind'], TokenType>> = {
  variable: 'variable',
  upstream: 'class',
  zone: 'struct',
  dict: 'struct',
  location: 'function',
  'log format': 'type',
};

/**
 * What a grammar cannot know of a configuration: which directives there are, what names stand for, which words are regular
 * expressions, numbers, or values of an enumeration. Ascending, without overlaps, each within one line; strings and
 * comments are the grammar's.
 * @param names what the file's names are, in ascending order
 * @param within only tokens that touch it
 */
export function semanticTokens(
  tree: ConfTree,
  names: readonly NameOccurrence[],
  within: Span = { start: 0, end: tree.text.length },
  catalogue: Catalogue = standardCatalogue(),
): SemanticToken[] {
  const touches = ({ start, end }: Span): boolean => start <= within.end && within.start <= end;
  const tokens = names
    .filter(({ span }) => touches(span))
    .map((one): SemanticToken => ({
      span: one.span,
      type: typeOfName[one.kind],
      modifiers: modifiersOf(one, catalogue),
    }));
  for (const node of walk(tree.children)) if (touches(node.span)) tokens.push(...tokensOf(node, catalogue));
  return withoutOverlaps(tokens, tree.text).filter(({ span }) => touches(span));
}

function modifiersOf(
  { kind, name, family, role, isWrite }: NameOccurrence,
  catalogue: Catalogue,
): TokenModifier[] {
  const isOurs =
    kind === 'variable' && catalogue.variable(name.toLowerCase(), family ?? 'http') === undefined;
  return [
    ...(role === 'declaration' ? (['declaration'] as const) : []),
    ...(isWrite === true ? (['modification'] as const) : []),
    ...(kind === 'variable' && !isOurs ? (['defaultLibrary'] as const) : []),
  ];
}

function tokensOf(node: ConfNode, catalogue: Catalogue): SemanticToken[] {
  const { name, args } = node;
  if (node.kind === 'entry') {
    const isRegex = name.value.startsWith('~');
    return [
      token(name, isRegex ? 'regexp' : 'property'),
      ...args.flatMap((word) => valueTokens(word, noWords)),
    ];
  }
  const specs = catalogue.directives(name.value);
  const isOld =
    specs.length > 0 && specs.every(({ gone, instead }) => gone === true || instead !== undefined);
  const patterns = regexWordsOf(name.value)?.(args);
  const words = specs.length > 0 ? new Set(specs.flatMap((spec) => spec.words ?? [])) : noWords;
  return [
    ...(specs.length > 0 ? [token(name, 'keyword', isOld ? ['deprecated'] : [])] : []),
    ...args.flatMap((word) =>
      patterns?.includes(word) === true ? [token(word, 'regexp')] : valueTokens(word, words),
    ),
  ];
}

const noWords: ReadonlySet<string> = new Set();

/** `on`, `10m`, `1.5`, `50%`; `name=10m` in two parts. */
function valueTokens(word: Word, words: ReadonlySet<string>): SemanticToken[] {
  if (word.quote !== undefined) return [];
  const { value, span } = word;
  if (words.has(value) || parseFlag(value) !== undefined) return [token(word, 'enumMember')];
  if (isNumber(value)) return [token(word, 'number')];
  const name = /^[a-z_]+(?==.)/.exec(value)?.[0];
  if (name === undefined || word.raw !== value) return [];
  const number = value.slice(name.length + 1);
  return [
    { span: { start: span.start, end: span.start + name.length }, type: 'parameter', modifiers: [] },
    ...(isNumber(number)
      ? [
          {
            span: { start: span.start + name.length + 1, end: span.end },
            type: 'number' as const,
            modifiers: [],
          },
        ]
      : []),
  ];
}

function isNumber(value: string): boolean {
  return (
    /^\d/.test(value) &&
    (parseOffset(value) !== undefined ||
      parseTime(value) !== undefined ||
      /^\d+(?:\.\d+)?(?:%|r\/[sm])?$/.test(value))
  );
}

function token({ span }: Word, type: TokenType, modifiers: readonly TokenModifier[] = []): SemanticToken {
  return { span, type, modifiers };
}

/** A shorter token cuts the longer one around it: the groups and variables of a regular expression. */
function withoutOverlaps(tokens: readonly SemanticToken[], text: string): SemanticToken[] {
  const sorted = [...tokens].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const result: SemanticToken[] = [];
  const put = (one: SemanticToken, start: number, end: number): void => {
    // No token goes over a line's end (LSP, "multilineTokenSupport").
    for (const part of text.slice(start, end).matchAll(/[^\r\n]+/g))
      result.push({ ...one, span: { start: start + part.index, end: start + part.index + part[0].length } });
  };
  let open: { token: SemanticToken; from: number } | undefined;
  const close = (upTo: number): void => {
    if (!open) return;
    const end = Math.min(upTo, open.token.span.end);
    if (end > open.from) put(open.token, open.from, end);
  };
  for (const one of sorted) {
    if (open && one.span.start < open.token.span.end) {
      const isSame = one.span.start === open.token.span.start && one.span.end === open.token.span.end;
      if (isSame || one.span.start < open.from) continue;
      // The inner one stands whole, the outer one goes on behind it.
      close(one.span.start);
      if (one.span.end <= open.token.span.end) {
        put(one, one.span.start, one.span.end);
        open = { token: open.token, from: one.span.end };
        continue;
      }
    } else close(Infinity);
    open = { token: one, from: one.span.start };
  }
  close(Infinity);
  return result;
}
