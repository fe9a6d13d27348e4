import { parseSize } from '../../core/nginx/index.js';
import { utf8 } from './binary.js';
import { emptyLevel, type Compilation, type HttpDraft, type Level } from './draft.js';
import { readLogFormat } from './logs.js';
import { readLuaHandler } from './lua-handlers.js';
import { ConfProblem, type HandlerTable, type Statement } from './reader.js';
import { readServer } from './servers.js';
import { settingHandlers } from './settings.js';
import type { LuaHandler } from './types.js';
import { flagOf } from './values.js';

/** What the `http` block itself says: settings for everything inside, and what belongs to the process. */
export interface HttpLevel extends Level {
  readonly http: HttpDraft;
  mergeSlashes?: boolean;
  ignoreInvalidHeaders?: boolean;
  underscoresInHeaders?: boolean;
}

/** The least size of a shared dictionary: ngx_http_lua_shared_dict. */
const LEAST_DICT_BYTES = 8192;

export function readHttp(statement: Statement, compilation: Compilation): HttpLevel {
  const level: HttpLevel = { ...emptyLevel(), http: compilation.http };
  compilation.reader.read(statement.located.children, 'http', httpHandlers(compilation), level);
  return level;
}

function httpHandlers(compilation: Compilation): HandlerTable<HttpLevel> {
  const { reader, directories } = compilation;
  return {
    ...settingHandlers<HttpLevel>(compilation),
    ...processHandlers(compilation),
    server: (statement, { http }) => readServer(statement, http, compilation),
    log_format: (statement) => readLogFormat(statement, compilation),
    merge_slashes: (statement, level) => (level.mergeSlashes = flagOf(statement)),
    ignore_invalid_headers: (statement, level) => (level.ignoreInvalidHeaders = flagOf(statement)),
    underscores_in_headers: (statement, level) => (level.underscoresInHeaders = flagOf(statement)),
    lua_shared_dict: (statement, { http }) => readSharedDict(statement, http),
    lua_package_path: ({ args: [path = ''] }, { http }) => {
      http.packagePath = utf8(withPrefix(path, directories.prefix));
    },
    lua_package_cpath: ({ args: [path = ''] }, { http }) => {
      http.packageCpath = utf8(withPrefix(path, directories.prefix));
      reader.accepted.add('lua_package_cpath');
    },
    rewrite_by_lua_no_postpone: (statement, { http }) => (http.rewriteNoPostpone = flagOf(statement)),
    access_by_lua_no_postpone: (statement, { http }) => (http.accessNoPostpone = flagOf(statement)),
  };
}

function processHandlers({ reader, directories }: Compilation): HandlerTable<HttpLevel> {
  const slots = { init: 'init', init_worker: 'initWorker', exit_worker: 'exitWorker' } as const;
  const entries = Object.entries(slots).flatMap(([name, slot]) =>
    ['_by_lua', '_by_lua_block', '_by_lua_file'].map((suffix) => {
      const read = (statement: Statement, { http }: HttpLevel): void => {
        http[slot] = readLuaHandler(statement, name as LuaHandler['phase'], directories, reader);
      };
      return [name + suffix, read] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** `$prefix` and `${prefix}` in a path (ngx_http_lua_package_path), with the prefix as nginx has it: `/` at its end. */
function withPrefix(path: string, prefix: string): string {
  return path.replaceAll('${prefix}', prefix).replaceAll('$prefix', prefix);
}

function readSharedDict({ args: [name = '', size = ''], file, line }: Statement, { dicts }: HttpDraft): void {
  if (name === '') throw new ConfProblem(`invalid lua shared dict name "${name}"`);
  const sizeBytes = parseSize(size);
  if (sizeBytes === undefined || sizeBytes < LEAST_DICT_BYTES) {
    throw new ConfProblem(`invalid lua shared dict size "${size}"`);
  }
  if (dicts.some((dict) => dict.name === utf8(name))) {
    throw new ConfProblem(`lua_shared_dict "${name}" is already defined as "${name}"`);
  }
  dicts.push({ name: utf8(name), sizeBytes, file, line });
}
