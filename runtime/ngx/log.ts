import type { LuaError } from '../../lua-engine/index.js';
import { type LuaRef, type LuaValue } from '../../lua-engine/index.js';
import { logLevels, type LogContext, type LogLevel } from '../services.js';
import { phaseName, type Api, type ApiModule } from './api.js';
import type { LuaContext } from './context.js';
import { formatNumber } from './numbers.js';

/** ngx.log and print (ngx_http_lua_log.c). */
export const logFunctions: ApiModule = (api) => {
  const mildest = mildestLevel(api);
  const write = (level: LogLevel, values: readonly LuaValue[], first: number): void => {
    if (logLevels.indexOf(level) > mildest) return;
    let text = '';
    for (const [index, value] of values.entries()) text += shown(api, value, index + first);
    logLine(api, level, callerOf(api) + text);
  };
  return {
    'ngx.log': (level, ...values) => {
      if (level === undefined) throw api.badArgument(1, 'log', 'number expected, got no value');
      const number = api.numberArgument(level, 1, 'log');
      const name = logLevels[number];
      if (name === undefined) throw api.badArgument(1, 'log', `bad log level: ${formatNumber(number)}`);
      write(name, values, 1);
    },
    print: (...values) => write('notice', values, 1),
  };
};

/** No line milder than this gets through anywhere, so that it need not be made. */
function mildestLevel({ program }: Api): number {
  const levels = [program.errorLog, ...program.servers.map(({ root }) => root.settings.errorLogs)].flat();
  return Math.max(...levels.map(({ level }) => logLevels.indexOf(level)));
}

function shown(api: Api, value: LuaValue, index: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (value === undefined) return 'nil';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (api.isNull(value)) return 'null';
  if (value.type === 'table') return tableText(api, value, index);
  throw api.badArgument(index, 'log', `string, number, boolean, or nil expected, got ${value.type}`);
}

function tableText(api: Api, table: LuaRef, index: number): string {
  const { vm } = api;
  const debug = vm.getGlobal('debug');
  const getmetatable = typeof debug === 'object' ? vm.get(debug, 'getmetatable') : undefined;
  const [meta] = typeof getmetatable === 'object' ? vm.call(getmetatable, table) : [];
  const toText = typeof meta === 'object' ? vm.get(meta, '__tostring') : undefined;
  if (typeof toText !== 'object') {
    throw api.badArgument(index, 'log', 'expected table to have __tostring metamethod');
  }
  const [text] = vm.call(toText, table);
  return typeof text === 'string' ? text : '';
}

/** `[lua] file.lua:12: name(): `: where the line comes from (log_wrapper). */
function callerOf({ vm }: Api): string {
  const line = vm.traceback(undefined, 1).split('\n', 2)[1] ?? '';
  const [, place = '', name] = /^\t(.*?:(?:\d+:)?)(?: in function '([^']*)'| in .*)?$/.exec(line) ?? [];
  if (place === '' || place.startsWith('[C]')) return '[lua] ';
  // ngx_lua takes what stands behind the last slash for the file's name.
  const file = place.slice(place.lastIndexOf('/') + 1);
  return `[lua] ${file} ${name === undefined ? '' : `${name}(): `}`;
}

/** Writes a line with what nginx appends for the code that runs. */
export function logLine(api: Api, level: LogLevel, message: string, context = api.context): void {
  const { text, details } = surroundings(context);
  api.services.log(level, message + text, details);
}

export function surroundings(context: LuaContext | undefined): {
  text: string;
  details: LogContext | undefined;
} {
  if (context === undefined) return { text: '', details: undefined };
  const { phase, request } = context;
  if (request !== undefined) {
    const details = request.logContext();
    return { text: '', details: phase === 'log' ? { ...details, action: 'logging request' } : details };
  }
  return { text: phase === 'init' ? '' : `, context: ${phaseName(phase)}`, details: undefined };
}

/** An uncaught error of a handler as ngx_lua words it: the value, or `unknown reason`. */
export function errorText(error: LuaError): string {
  const { value } = error;
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? formatNumber(value) : 'unknown reason';
}

/** The trace with our own Lua helpers shown as the C functions that they stand for. */
export function traceLines(error: LuaError): string {
  const trace = error.traceback ?? 'stack traceback:';
  return trace.replace(/\[C\]:\d+:/g, '[C]:');
}
