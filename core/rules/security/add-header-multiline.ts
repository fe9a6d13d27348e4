import { argsOf, findings, named, type ConfView, type Mark } from '../configuration/view.js';
import type { Word } from '../../nginx/index.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/add-header-multiline';

/** A header's value that goes on over a line's end. */
export const addHeaderMultiline: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'a header whose value has line feeds in it',
  why:
    'A quoted argument may span lines, and nginx sends it as it is. A line feed inside a header’s value has been forbidden since RFC 7230 (the ' +
    'folded lines of older HTTP), and always was in HTTP/2: clients drop the header or refuse the whole answer. Where the next line begins with ' +
    'no white space it is even taken for another header. A policy such as Content-Security-Policy then does not hold.',
  mend: 'Write the value on one line; a long one may be put together from variables by `set`.',
  silent: [
    'a long value on one line',
    'line feeds in what is no header: the list behind `more_set_headers -t`',
  ],
  docs: 'RFC 9112, 5.2; RFC 9113, 8.2.1; gixy, add_header_multiline',
  bad: { 'conf/nginx.conf': example(`"default-src 'self';\n            img-src *"`) },
  good: { 'conf/nginx.conf': example(`"default-src 'self'; img-src *"`) },
  check: (context) => findings(context, code, check, { templates: true }),
};

function example(value: string): string {
  return `events {}
http {
    server {
        add_header Content-Security-Policy ${value};
    }
}
`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'add_header', 'add_trailer', 'proxy_set_header')) {
    const value = argsOf(at)[1];
    if (value) yield* inWord(value, at);
  }
  for (const at of named(view, 'more_set_headers', 'more_set_input_headers')) {
    for (const word of headersOf(argsOf(at))) yield* inWord(word, at);
  }
}

/** headers-more: the word behind `-s` and `-t` is a list, other words with `-` are flags. */
function headersOf(words: readonly Word[]): readonly Word[] {
  return words.filter(
    ({ value }, index) => !value.startsWith('-') && !['-s', '-t'].includes(words[index - 1]?.value ?? ''),
  );
}

function* inWord(word: Word, at: Mark['at']): Generator<Mark> {
  // A trailing one is trimmed by nobody either, but a blank between the lines is what people write.
  if (!/[\r\n]/.test(word.value)) return;
  const start = word.span.start;
  yield {
    at,
    span: { start, end: start + Math.max(1, word.raw.search(/[\r\n]|\\[rn]/)) },
    severity: 'warning',
    message:
      'nginx sends the line feed in this value as it is: HTTP/2 clients refuse the answer, others take the rest for a header of its own or drop it.',
    fixes: [
      {
        title: 'Write the value on one line',
        edits: [{ at, span: word.span, newText: word.raw.replace(/[ \t]*(?:\r?\n|\\r|\\n)+\s*/g, ' ') }],
      },
    ],
  };
}
