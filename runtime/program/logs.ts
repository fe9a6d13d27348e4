import { logLevels, type LogLevel } from '../services.js';
import type { Compilation } from './draft.js';
import { inPrefix, type Directories } from './paths.js';
import { ConfProblem, type Statement } from './reader.js';
import { compileTemplate, constantTemplate } from './template.js';
import type { AccessLog, ErrorLog, LogFormat } from './types.js';

/** ngx_http_log_module's predefined format. */
export const combinedFormat: LogFormat = {
  name: 'combined',
  escape: 'default',
  template: compileTemplate(
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
  ),
};

/** `error_log file [level]` (ngx_log_set_log). */
export function readErrorLog({ args }: Statement, directories: Directories): ErrorLog {
  const [name = '', ...levels] = args;
  if (name.startsWith('syslog:') || name.startsWith('memory:')) {
    throw new ConfProblem(`"${name}" in "error_log" directive is not supported by the embedded runtime`);
  }
  const path = name === 'stderr' ? name : inPrefix(name, directories);
  return { path, level: levels.map(logLevel).at(-1) ?? 'error' };
}

function logLevel(word: string): LogLevel {
  const level = logLevels.find((candidate) => candidate === word && candidate !== 'stderr');
  if (level !== undefined) return level;
  // debug_http and its like ask for a part of the debug messages.
  if (/^debug_(?:core|alloc|mutex|event|http|mail|stream)$/.test(word)) return 'debug';
  throw new ConfProblem(`invalid log level "${word}"`);
}

/** `log_format name [escape=…] text…` (ngx_http_log_set_format). */
export function readLogFormat(statement: Statement, { reader, formats }: Compilation): void {
  const [name = '', ...texts] = statement.args;
  if (formats.has(name)) throw new ConfProblem(`duplicate "log_format" name "${name}"`);
  const option = /^escape=(.*)$/.exec(texts[0] ?? '')?.[1];
  if (option !== undefined) texts.shift();
  const escape = option ?? 'default';
  if (escape !== 'default' && escape !== 'json' && escape !== 'none') {
    throw new ConfProblem(`unknown log format escaping "${escape}"`);
  }
  formats.set(name, { name, escape, template: reader.template(texts.join(''), statement, false) });
}

/** `access_log path [format [parameters]] | off`; `off` empties the list. */
export function readAccessLog(statement: Statement, compilation: Compilation, logs: AccessLog[]): void {
  const [path = '', format = 'combined', ...parameters] = statement.args;
  if (path === 'off') {
    if (statement.args.length > 1) throw new ConfProblem(`invalid parameter "${format}"`);
    logs.length = 0;
    return;
  }
  if (path.startsWith('syslog:')) {
    throw new ConfProblem(`"${path}" in "access_log" directive is not supported by the embedded runtime`);
  }
  const { reader, directories } = compilation;
  const known = compilation.formats.get(format);
  if (known === undefined) throw new ConfProblem(`unknown log format "${format}"`);
  let condition;
  for (const parameter of parameters) {
    if (parameter.startsWith('if=')) condition = reader.template(parameter.slice(3), statement, false);
    else if (!/^(?:(?:buffer|flush|gzip)=.+|gzip)$/.test(parameter)) {
      throw new ConfProblem(`invalid parameter "${parameter}"`);
    }
  }
  const template =
    path === 'stderr' || path === '/dev/stderr' || path === '/dev/stdout'
      ? constantTemplate(path)
      : reader.template(inPrefix(path, directories), statement, false);
  logs.push({ path: template, format: known, condition });
}
