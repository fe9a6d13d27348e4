import { luaChunkOf, luaDirective, parseConf, type LocatedDirective, type LuaChunk } from '../nginx/index.js';
import { argsOf, findings, isFilledIn, nameOf, type ConfView, type Mark } from './configuration/view.js';
import type { RuleContext, ProjectRule } from './rule.js';

const code = 'conf/string-lua';

/** Lua as a quoted argument: nginx decodes it before Lua sees it. */
export const confStringLua: ProjectRule = {
  code,
  severity: 'information',
  summary: 'Lua in quotes, where a block needs no escapes',
  why:
    'nginx decodes a quoted argument before Lua reads it: `\\n`, `\\t` and `\\\\` become the character, and the quote itself needs a backslash. A Lua ' +
    'string `"a\\nb"` in it then has a line’s end in its middle, which Lua refuses. `*_by_lua_block { … }` (since lua-nginx-module 0.9.17) takes ' +
    'the code as it is. Where the code is Lua only without nginx’s decoding, it is told as a warning.',
  mend: 'Use the block. In the string form, write each backslash twice.',
  silent: ['`*_by_lua_block`', '`*_by_lua_file`'],
  docs: 'lua-nginx-module manual, content_by_lua, special escaping sequences',
  bad: { 'conf/nginx.conf': example(`content_by_lua 'ngx.say("hello")';`) },
  good: { 'conf/nginx.conf': example('content_by_lua_block { ngx.say("hello") }') },
  check: (context) => findings(context, code, (view) => check(view, context)),
};

function example(line: string): string {
  return `events {}
http {
    server {
        location / { ${line} }
    }
}
`;
}

function* check(view: ConfView, { compile }: RuleContext): Generator<Mark> {
  for (const at of view.all) {
    const known = at.directive.kind === 'directive' ? luaDirective(nameOf(at)) : undefined;
    if (known?.source !== 'string' || at.directive.form !== 'simple') continue;
    const word = argsOf(at)[known.argument ?? 0];
    const chunk = luaChunkOf(at.directive);
    if (!word || !chunk || isFilledIn(word)) continue;
    const raw = word.quote === undefined ? word.raw : word.raw.slice(1, -1);
    const lost = raw !== chunk.text ? lostEscape(raw, chunk, compile) : undefined;
    const name = nameOf(at);
    yield lost === undefined
      ? {
          at,
          span: at.directive.name.span,
          severity: 'information',
          message: `\`${name}_block { … }\` takes the same code without a second layer of quotes and escapes.`,
          fixes: blockFix(at, chunk.text),
        }
      : {
          at,
          span: { start: chunk.hostSpan.start + lost, end: chunk.hostSpan.start + lost + 2 },
          severity: 'warning',
          message: `nginx decodes \`${raw.slice(lost, lost + 2)}\` before Lua reads the code, which is then no Lua: \`${name}_block { … }\` takes it as it is; in quotes the backslash is written twice.`,
          fixes: blockFix(at, raw),
        };
  }
}

/** The first escape that nginx decodes, where the code is Lua only as long as it does not. */
function lostEscape(raw: string, chunk: LuaChunk, compile: RuleContext['compile']): number | undefined {
  if (compile(chunk.text, '=conf') === undefined || compile(raw, '=conf') !== undefined) return undefined;
  const at = raw.search(/\\["'\\trn]/);
  return at < 0 ? undefined : at;
}

/** The directive as a block; none where nginx would not find the block's end. */
function blockFix(at: LocatedDirective, lua: string): NonNullable<Mark['fixes']> {
  const { directive } = at;
  const words = directive.args.slice(0, -1).map(({ raw }) => `${raw} `);
  const body = lua.includes('\n') ? `${lua.trimEnd()}\n` : ` ${lua.trim()} `;
  const newText = `${nameOf(at)}_block ${words.join('')}{${body}}`;
  const [read, ...others] = parseConf(newText).children;
  // `set_by_lua $x '…' a b;` passes arguments, which the block cannot.
  const isLast = argsOf(at).at(-1) === argsOf(at)[luaDirective(nameOf(at))?.argument ?? 0];
  if (!isLast || read?.form !== 'lua' || !read.lua.closed || others.length > 0 || read.lua.text !== body)
    return [];
  return [{ title: `Use ${nameOf(at)}_block`, edits: [{ at, span: directive.span, newText }] }];
}
