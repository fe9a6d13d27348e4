import type { LocatedDirective } from '../../nginx/index.js';
import {
  argsOf,
  effective,
  findings,
  levelOf,
  nameOf,
  valueOf,
  type ConfView,
  type Mark,
} from '../configuration/view.js';
import { before } from '../fixes/conf-edits.js';
import type { ConfigurationRule } from '../rule.js';

const code = 'security/add-header-lost';

/** One `add_header` in a block drops all those of the blocks around. */
export const addHeaderLost: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'an add_header that takes the security headers of the enclosing block away',
  why:
    'Blocks inherit `add_header` only where they have none of their own: a single one in a location, or in an `if` of it, drops all that `server` ' +
    'and `http` set. Headers that protect the page (Content-Security-Policy, X-Frame-Options, Strict-Transport-Security …) are then missing in ' +
    'just those answers, and nothing tells.',
  mend:
    'Repeat them in the block, best by an `include` of one file; or use `more_set_headers`, which adds to what is inherited; from nginx 1.29.3 ' +
    '`add_header_inherit merge` does the same.',
  silent: [
    'a block that repeats them',
    'headers that protect nothing',
    '`more_set_headers`, and `add_header_inherit` with any value but `on`',
  ],
  docs: 'nginx, headers module, add_header; src/http/modules/ngx_http_headers_filter_module.c; gixy, add_header_redefinition',
  bad: { 'conf/nginx.conf': example('') },
  good: { 'conf/nginx.conf': example('            add_header X-Content-Type-Options nosniff;\n') },
  check: (context) => findings(context, code, check),
};

function example(repeated: string): string {
  return `events {}
http {
    server {
        add_header X-Content-Type-Options nosniff;
        location /api {
${repeated}            add_header X-Request-Id $request_id;
        }
    }
}
`;
}

const protecting: ReadonlySet<string> = new Set([
  'content-security-policy',
  'cross-origin-embedder-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
  'x-xss-protection',
]);

function* check(view: ConfView): Generator<Mark> {
  for (const at of view.byName.get('add_header') ?? []) {
    const own = headersOf(levelOf(at, view));
    if (own[0] !== at || !at.parent) continue;
    if ((valueOf(effective(at, 'add_header_inherit', view)) ?? 'on') !== 'on') continue;
    const outer = inherited(at.parent, view);
    const present = new Set(own.map(headerOf));
    const lost = outer.filter((one) => protecting.has(headerOf(one)) && !present.has(headerOf(one)));
    if (lost.length === 0) continue;
    const names = [...new Set(lost.map((one) => valueOf(one) ?? ''))];
    yield {
      at,
      span: at.directive.name.span,
      severity: 'warning',
      message: `With an \`add_header\` of its own, this block inherits none: ${list(names)} of the enclosing block ${names.length > 1 ? 'are' : 'is'} not sent here.`,
      related: lost.map((one) => ({ at: one, message: 'not inherited' })),
      fixes: [
        {
          title: `Repeat ${list(names)} here`,
          edits: [{ at, ...before(at.directive, lost.map(statement), at.file.tree.text) }],
        },
      ],
    };
  }
}

/** What the block around would have handed down. */
function inherited(block: LocatedDirective, view: ConfView): readonly LocatedDirective[] {
  for (let at: LocatedDirective | undefined = block; at; at = at.parent) {
    const headers = headersOf(levelOf(at, view));
    if (headers.length > 0) return headers;
  }
  return [];
}

function headersOf(level: readonly LocatedDirective[]): readonly LocatedDirective[] {
  return level.filter((one) => nameOf(one) === 'add_header' && argsOf(one).length > 1);
}

function statement({ file, directive }: LocatedDirective): string {
  return file.tree.text.slice(directive.span.start, directive.span.end);
}

function headerOf(at: LocatedDirective): string {
  return valueOf(at)?.toLowerCase() ?? '';
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
