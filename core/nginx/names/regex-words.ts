import type { Word } from '../tree.js';

const starts = (word: Word | undefined): Word[] => (word?.value.startsWith('~') === true ? [word] : []);

const operators = new Set(['~', '~*', '!~', '!~*']);

/** The words behind an operator: `if ($x ~ re)`, `location ~ re`. */
function behindOperator(args: readonly Word[]): Word[] {
  const at = args.findIndex(({ value }) => operators.has(value));
  const word = at === -1 ? undefined : args[at + 1];
  return word ? [word] : [];
}

/** The words that ngx_http_regex_compile (or its twin of stream) reads, so that named groups become variables. */
const patterns: Readonly<Record<string, (args: readonly Word[]) => Word[]>> = {
  location: (args) => (args.length > 1 ? behindOperator(args) : starts(args[0])),
  server_name: (args) => args.flatMap(starts),
  rewrite: (args) => args.slice(0, 1),
  if: behindOperator,
  proxy_redirect: (args) => starts(args[0]),
  proxy_cookie_domain: (args) => starts(args[0]),
  proxy_cookie_path: (args) => starts(args[0]),
  proxy_cookie_flags: (args) => starts(args[0]),
};

/** Which of the arguments are regular expressions whose named groups become variables; undefined: never any. */
export function regexWordsOf(directive: string): ((args: readonly Word[]) => Word[]) | undefined {
  return Object.hasOwn(patterns, directive) ? patterns[directive] : undefined;
}
