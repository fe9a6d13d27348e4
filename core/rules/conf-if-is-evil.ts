import type { LocatedDirective } from '../nginx/index.js';
import { findings, headSpan, named, nameOf, type ConfView, type Mark } from './configuration/view.js';
import type { ConfigurationRule } from './rule.js';

const code = 'conf/if-is-evil';

/** An `if` of a location is a location of its own. */
export const confIfIsEvil: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'information',
  summary: 'an if in a location with more than return, rewrite or set',
  why:
    '`if` belongs to the rewrite module: nginx runs it once, before the request is served, and where it holds, the request goes on in a nameless ' +
    'location that the block makes. That location inherits some directives of the one around and not others: `try_files` is not inherited, so ' +
    'that a location with it answers 404 where an `if` held, even an `if` that only sets a variable; an `add_header` in it drops the outer ones; ' +
    'of two such blocks the last one that holds is taken alone.',
  mend: 'Decide by `map` and use its variable; or `return` a code that `error_page` leads to a named location.',
  silent: [
    '`return`, `rewrite`, `break`, and `set` where the location has no `try_files`',
    'an `if` of a server',
    'a condition in Lua',
  ],
  docs: 'nginx, rewrite module; https://github.com/nginxinc/nginx-wiki, If is Evil; src/http/modules/ngx_http_rewrite_module.c',
  bad: { 'conf/nginx.conf': example('if ($arg_new) { set $flag 1; }') },
  good: { 'conf/nginx.conf': example('if ($arg_new) { return 302 /new/; }') },
  check: (context) => findings(context, code, check),
};

function example(line: string): string {
  return `events {}
http {
    server {
        location / {
            ${line}
            try_files $uri /index.html;
        }
    }
}
`;
}

/** The rewrite module's own: they run at once, in the order of the source. */
const safe: ReadonlySet<string> = new Set([
  'return',
  'rewrite',
  'set',
  'break',
  'rewrite_log',
  'uninitialized_variable_warn',
]);
/** They end the stay in the location. */
const leaves: ReadonlySet<string> = new Set(['return', 'rewrite']);

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'if')) {
    const location = at.parent;
    if (!location || nameOf(location) !== 'location') continue;
    const others = at.children.filter((one) => !safe.has(nameOf(one)));
    if (others.length > 0) {
      const names = [...new Set(others.map(nameOf))];
      yield mark(
        at,
        `Where this holds, the request is served by a nameless location, of which ${names.map((name) => `\`${name}\``).join(', ')} ${names.length > 1 ? 'are' : 'is'} part: what is around is inherited only in part.`,
      );
      continue;
    }
    const files = location.children.find((one) => nameOf(one) === 'try_files');
    if (files && !at.children.some((one) => leaves.has(nameOf(one)))) {
      yield {
        ...mark(
          at,
          'Where this holds, the `try_files` of the location is not run: a block of `if` does not inherit it.',
        ),
        related: [{ at: files, message: 'not run' }],
      };
    }
  }
}

function mark(at: LocatedDirective, message: string): Mark {
  return { at, span: headSpan(at), severity: 'information', message };
}
