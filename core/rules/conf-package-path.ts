import { argsOf, findings, isFilledIn, named, type ConfView, type Mark } from './configuration/view.js';
import type { ConfigurationRule } from './rule.js';

const code = 'conf/package-path';

/** `lua_package_path` without `;;`: OpenResty's own modules are out of reach. */
export const confPackagePath: ConfigurationRule = {
  scope: 'configuration',
  code,
  severity: 'warning',
  summary: 'a lua_package_path that takes the default path away',
  why:
    'The value replaces the path that OpenResty was built with; `;;` in it stands for that path. Without it, the modules that come with OpenResty ' +
    'are not found: `resty.core`, which is loaded when nginx starts (it refuses to start without it), and everything else below lualib. For ' +
    '`lua_package_cpath` it is `cjson` and the other modules in C.',
  mend: 'End the value with `;;`.',
  silent: ['`;;` anywhere in the value', 'a value that names the folder of OpenResty’s modules itself'],
  docs: 'lua-nginx-module manual, lua_package_path, lua_package_cpath',
  bad: { 'conf/nginx.conf': example('$prefix/lua/?.lua') },
  good: { 'conf/nginx.conf': example('$prefix/lua/?.lua;;') },
  check: (context) => findings(context, code, check),
};

function example(path: string): string {
  return `events {}
http {
    lua_package_path "${path}";
    server {
        location / { content_by_lua_block { ngx.say("hello") } }
    }
}
`;
}

/** Folders where OpenResty or a distribution keeps its modules. */
const ownFolders = /lualib|\/(?:share|lib)(?:\/[\w-]+)?\/lua\b|openresty|luajit|lua_modules/i;

function* check(view: ConfView): Generator<Mark> {
  for (const at of named(view, 'lua_package_path', 'lua_package_cpath')) {
    const [word] = argsOf(at);
    if (!word || word.value.includes(';;') || ownFolders.test(word.value) || isFilledIn(word)) continue;
    // A variable (`$ENV_PATH`, `${LUA_PATH}`) is filled in by somebody: nginx knows `$prefix` only.
    if (word.value.replace(/\$\{?prefix\}?/g, '').includes('$')) continue;
    const what =
      at.directive.name.value === 'lua_package_path'
        ? '`resty.core` and all of lualib'
        : '`cjson` and other modules in C';
    const inner = word.span.end - (word.quote === undefined ? 0 : 1);
    // A bare `;` would end the directive.
    const fix =
      word.quote === undefined
        ? { span: word.span, newText: `"${word.raw};;"` }
        : { span: { start: inner, end: inner }, newText: word.value.endsWith(';') ? ';' : ';;' };
    yield {
      at,
      span: word.span,
      severity: 'warning',
      message: `Without \`;;\` this replaces the default path, and ${what} are not found.`,
      fixes: [{ title: 'End the path with ;;, the default path', edits: [{ at, ...fix }] }],
    };
  }
}
