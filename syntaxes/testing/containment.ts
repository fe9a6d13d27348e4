import type { IGrammar } from 'vscode-textmate';
import { luaChunkOf, parseConf, walk } from '../../core/nginx/index.js';
import { tokenize } from './tokenizer.js';

const EMBEDDED = { block: 'meta.embedded.block.lua', string: 'meta.embedded.inline.lua' } as const;

function expectedScopes(text: string): (string | undefined)[] {
  const expected = new Array<string | undefined>(text.length).fill(undefined);
  for (const node of walk(parseConf(text).children)) {
    const chunk = luaChunkOf(node);
    if (chunk !== undefined) expected.fill(EMBEDDED[chunk.kind], chunk.hostSpan.start, chunk.hostSpan.end);
  }
  return expected;
}

export interface Containment {
  /** `line:column` (from 1), with what the parser says and what the grammar says, for the first of each run. */
  readonly differences: readonly string[];
  readonly depth: number;
  /** How many characters of Lua the parser finds, white space left out. */
  readonly lua: number;
}

/** Compares where the grammar sees Lua with where nginx's own rules, as our parser has them, put it. */
export function containment(grammar: IGrammar, text: string): Containment {
  const expected = expectedScopes(text);
  const { scopes, depth } = tokenize(grammar, text);
  const differences: string[] = [];
  let lua = 0;
  let differed = false;
  for (let at = 0; at < text.length; at += 1) {
    if (/\s/.test(text.charAt(at))) continue;
    const want = expected[at];
    const found = scopes[at]?.find((scope) => scope.startsWith('meta.embedded.'));
    if (want !== undefined) lua += 1;
    const differs = want !== found;
    if (differs && !differed) {
      const lines = text.slice(0, at).split('\n');
      const column = (lines.at(-1)?.length ?? 0) + 1;
      differences.push(`${lines.length}:${column} parser ${want ?? 'none'}, grammar ${found ?? 'none'}`);
    }
    differed = differs;
  }
  return { differences, depth, lua };
}
