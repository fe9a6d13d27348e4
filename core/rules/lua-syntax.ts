import type { Finding } from '../../contract/index.js';
import type { LuaUnit } from '../openresty/index.js';
import type { Rule, RuleContext } from './rule.js';

/** What the Lua engine says when it compiles a chunk: what the server would say when it loads it. */
export const luaSyntax: Rule = {
  code: 'lua/syntax',
  severity: 'error',
  summary: 'the Lua engine cannot compile the chunk',
  why: 'ngx_lua compiles a chunk when it first runs it: the location answers 500, or for init_by_lua the server does not start.',
  docs: 'Lua 5.1 manual, section 2; LuaJIT extensions',
  bad: {
    'conf/nginx.conf': 'events {}\nhttp { server { location / { content_by_lua_block { ngx.say("a" } } } }\n',
  },
  good: {
    'conf/nginx.conf':
      'events {}\nhttp { server { location / { content_by_lua_block { ngx.say("a") } } } }\n',
  },
  check(context) {
    const { project } = context;
    const inline = new Set(
      project.entries.map((entry) => entry.unit).filter((unit) => unit.kind === 'inline'),
    );
    return [...project.files.values(), ...inline].flatMap((unit) =>
      unit.isWhole ? checkUnit(unit, context) : [],
    );
  },
};

/** A file may start with a byte-order mark and with a line for the shell, which the loader skips (lauxlib.c, luaL_loadfile). */
function withoutPreamble(text: string): string {
  return text.replace(/^\ufeff?(?:#[^\n]*)?/, '');
}

function checkUnit(unit: LuaUnit, { project, compile, checkpoint }: RuleContext): Finding[] {
  checkpoint?.();
  const { text } = unit.syntax;
  const error = compile(unit.kind === 'file' ? withoutPreamble(text) : text, '=chunk');
  const match = error === undefined ? undefined : /^chunk:(\d+): ([\s\S]*)$/.exec(error);
  if (error === undefined) return [];
  const lines = text.split('\n');
  const line = Math.min(Number(match?.[1] ?? 1), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0);
  const content = lines[line] ?? '';
  const indent = content.length - content.trimStart().length;
  const place = project.placeOf(unit, { start: start + indent, end: start + content.trimEnd().length });
  return [{ code: 'lua/syntax', severity: 'error', message: match?.[2] ?? error, place, related: [] }];
}
