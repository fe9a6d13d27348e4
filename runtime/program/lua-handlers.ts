import { luaChunkOf, luaDirective } from '../../core/nginx/index.js';
import { utf8 } from './binary.js';
import type { Directories } from './paths.js';
import { ConfProblem, type ConfReader, type Statement } from './reader.js';
import { constantTemplate } from './template.js';
import type { LuaHandler } from './types.js';

/** LJ_CHUNKNAME_MAX_LEN: how long a chunk's tag, file and line may be together. */
const MAX_CHUNK_NAME = 56;

/**
 * The name that ngx_lua gives inlined code (ngx_http_lua_gen_chunk_name): `nginx.conf` by its bare name, other
 * files relative to the configuration's directory, long names cut at the front.
 */
export function chunkName(tag: string, file: string, line: number, confDirectory: string): string {
  return `=${tag}(${shownFile(file, tag.length + String(line).length, confDirectory)}:${line})`;
}

function shownFile(file: string, reserved: number, confDirectory: string): string {
  if (/[/\\]nginx\.conf$/.test(file)) return 'nginx.conf';
  const isInside = file.length > confDirectory.length && file.startsWith(confDirectory);
  const name = isInside ? file.slice(confDirectory.length) : file;
  if (name.length + reserved <= MAX_CHUNK_NAME) return name;
  return `...${name.slice(name.length - (MAX_CHUNK_NAME - reserved - 3))}`;
}

/** The code of a `*_by_lua*` directive. */
export function readLuaHandler(
  statement: Statement,
  phase: LuaHandler['phase'],
  directories: Directories,
  reader: ConfReader,
): LuaHandler {
  const { name, file, line, located } = statement;
  const place = { phase, file, line };
  const known = luaDirective(name);
  if (known?.source === 'file') {
    const path = statement.args[known.argument ?? 0] ?? '';
    if (path === '')
      throw new ConfProblem(`"${name}" directive invalid location config: no runnable Lua code`);
    const isPlain = phase === 'init' || phase === 'init_worker' || phase === 'exit_worker';
    const template = isPlain ? constantTemplate(path) : reader.template(path, statement);
    return { ...place, source: { kind: 'file', path: template } };
  }
  const chunk = luaChunkOf(located.directive);
  if (chunk === undefined) throw new ConfProblem(`invalid number of arguments in "${name}" directive`);
  if (chunk.kind === 'string' && chunk.text === '') {
    throw new ConfProblem(`invalid location config: no runnable Lua code`);
  }
  const source = {
    kind: 'inline',
    text: utf8(chunk.text),
    chunkName: chunkName(`${phase}_by_lua`, file, line, directories.conf),
  } as const;
  return { ...place, source };
}
