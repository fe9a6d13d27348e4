import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type StackElement } from 'vscode-textmate';

// Tests run in the repository's root.
export const GRAMMAR = 'syntaxes/nginx.tmLanguage.json';

/** Loads our grammar with the engine that VS Code itself uses. */
export async function loadGrammar(): Promise<IGrammar> {
  const main = createRequire(import.meta.url).resolve('vscode-oniguruma');
  const wasm = await readFile(join(dirname(main), 'onig.wasm'));
  await oniguruma.loadWASM(Uint8Array.from(wasm).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(readFileSync(GRAMMAR, 'utf8'), GRAMMAR)),
  });
  const grammar = await registry.loadGrammar('source.nginx');
  if (grammar === null) throw new Error(`${GRAMMAR} does not load`);
  return grammar;
}

export interface Tokenized {
  /** The scopes of each UTF-16 code unit, outermost first; undefined for line breaks. */
  readonly scopes: readonly (readonly string[] | undefined)[];
  /** How many rules are still open behind the last line; 1 is the root alone. */
  readonly depth: number;
}

/** Tokenizes a text line by line, as the editor does. */
export function tokenize(grammar: IGrammar, text: string): Tokenized {
  const scopes = new Array<readonly string[] | undefined>(text.length).fill(undefined);
  let stack: StackElement = textmate.INITIAL;
  for (const { 0: line, index } of text.matchAll(/(?:[^\r\n]|\r(?!\n))+|(?<=^|\n)(?=\r?\n|$)/g)) {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      const end = Math.min(token.endIndex, line.length);
      scopes.fill(token.scopes, index + token.startIndex, index + end);
    }
  }
  return { scopes, depth: stack.depth };
}
