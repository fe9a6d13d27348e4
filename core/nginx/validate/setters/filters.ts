import { parseTime } from '../../values.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';

/** `add_header name value [always]`, `add_trailer`. */
function addHeader(call: Call): undefined {
  const [, value, third] = call.args;
  if (value === undefined || compileComplex(call, value) === undefined) return;
  if (third !== undefined && third.value !== 'always')
    call.report(`invalid parameter "${third.value}"`, { at: third });
}

const DAY = 24 * 60 * 60;

function expires(call: Call): string | undefined {
  const [first, second] = call.args;
  const word = second ?? first;
  if (word === undefined) return undefined;
  if (second !== undefined && first?.value !== 'modified') return 'invalid value';
  const compiled = compileComplex(call, word);
  if (compiled === undefined || isDynamic(compiled)) return undefined;
  const isModified = second !== undefined;
  if (!isModified && /^(?:epoch|max|off)$/.test(word.value)) return undefined;
  const isDaily = word.value.startsWith('@');
  if (isDaily && isModified) return 'daily time cannot be used with "modified" parameter';
  const time = parseTime(word.value.replace(/^[@+-]/, ''), 's');
  if (time === undefined) return 'invalid value';
  return isDaily && time > DAY ? 'daily time value must be less than 24 hours' : undefined;
}

const mirrorKey: Key<{ isOff: boolean; count: number }> = {
  name: 'mirror',
  make: () => ({ isOff: false, count: 0 }),
};

function mirror(call: Call): string | undefined {
  const state = call.block.get(mirrorKey);
  if (call.values[0] === 'off') {
    if (state.isOff || state.count > 0) return 'is duplicate';
    state.isOff = true;
    return undefined;
  }
  if (state.isOff) return 'is duplicate';
  state.count += 1;
  return undefined;
}

function substitution(call: Call): undefined {
  const [pattern, replacement] = call.args;
  if (pattern === undefined || replacement === undefined) return;
  if (pattern.value === '') call.report('empty search pattern', { at: pattern });
  else if (compileComplex(call, pattern) !== undefined) compileComplex(call, replacement);
}

const BROWSERS: ReadonlySet<string> = new Set(['opera', 'msie', 'gecko', 'safari', 'konqueror']);

function modernBrowser(call: Call): undefined {
  const [name, version] = call.args;
  if (name === undefined || version === undefined) return;
  if (!BROWSERS.has(name.value.toLowerCase()))
    call.report(`unknown browser name "${name.value}"`, { at: name });
  else if (!/^[0-9.]*$/.test(version.value))
    call.report(`invalid browser version "${version.value}"`, { at: version });
}

export const filterSetters: Setters = {
  ngx_http_headers_add: addHeader,
  ngx_http_headers_expires: once(expires),
  ngx_http_mirror: mirror,
  ngx_http_sub_filter: substitution,
  ngx_http_modern_browser: modernBrowser,
  ngx_http_userid_expires: once(({ values: [value = ''] }) =>
    value === 'max' || value === 'off' || parseTime(value, 's') !== undefined ? undefined : 'invalid value',
  ),
  ngx_http_userid_mark: once(({ values: [value = ''] }) =>
    value === 'off' || /^[0-9A-Za-z=]$/.test(value)
      ? undefined
      : 'value must be "off" or a single letter, digit or "="',
  ),
};
