import type { IGrammar } from 'vscode-textmate';
import { parseConf, walk, type Token } from '../../core/nginx/index.js';
import { tokenize } from './tokenizer.js';

type Scopes = readonly string[];

/** What a scope stack says about a character, as far as nginx's lexer has an opinion of its own. */
const SEEN = {
  comment: (scopes: Scopes) => scopes.some((scope) => /^comment\..*\.nginx$/.test(scope)),
  string: (scopes: Scopes) =>
    scopes.some(
      (scope) =>
        /^(?:string|punctuation\.definition\.string)\./.test(scope) ||
        scope.startsWith('meta.embedded.inline.'),
    ),
  brace: (scopes: Scopes) =>
    scopes.some((scope) => /^punctuation\.section\.(?:block|embedded)\..*\.nginx$/.test(scope)),
  terminator: (scopes: Scopes) => scopes.includes('punctuation.terminator.nginx'),
  name: (scopes: Scopes) =>
    scopes.some((scope) => /^(?:keyword\.(?:other\.directive|control)|storage\.type\.context)\b/.test(scope)),
} as const;
type Kind = keyof typeof SEEN;

/** Kinds that must be there on such a token, and those that must not; a kind in neither is left open. */
interface Expected {
  readonly has: readonly Kind[];
  readonly not: readonly Kind[];
}

const OF_MARK: Readonly<Record<'comment' | '{' | '}' | ';' | 'lua', Expected>> = {
  comment: { has: ['comment'], not: ['string', 'brace', 'terminator', 'name'] },
  '{': { has: ['brace'], not: ['comment', 'string', 'terminator', 'name'] },
  '}': { has: ['brace'], not: ['comment', 'string', 'terminator', 'name'] },
  ';': { has: ['terminator'], not: ['comment', 'string', 'brace', 'name'] },
  lua: { has: [], not: ['comment', 'brace', 'terminator'] },
};
const QUOTED: Expected = { has: ['string'], not: ['comment', 'brace', 'terminator'] };
const NAME: Expected = { has: ['name'], not: ['comment', 'string', 'brace', 'terminator'] };
const ARGUMENT: Expected = { has: [], not: ['comment', 'brace', 'terminator'] };
/** The first word of an entry is a key, whatever directive has the same name. */
const KEY: Expected = { has: [], not: ['comment', 'brace', 'terminator', 'name'] };

function expectedOf(token: Token, names: ReadonlyMap<number, 'directive' | 'entry'>): Expected | undefined {
  if (token.kind === 'space') return undefined;
  if (token.kind !== 'word') return OF_MARK[token.kind];
  if (token.quote !== undefined) return QUOTED;
  const named = names.get(token.span.start);
  if (named === undefined) return ARGUMENT;
  return named === 'entry' ? KEY : NAME;
}

/**
 * Where the grammar sees another structure than nginx's lexer: one line `line:column (from 1) token: what`
 * for each token. The text must be one that nginx's lexer accepts.
 */
export function structureDifferences(grammar: IGrammar, text: string): readonly string[] {
  const tree = parseConf(text);
  const names = new Map([...walk(tree.children)].map((node) => [node.name.span.start, node.kind]));
  const { scopes } = tokenize(grammar, text);
  const differences: string[] = [];
  let line = 1;
  let lineStart = 0;
  for (const token of tree.tokens) {
    const expected = expectedOf(token, names);
    const wrong = new Set<string>();
    for (let at = token.span.start; at < token.span.end; at += 1) {
      const found = scopes[at];
      if (expected === undefined || found === undefined || /\s/.test(text.charAt(at))) continue;
      for (const kind of expected.has) if (!SEEN[kind](found)) wrong.add(`not ${kind}`);
      for (const kind of expected.not) if (SEEN[kind](found)) wrong.add(kind);
    }
    if (wrong.size > 0) {
      const column = token.span.start - lineStart + 1;
      differences.push(`${line}:${column} ${token.raw.slice(0, 40)}: ${[...wrong].join(', ')}`);
    }
    for (let lf = token.raw.indexOf('\n'); lf !== -1; lf = token.raw.indexOf('\n', lf + 1)) {
      line += 1;
      lineStart = token.span.start + lf + 1;
    }
  }
  return differences;
}
