import { parseSize, parseTime } from '../../values.js';
import type { Word } from '../../tree.js';
import type { Key } from '../block-state.js';
import { compileComplex, useVariable } from '../complex-value.js';
import { suggestionFor } from '../nearest.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';
import { syslogFault } from './syslog.js';

/** The names of `log_format` so far; only those that stand before an `access_log` count for it. */
const formatKeys: Readonly<Record<'http' | 'stream', Key<Map<string, Word>>>> = {
  http: { name: 'log formats', make: () => new Map() },
  stream: { name: 'stream log formats', make: () => new Map() },
};

function formatsOf(call: Call): Map<string, Word> {
  return call.cycle.get(formatKeys[call.family === 'stream' ? 'stream' : 'http']);
}

/** Variables that only a log format has: no module registers them (ngx_http_log_vars). */
const LOG_VARIABLES: ReadonlySet<string> = new Set([
  'pipe',
  'time_local',
  'time_iso8601',
  'msec',
  'request_time',
  'status',
  'bytes_sent',
  'body_bytes_sent',
  'request_length',
]);

function logFormat(call: Call): undefined {
  const [name, ...parts] = call.args;
  if (name === undefined) return;
  const formats = formatsOf(call);
  if (formats.has(name.value) || name.value === 'combined') {
    call.report(`duplicate "log_format" name "${name.value}"`, { code: 'conf/duplicate', at: name });
    return;
  }
  formats.set(name.value, name);
  const escape = /^escape=(.*)$/s.exec(parts[0]?.value ?? '')?.[1];
  if (escape !== undefined && !/^(?:default|json|none)$/.test(escape)) {
    call.report(`unknown log format escaping "${escape}"`, { at: parts[0] });
    return;
  }
  for (const word of escape === undefined ? parts : parts.slice(1)) if (!formatPart(call, word)) return;
}

/** ngx_http_log_compile_format. @returns whether nginx goes on */
function formatPart(call: Call, word: Word): boolean {
  for (const match of word.value.matchAll(/\$(\{?)([A-Za-z0-9_]*)(\}?)/g)) {
    const [, open = '', name = '', close = ''] = match;
    if (open !== '' && close === '') {
      call.report(`the closing bracket in "${name}" variable is missing`, { at: word });
      return false;
    }
    if (name === '') {
      call.report(`invalid parameter "${word.value.slice(match.index)}"`, { at: word });
      return false;
    }
    if (!(call.family === 'http' && LOG_VARIABLES.has(name))) useVariable(call, name, word);
  }
  return true;
}

interface Buffered {
  readonly size: number;
  readonly flush: number;
  readonly gzip: number;
}

const buffersKey: Key<Map<string, Buffered>> = { name: 'buffered logs', make: () => new Map() };

/** What `gzip` takes where no size is given, in bytes. */
const GZIP_BUFFER = 64 * 1024;

function accessLog(call: Call): undefined {
  const [target, format, ...parameters] = call.args;
  if (target === undefined) return;
  if (target.value === 'off') {
    if (format !== undefined) call.report(`invalid parameter "${format.value}"`, { at: format });
    return;
  }
  const isSyslog = target.value.startsWith('syslog:');
  const isComputed = !isSyslog && target.value.includes('$');
  const syslog = isSyslog ? syslogFault(target.value) : undefined;
  if (syslog !== undefined) {
    call.report(syslog, { at: target });
    return;
  }
  if (isComputed && compileComplex(call, target) === undefined) return;
  if (!knowsFormat(call, format)) return;
  const read = readParameters(call, parameters);
  if (read === undefined) return;
  if (read.flush > 0 && read.size === 0)
    call.report(`no buffer is defined for access_log "${target.value}"`, { at: target });
  else if (read.size > 0 && isComputed)
    call.report('buffered logs cannot have variables in name', { at: target });
  else if (read.size > 0 && isSyslog) call.report('logs to syslog cannot be buffered', { at: target });
  else if (read.size > 0) {
    const buffers = call.cycle.get(buffersKey);
    const before = buffers.get(target.value);
    if (before && (before.size !== read.size || before.flush !== read.flush || before.gzip !== read.gzip))
      call.report(`access_log "${target.value}" already defined with conflicting parameters`, {
        at: target,
      });
    buffers.set(target.value, read);
  }
}

function knowsFormat(call: Call, format: Word | undefined): boolean {
  const formats = formatsOf(call);
  if (format === undefined) {
    // In stream there is no format without being made.
    if (call.family !== 'stream') return true;
    call.report('log format is not specified');
    return false;
  }
  const name = format.value.toLowerCase();
  if (call.family !== 'stream' && name === 'combined') return true;
  if (call.options.isPart || [...formats.keys()].some((known) => known.toLowerCase() === name)) return true;
  call.report(`unknown log format "${format.value}"`, {
    code: 'conf/undefined-log-format',
    at: format,
    ...suggestionFor(format.value, formats.keys()),
  });
  return false;
}

function readParameters(call: Call, parameters: readonly Word[]): Buffered | undefined {
  const read = { size: 0, flush: 0, gzip: 0 };
  for (const word of parameters) {
    const [name, value] = word.value.split(/=(.*)/s);
    const fail = (message: string): undefined => {
      call.report(message, { at: word });
      return undefined;
    };
    if (name === 'buffer' && value !== undefined) {
      const size = parseSize(value);
      if (!size) {
        fail(`invalid buffer size "${value}"`);
        return;
      }
      read.size = size;
    } else if (name === 'flush' && value !== undefined) {
      const flush = parseTime(value);
      if (!flush) {
        fail(`invalid flush time "${value}"`);
        return;
      }
      read.flush = flush;
    } else if (name === 'gzip') {
      const level = value === undefined ? 1 : (parseNumber(value) ?? 0);
      if (level < 1 || level > 9) {
        fail(`invalid compression level "${value ?? ''}"`);
        return;
      }
      read.gzip = level;
      if (read.size === 0) read.size = GZIP_BUFFER;
    } else if (name === 'if' && value !== undefined) {
      if (compileComplex(call, word, value) === undefined) return undefined;
    } else {
      fail(`invalid parameter "${word.value}"`);
      return;
    }
  }
  return read;
}

/** ngx_http_log_open_file_cache. */
function openFileCache(call: Call): string | undefined {
  let hasMost = false;
  for (const word of call.args) {
    const [name, value = ''] = word.value.split(/=(.*)/s);
    const isGood =
      word.value === 'off' ||
      ((name === 'max' || name === 'min_uses') && parseNumber(value) !== undefined) ||
      ((name === 'inactive' || name === 'valid') && parseTime(value, 's') !== undefined);
    if (word.value === 'off') return undefined;
    if (!isGood) {
      call.report(`invalid "open_log_file_cache" parameter "${word.value}"`, { at: word });
      return undefined;
    }
    if (name === 'max') hasMost = parseNumber(value) !== 0;
  }
  if (!hasMost) call.report('"open_log_file_cache" must have "max" parameter');
  return undefined;
}

export const logSetters: Setters = {
  ngx_http_log_set_format: logFormat,
  ngx_stream_log_set_format: logFormat,
  ngx_http_log_set_log: accessLog,
  ngx_stream_log_set_log: accessLog,
  ngx_http_log_open_file_cache: once(openFileCache),
  ngx_stream_log_open_file_cache: once(openFileCache),
};
