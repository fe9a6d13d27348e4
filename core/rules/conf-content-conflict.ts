import type { LocatedDirective } from '../nginx/index.js';
import { findings, headSpan, nameOf, valueOf, type ConfView, type Mark } from './configuration/view.js';
import { withoutNode } from './fixes/conf-edits.js';
import type { ConfigurationRule } from './rule.js';

const code = 'conf/content-conflict';

/** Two directives of one location that both want to make the answer. */
export const confContentConflict: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'two directives of one location both make the answer: one of them is never run',
  why:
    'A location has one content handler. `content_by_lua*`, `proxy_pass`, `fastcgi_pass`, `echo`, `empty_gif` … each put themselves there, and ' +
    'nginx says nothing: the last one in the source stays. A `return` comes before all of them, wherever it stands, since it runs in the rewrite ' +
    'phase: with it, neither a content handler nor access_by_lua is reached.',
  mend: 'Keep one. To run Lua before a `proxy_pass`, use `rewrite_by_lua*` or `access_by_lua*`; to change its answer, `header_filter_by_lua*` and `body_filter_by_lua*`.',
  silent: [
    'the handlers of different locations, and of an `if` in one',
    '`root`, `index`, `try_files`, `autoindex`: they are asked only where there is no content handler',
    'a `return` in an `if`, or behind a `break` or a `rewrite` that may end the phase before',
  ],
  docs: 'lua-nginx-module manual, content_by_lua; nginx, src/http/ngx_http_core_module.c, ngx_http_core_content_phase',
  bad: { 'conf/nginx.conf': example('content_by_lua_block { ngx.say("hello") }') },
  good: { 'conf/nginx.conf': example('access_by_lua_block { ngx.log(ngx.INFO, "hello") }') },
  check: (context) => findings(context, code, check),
};

function example(line: string): string {
  return `events {}
http {
    server {
        location / {
            ${line}
            proxy_pass http://127.0.0.1:8081;
        }
    }
}
`;
}

/** Directives whose C function sets the location's handler. Twice the same is nginx's own error. */
const handlers: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc', 'memcached', 'redis', 'redis2', 'drizzle', 'postgres'].map(
      (name) => [`${name}_pass`, `${name}_pass`],
    ),
  ),
  ...Object.fromEntries(['', '_block', '_file'].map((form) => [`content_by_lua${form}`, 'content_by_lua'])),
  empty_gif: 'empty_gif',
  stub_status: 'stub_status',
  flv: 'flv',
  mp4: 'mp4',
  perl: 'perl',
  js_content: 'js_content',
  echo: 'echo',
};

function* check(view: ConfView): Generator<Mark> {
  for (const location of view.byName.get('location') ?? []) {
    const own = location.children.filter((one) => Object.hasOwn(handlers, nameOf(one)));
    const last = own.at(-1);
    if (!last) continue;
    const given = returnOf(location);
    if (given) {
      yield mark(last, given, '`return` runs in the rewrite phase and ends the request');
      continue;
    }
    for (const one of own) {
      if (handlers[nameOf(one)] === handlers[nameOf(last)]) continue;
      yield mark(one, last, 'it comes later in the source, and the last one becomes the content handler');
    }
  }
}

/** A `return` that every request of the location reaches. */
function returnOf({ children }: LocatedDirective): LocatedDirective | undefined {
  const found = children.find((one) => nameOf(one) === 'return');
  const mayEnd = children.some(
    (one) =>
      found && one.order < found.order && ['break', 'rewrite', 'if'].includes(nameOf(one)) && ends(one),
  );
  return mayEnd ? undefined : found;
}

/** `break`, a `rewrite` with a flag, an `if` that holds one. */
function ends(one: LocatedDirective): boolean {
  if (nameOf(one) === 'if') return one.children.some(ends);
  return nameOf(one) === 'break' || ['break', 'last'].includes(valueOf(one, 2) ?? '');
}

function mark(at: LocatedDirective, winner: LocatedDirective, why: string): Mark {
  return {
    at,
    span: headSpan(at),
    severity: 'warning',
    message:
      `This \`${nameOf(at)}\` is never run: \`${nameOf(winner)}\` answers the requests of this location, since ${why}.`.replace(
        'since `return` runs',
        'since it runs',
      ),
    related: [{ at: winner, message: 'this one answers' }],
    fixes: [
      {
        title: `Remove \`${nameOf(at)}\`, which is never run`,
        edits: [{ at, ...withoutNode(at.directive, at.file.tree.text) }],
      },
    ],
  };
}
