import { findings, named, argsOf, type ConfView, type Mark } from './configuration/view.js';
import type { ConfigurationRule } from './rule.js';

const code = 'conf/code-cache-off';

/** `lua_code_cache off`: each request loads all Lua anew. */
export const confCodeCacheOff: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'the Lua code cache is off',
  why:
    'With `lua_code_cache off` every request gets a fresh Lua VM: it reads and compiles all files again, and what a module keeps (counters, ' +
    'connection pools kept in Lua, caches) is gone at its end. It is meant for development; in production it is slow by orders of magnitude, and ' +
    'a program that works with it may break without it, since from then on its modules’ variables live on.',
  mend: 'Leave the directive out; `nginx -s reload` loads changed Lua.',
  silent: ['`lua_code_cache on`', 'the directive in a comment'],
  docs: 'lua-nginx-module manual, lua_code_cache',
  bad: { 'conf/nginx.conf': example('    lua_code_cache off;\n') },
  good: { 'conf/nginx.conf': example('') },
  check: (context) => findings(context, code, check),
};

function example(line: string): string {
  return `events {}
http {
${line}    server {
        location / { content_by_lua_block { ngx.say("hello") } }
    }
}
`;
}

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'lua_code_cache')) {
    const [flag] = argsOf(at);
    if (flag?.value.toLowerCase() !== 'off') continue;
    yield {
      at,
      span: { start: at.directive.name.span.start, end: flag.span.end },
      severity: 'warning',
      message:
        'With the code cache off, every request compiles all Lua anew in a VM of its own, and nothing that a module keeps outlives it: for development only.',
      fixes: [{ title: 'Turn the code cache on', edits: [{ at, span: flag.span, newText: 'on' }] }],
    };
  }
}
