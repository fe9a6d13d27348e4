import {
  freeBytes,
  hasByte,
  LF,
  parseRegex,
  scriptParts,
  type LocatedDirective,
  type Word,
} from '../../nginx/index.js';
import { regexOf } from '../configuration/regexes.js';
import { requestValues, type ValuePart } from '../configuration/request-values.js';
import {
  argsOf,
  findings,
  named,
  spanIn,
  type ConfFix,
  type ConfView,
  type Mark,
} from '../configuration/view.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/splitting';

/** A variable that may hold a line feed, in a place where a line feed ends a header. */
export const splitting: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary:
    'a header, a redirect or a proxied request line with a value in which the client can put a line feed',
  why:
    'nginx writes these values as they are. `$uri` and `$document_uri` are decoded, so that `%0a` in a request has become a line feed, and a ' +
    'capture holds one where its expression lets it through (`[^/]+`, `\\s`, `\\W`; not `.`). What follows it is a header of its own, in the ' +
    'answer (a cookie that the client’s victim gets) or in the request to the upstream (a `Host`, a second request).',
  mend:
    'Use `$request_uri`, which is what the client sent, still encoded. In an expression, exclude control characters from the group: `[^/\\s]+`, ' +
    '`[\\w-]+`. In a redirecting `rewrite`, the numbered captures `$1` … are encoded by nginx; named ones and `$uri` are not.',
  silent: [
    '`$request_uri`, `$args`, `$arg_*`, `$http_*`, `$cookie_*`, `$host`: they cannot hold a line feed',
    'captures of `.`, of `[\\w-]`, of words; `$1` in a redirecting `rewrite`',
    'the text of an answer (`return 200 …`), an internal `rewrite`, parameters of FastCGI and uwsgi',
  ],
  docs: 'nginx, src/http/ngx_http_parse.c, ngx_http_parse_complex_uri; CWE-113; gixy, http_splitting',
  bad: { 'conf/nginx.conf': example('return 301 https://$host$uri;') },
  good: { 'conf/nginx.conf': example('return 301 https://$host$request_uri;') },
  check: (context) => findings(context, code, check, { templates: true }),
};

function example(line: string): string {
  return `events {}\nhttp {\n    server {\n        listen 80;\n        ${line}\n    }\n}\n`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const [name, valuesOf] of sinks) {
    for (const at of named(view, name)) for (const word of valuesOf(at)) yield* inWord(word, at, view);
  }
}

/** The arguments that become part of a header or of a request line. */
const sinks: readonly (readonly [name: string, values: (at: LocatedDirective) => readonly Word[]])[] = [
  ['return', redirectTarget],
  ['rewrite', rewriteTarget],
  ['add_header', (at) => argsOf(at).slice(1, 2)],
  ['add_trailer', (at) => argsOf(at).slice(1, 2)],
  ['proxy_set_header', (at) => argsOf(at).slice(1, 2)],
  ['proxy_pass', (at) => argsOf(at).slice(0, 1)],
  ['more_set_headers', argsOf],
  ['more_set_input_headers', argsOf],
];

const redirects: ReadonlySet<string> = new Set(['301', '302', '303', '307', '308']);

/** `return URL` and `return 301 URL`; with another code the second argument is the answer's text. */
function redirectTarget(at: LocatedDirective): readonly Word[] {
  const [first, second] = argsOf(at);
  if (first === undefined) return [];
  if (second === undefined) return /^(?:https?:\/\/|\$scheme)/.test(first.value) ? [first] : [];
  return redirects.has(first.value) ? [second] : [];
}

/** ngx_http_rewrite: these beginnings and flags make it a redirect. */
function rewriteTarget(at: LocatedDirective): readonly Word[] {
  const [, target, flag] = argsOf(at);
  if (target === undefined) return [];
  const isRedirect = ['redirect', 'permanent'].includes(flag?.value ?? '');
  return isRedirect || /^(?:https?:\/\/|\$scheme)/.test(target.value) ? [target] : [];
}

function* inWord(word: Word, at: LocatedDirective, view: ConfView): Generator<Mark> {
  const isRewrite = at.directive.name.value === 'rewrite';
  for (const part of scriptParts(word.value)) {
    if (part.kind === 'text') continue;
    // ngx_http_script_copy_capture_code escapes a redirect's numbered captures.
    if (isRewrite && /^[1-9]$/.test(part.name)) continue;
    const split = requestValues(part.source, at, view).flat().find(canSplit);
    if (split === undefined) continue;
    yield {
      at,
      span: spanIn(word, part.source),
      severity: 'warning',
      message: message(part.source, split, at),
      related: split.from.map((from) => ({
        at: from,
        message: `${from.directive.name.value}: where the value comes from`,
      })),
      fixes: [...encodedInstead(word, part.source, at), ...narrowed(split)],
    };
  }
}

/** `$request_uri` has the arguments too, so it can only take the place of a value's end. */
function encodedInstead(word: Word, source: string, at: LocatedDirective): readonly ConfFix[] {
  if (!/^\$\{?(?:document_)?uri\}?$/.test(source)) return [];
  const end = [source, `${source}$is_args$args`, `${source}?$args`].find((one) => word.value.endsWith(one));
  if (end === undefined) return [];
  return [
    {
      title: 'Use $request_uri, which is still encoded',
      edits: [{ at, span: spanIn(word, end), newText: '$request_uri' }],
    },
  ];
}

/** `[^/]+` lets a line feed through, `[^\s/]+` does not: the expression whose group it is, changed where that is enough. */
function narrowed({ name, from }: ClientPart): readonly ConfFix[] {
  const by = from.at(-1);
  const pattern = by && regexOf(by)?.pattern;
  const word = pattern === undefined ? undefined : by && argsOf(by).find(({ raw }) => raw.includes(pattern));
  if (by === undefined || pattern === undefined || word === undefined) return [];
  const narrow = pattern.replace(/\[\^((?:\\.|[^\]\\])+)\]/g, (set, inner: string) =>
    /\\s|\[:/.test(inner) ? set : `[^\\s${inner}]`,
  );
  const groups = parseRegex(narrow, { anyCase: true })?.groups;
  const group = groups?.find((one, index) => name === `${index + 1}` || one.name?.toLowerCase() === name);
  if (narrow === pattern || !group || hasByte(freeBytes(group.node), LF)) return [];
  return [
    {
      title: `Leave white space out of the groups: \`${narrow}\``,
      edits: [{ at: by, span: spanIn(word, pattern), newText: narrow }],
    },
  ];
}

type ClientPart = Extract<ValuePart, { kind: 'client' }>;

function canSplit(part: ValuePart): part is ClientPart {
  return part.kind === 'client' && hasByte(part.bytes, LF);
}

const where: Readonly<Record<string, string>> = {
  proxy_pass: 'the request line to the upstream',
  proxy_set_header: 'a header of the request to the upstream',
  more_set_input_headers: 'a header of the request',
  return: 'the Location header',
  rewrite: 'the Location header',
};

function message(source: string, { name }: ClientPart, at: LocatedDirective): string {
  const place = where[at.directive.name.value] ?? 'a header of the answer';
  const via = source.replace(/[${}]/g, '').toLowerCase() === name ? '' : ` (from $${name})`;
  return `The client can put a line feed (%0a) into \`${source}\`${via}, and so write headers of its own behind it: this value becomes ${place}.`;
}
