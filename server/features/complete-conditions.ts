import type { CompletionContext } from './complete-context.js';
import { methods } from './complete-words.js';
import { placed, type ConfItem, type Proposal } from './conf-item.js';
import type { ConfPlace } from './conf-place.js';
import { endsInVariable, variableItems, variableProposals } from './complete-variables.js';

const comparisons: readonly Proposal[] = [
  ['=', 'is the same text'],
  ['!=', 'is another text'],
  ['~', 'matches a regular expression'],
  ['~*', 'matches, upper and lower case alike'],
  ['!~', 'does not match'],
  ['!~*', 'does not match, upper and lower case alike'],
].map(([label = '', detail = ''], rank) => ({ label, detail, kind: 'operator', rank }));

const fileTests: readonly Proposal[] = [
  ['-f', 'there is a file'],
  ['!-f', 'there is no file'],
  ['-d', 'there is a directory'],
  ['!-d', 'there is no directory'],
  ['-e', 'there is a file, a directory or a link'],
  ['!-e', 'there is none of them'],
  ['-x', 'there is a file that can be run'],
  ['!-x', 'there is none that can be run'],
].map(([label = '', detail = ''], index) => ({ label, detail, kind: 'operator', rank: 100 + index }));

/** Values that a variable is compared with. */
const values: Readonly<Record<string, readonly string[]>> = {
  $request_method: methods,
  $scheme: ['http', 'https'],
  $http_upgrade: ['websocket'],
  $https: ['on'],
  $ssl_client_verify: ['SUCCESS', 'NONE', 'FAILED'],
  $is_args: ['?'],
};

/** The condition of an `if`: a variable, a comparison of one, or a test of a file (ngx_http_rewrite_if_condition). */
export function conditionItems(place: ConfPlace, text: string, context: CompletionContext): ConfItem[] {
  const { prefix, words, word, offset } = place;
  const before = words.slice(1).map(({ value }) => value);
  const isFirst = before.length === 0 || (before.length === 1 && before[0] === '(');
  const inner = isFirst ? prefix.replace(/^\(/, '') : prefix;
  const start = offset - inner.length;
  const end = text.charAt(word.end - 1) === ')' ? Math.max(offset, word.end - 1) : Math.max(offset, word.end);
  const span = { start, end };
  const variables = (): ConfItem[] =>
    endsInVariable(inner)
      ? variableItems(place, inner, text, context)
      : placed(variableProposals(place, context), span);
  if (isFirst) {
    if (prefix === '' && before.length === 0 && text.charAt(offset) !== '(')
      return [
        {
          label: '( )',
          insert: context.snippets ? '($0)' : '(',
          ...(context.snippets && { isSnippet: true as const }),
          kind: 'operator',
          span,
          rank: 0,
        },
      ];
    return [...(endsInVariable(inner) ? [] : placed(fileTests, span)), ...variables()];
  }
  const operator = before.at(-1) ?? '';
  if (/^!?~\*?$/.test(operator)) return [];
  if (/^\(?!?-[fdex]$/.test(operator)) return variables();
  if (/^!?=$/.test(operator)) {
    const subject = (before.at(-2) ?? '').replace(/^\(/, '');
    const known = (values[subject] ?? []).map((label, rank): Proposal => ({ label, kind: 'value', rank }));
    if (endsInVariable(inner)) return variables();
    return context.trigger === ' ' ? placed(known, span) : [...placed(known, span), ...variables()];
  }
  return /^\(?\$\w+$|^\(?\$\{\w+\}$/.test(operator) ? placed(comparisons, span) : [];
}
