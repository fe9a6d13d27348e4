import { parseTime } from '../../values.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic, useVariable } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once, parseNumber } from './slots.js';

const DAY = 24 * 60 * 60;

/** The modules that change answers, and those that find files. */
export const filterSetters: Setters = {
  ngx_http_headers_expires: once(expires),
  ngx_http_headers_add: (call) => {
    const [, value, always] = call.args;
    if (!value || !compileComplex(call, value)) return undefined;
    if (always && always.value !== 'always')
      call.report(`invalid parameter "${always.value}"`, { at: always });
    return undefined;
  },
  ngx_http_try_files: once(tryFiles),
  ngx_http_index_set_index: index,
  ngx_http_mirror: mirror,
  ngx_http_sub_filter: (call) => {
    const [pattern, replacement] = call.args;
    if (!pattern || !replacement) return undefined;
    if (pattern.value === '') call.report('empty search pattern', { at: pattern });
    else if (compileComplex(call, pattern)) compileComplex(call, replacement);
    return undefined;
  },
  ngx_http_set_stub_status: () => undefined,
  ngx_http_empty_gif: () => undefined,
  ngx_http_flv: () => undefined,
  ngx_http_mp4: () => undefined,
  ngx_http_set_charset_slot: once((call) => {
    const [word] = call.args;
    if (word?.value.startsWith('$')) useVariable(call, word.value.slice(1), word);
    return undefined;
  }),
  ngx_http_userid_expires: once(({ values: [value = ''] }) =>
    value === 'max' || value === 'off' || parseTime(value, 's') !== undefined ? undefined : 'invalid value',
  ),
  ngx_http_userid_mark: once(({ values: [value = ''] }) =>
    value === 'off' || /^[0-9A-Za-z=]$/.test(value)
      ? undefined
      : 'value must be "off" or a single letter, digit or "="',
  ),
  ngx_http_v2_obsolete: ({ name, spec, report, located }) => {
    if (spec.instead !== undefined)
      report(`the "${name}" directive is obsolete, use the "${spec.instead}" directive instead`, {
        level: 'warn',
        code: 'conf/deprecated',
        at: located.directive.name,
      });
    return undefined;
  },
};

function expires(call: Call): string | undefined {
  const [first, second] = call.args;
  if (second && first?.value !== 'modified') return 'invalid value';
  const word = second ?? first;
  const value = word && compileComplex(call, word);
  if (!value || isDynamic(value)) return undefined;
  const text = word.value;
  if (!second && ['epoch', 'max', 'off'].includes(text)) return undefined;
  const isDaily = text.startsWith('@');
  if (isDaily && second) return 'daily time cannot be used with "modified" parameter';
  const time = parseTime(text.replace(/^[@+-]/, ''), 's');
  if (time === undefined) return 'invalid value';
  return isDaily && time > DAY ? 'daily time value must be less than 24 hours' : undefined;
}

function tryFiles(call: Call): undefined {
  for (const word of call.args) if (!compileComplex(call, word)) return;
  const last = call.args.at(-1);
  if (!last?.value.startsWith('=')) return;
  const code = parseNumber(last.value.slice(1));
  if (code === undefined || code > 999) call.report(`invalid code "${last.value}"`, { at: last });
}

function index(call: Call): undefined {
  for (const word of call.args) {
    if (word.value.startsWith('/') && word !== call.args.at(-1))
      call.report('only the last index in "index" directive should be absolute', { level: 'warn', at: word });
    if (word.value === '') {
      call.report(`index "${call.values[0] ?? ''}" in "index" directive is invalid`, { at: word });
      return;
    }
    if (!compileComplex(call, word)) return;
  }
}

const mirrorKey: Key<{ is?: 'off' | 'on' }> = { name: 'mirror', make: () => ({}) };

function mirror({ block, values }: Call): string | undefined {
  const state = block.get(mirrorKey);
  if (values[0] === 'off') {
    if (state.is !== undefined) return 'is duplicate';
    state.is = 'off';
    return undefined;
  }
  if (state.is === 'off') return 'is duplicate';
  state.is = 'on';
  return undefined;
}
