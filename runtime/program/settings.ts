import { utf8 } from './binary.js';
import type { Compilation, Level } from './draft.js';
import { readAccessLog, readErrorLog } from './logs.js';
import { readLuaHandler } from './lua-handlers.js';
import { inPrefix } from './paths.js';
import { ConfProblem, type HandlerTable, type Statement } from './reader.js';
import type { ErrorPage, RequestPhase, Settings } from './types.js';
import { bytesOf, choiceOf, flagOf, millisecondsOf } from './values.js';

/** The setting directives that http, server and location share. */
export function settingHandlers<T extends Level>(compilation: Compilation): HandlerTable<T> {
  const { reader, directories } = compilation;
  return {
    default_type: ({ args: [type = ''] }, { settings }) => (settings.defaultType = utf8(type)),
    types: (statement, { settings }) => {
      const types = new Map(settings.types);
      for (const { directive } of statement.located.children) {
        for (const ending of directive.args) types.set(ending.value.toLowerCase(), directive.name.value);
      }
      settings.types = types;
    },
    add_header: (statement, { settings }) => {
      const [name = '', value = '', always] = statement.args;
      if (always !== undefined && always !== 'always') throw new ConfProblem(`invalid parameter "${always}"`);
      settings.addHeaders ??= [];
      const template = reader.template(value, statement);
      settings.addHeaders.push({ name: utf8(name), value: template, always: always !== undefined });
    },
    access_log: (statement, { settings }) =>
      readAccessLog(statement, compilation, (settings.accessLogs ??= [])),
    error_log: (statement, { settings }) =>
      (settings.errorLogs ??= []).push(readErrorLog(statement, directories)),
    error_page: (statement, { settings }) =>
      readErrorPage(statement, compilation, (settings.errorPages ??= new Map<number, ErrorPage>())),
    keepalive_timeout: (statement, { settings }) => {
      settings.keepaliveTimeout = millisecondsOf(statement);
      settings.keepaliveHeader =
        statement.args.length > 1 ? Math.floor(millisecondsOf(statement, 1) / 1000) : 0;
    },
    client_max_body_size: (statement, { settings }) => (settings.clientMaxBodySize = bytesOf(statement)),
    server_tokens: (statement, { settings }) =>
      (settings.serverTokens = choiceOf<Settings['serverTokens']>(statement, ['on', 'off', 'build'])),
    root: (statement, { settings }) =>
      (settings.root = reader.template(inPrefix(statement.args[0] ?? '', directories), statement)),
    alias: (statement, { settings }) => {
      if (settings.root !== undefined)
        throw new ConfProblem('"alias" directive is duplicate, "root" directive was specified earlier');
      settings.alias = reader.template(inPrefix(statement.args[0] ?? '', directories), statement);
    },
    index: (statement, { settings }) =>
      (settings.index = [
        ...(settings.index ?? []),
        ...statement.args.map((name) => reader.template(name, statement)),
      ]),
    absolute_redirect: (statement, { settings }) => (settings.absoluteRedirect = flagOf(statement)),
    port_in_redirect: (statement, { settings }) => (settings.portInRedirect = flagOf(statement)),
    server_name_in_redirect: (statement, { settings }) => (settings.serverNameInRedirect = flagOf(statement)),
    etag: (statement, { settings }) => (settings.etag = flagOf(statement)),
    if_modified_since: (statement, { settings }) =>
      (settings.ifModifiedSince = choiceOf<Settings['ifModifiedSince']>(statement, [
        'off',
        'exact',
        'before',
      ])),
    lua_need_request_body: (statement, { settings }) => (settings.needRequestBody = flagOf(statement)),
    charset: ({ args: [name = ''] }, { settings }) => {
      settings.charset = name === 'off' ? undefined : utf8(name);
    },
    lua_check_client_abort: (statement, { settings }) => (settings.checkClientAbort = flagOf(statement)),
    lua_code_cache: (statement, { settings }) => {
      settings.codeCache = flagOf(statement);
      const { file, line } = statement;
      if (!settings.codeCache) {
        reader.warnings.push(`lua_code_cache is off; this will hurt performance in ${file}:${line}`);
      }
    },
    lua_use_default_type: (statement, { settings }) => (settings.useDefaultType = flagOf(statement)),
    lua_transform_underscores_in_response_headers: (statement, { settings }) =>
      (settings.transformUnderscores = flagOf(statement)),
    lua_http10_buffering: (statement, { settings }) => (settings.http10Buffering = flagOf(statement)),
    ...phaseHandlers<T>(compilation, [
      'server_rewrite',
      'rewrite',
      'access',
      'content',
      'header_filter',
      'body_filter',
      'log',
    ]),
  };
}

function phaseHandlers<T extends Level>(
  { directories, reader }: Compilation,
  phases: readonly RequestPhase[],
): HandlerTable<T> {
  const entries = phases.flatMap((phase) =>
    ['_by_lua', '_by_lua_block', '_by_lua_file'].map((suffix) => {
      const read = (statement: Statement, { settings }: T): void => {
        settings.handlers[phase] = readLuaHandler(statement, phase, directories, reader);
      };
      return [phase + suffix, read] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** `error_page code… [=[status]] target` (ngx_http_core_error_page). */
function readErrorPage(statement: Statement, { reader }: Compilation, pages: Map<number, ErrorPage>): void {
  const codes = [...statement.args];
  const uri = codes.pop() ?? '';
  let overwrite: number | undefined;
  if (codes.at(-1)?.startsWith('=') === true) {
    const status = codes.pop()!.slice(1);
    if (!/^\d*$/.test(status)) throw new ConfProblem(`invalid value "=${status}"`);
    overwrite = Number(status);
    if (codes.length === 0) throw new ConfProblem(`invalid value "=${status}"`);
  }
  const target = reader.template(uri, statement);
  for (const code of codes) {
    const status = Number(code);
    if (!/^\d+$/.test(code)) throw new ConfProblem(`invalid value "${code}"`);
    if (status < 300 || status > 599) throw new ConfProblem(`value "${code}" must be between 300 and 599`);
    pages.set(status, { target, overwrite });
  }
}
