import { parseSize, parseTime } from '../../values.js';
import type { Word } from '../../tree.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic, useVariable } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once, parseNumber } from './slots.js';

const formatsKey: Key<Set<string>> = { name: 'log formats', make: () => new Set(['combined']) };

/** ngx_http_log_module. */
export const logSetters: Setters = {
  ngx_http_log_set_format: (call) => {
    const [name, ...parts] = call.args;
    if (!name) return undefined;
    const formats = call.cycle.get(formatsKey);
    if (formats.has(name.value)) {
      call.report(`duplicate "log_format" name "${name.value}"`, { code: 'conf/duplicate', at: name });
      return undefined;
    }
    formats.add(name.value);
    compileFormat(call, parts);
    return undefined;
  },
  ngx_http_log_set_log: accessLog,
  ngx_http_log_open_file_cache: once(openLogFileCache),
};

/** ngx_http_log_compile_format. */
function compileFormat(call: Call, parts: readonly Word[]): void {
  const [first] = parts;
  const escaping = first?.value.startsWith('escape=') ? first.value.slice('escape='.length) : undefined;
  if (escaping !== undefined && !['json', 'none', 'default'].includes(escaping)) {
    call.report(`unknown log format escaping "${escaping}"`, { at: first });
    return;
  }
  for (const word of escaping === undefined ? parts : parts.slice(1)) if (!compilePart(call, word)) return;
}

function compilePart(call: Call, word: Word): boolean {
  for (const { index } of word.value.matchAll(/\$/g)) {
    const rest = word.value.slice(index);
    const [, brace = '', name = '', close = ''] = /^\$(\{?)([A-Za-z0-9_]*)(\}?)/.exec(rest) ?? [];
    if (brace !== '' && close === '' && rest.length > 2) {
      call.report(`the closing bracket in "${name}" variable is missing`, { at: word });
      return false;
    }
    if (name === '') {
      call.report(`invalid parameter "${rest}"`, { at: word });
      return false;
    }
    // The one name that only the log module knows.
    if (name !== 'pipe') useVariable(call, name, word);
  }
  return true;
}

function accessLog(call: Call): undefined {
  const [path, format, ...parameters] = call.args;
  if (!path) return;
  const invalid = (word: Word, text = word.value, what = 'parameter'): void =>
    call.report(`invalid ${what} "${text}"`, { at: word });
  if (path.value === 'off') {
    if (format) invalid(format);
    return;
  }
  const isSyslog = path.value.startsWith('syslog:');
  const compiled = isSyslog ? undefined : compileComplex(call, path);
  if (!isSyslog && !compiled) return;
  const isKnown = [...call.cycle.get(formatsKey)].some(
    (name) => name.toLowerCase() === (format?.value ?? 'combined').toLowerCase(),
  );
  if (format && !isKnown) {
    // It may stand in what has not been read.
    if (!call.options.isPart && call.configuration.errors.length === 0)
      call.report(`unknown log format "${format.value}"`, { at: format });
    return;
  }
  let isBuffered = false;
  let isFlushed = false;
  for (const word of parameters) {
    const [, name = '', text = ''] = /^(buffer|flush|gzip|if)=(.*)$/s.exec(word.value) ?? [];
    if (name === 'buffer') {
      if ((parseSize(text) ?? 0) === 0) {
        invalid(word, text, 'buffer size');
        return;
      }
      isBuffered = true;
    } else if (name === 'flush') {
      if ((parseTime(text) ?? 0) === 0) {
        invalid(word, text, 'flush time');
        return;
      }
      isFlushed = true;
    } else if (name === 'gzip' || word.value === 'gzip') {
      const level = word.value === 'gzip' ? 1 : (parseNumber(text) ?? 0);
      if (level < 1 || level > 9) {
        invalid(word, text, 'compression level');
        return;
      }
      isBuffered = true;
    } else if (name === 'if') {
      if (!compileComplex(call, word, text)) return;
    } else {
      invalid(word);
      return;
    }
  }
  if (isFlushed && !isBuffered) call.report(`no buffer is defined for access_log "${path.value}"`);
  else if (isBuffered && compiled && isDynamic(compiled))
    call.report('buffered logs cannot have variables in name');
  else if (isBuffered && isSyslog) call.report('logs to syslog cannot be buffered');
}

function openLogFileCache(call: Call): undefined {
  let max = 0;
  for (const word of call.args) {
    const [, name = '', text = ''] = /^(max|inactive|min_uses|valid)=(.*)$/s.exec(word.value) ?? [];
    const isNumber = name === 'max' || name === 'min_uses';
    const value = isNumber ? parseNumber(text) : parseTime(text, 's');
    if (word.value === 'off') return;
    if (name === '' || value === undefined) {
      call.report(`invalid "open_log_file_cache" parameter "${word.value}"`, { at: word });
      return;
    }
    if (name === 'max') max = value;
  }
  if (max === 0) call.report('"open_log_file_cache" must have "max" parameter');
}
