import { compileComplex, declareVariable, useVariable } from '../complex-value.js';
import { compileRegex } from '../regex.js';
import type { Call, Setters } from '../setter.js';
import { parseNumber } from './slots.js';

const REDIRECTS = /^(?:https?:\/\/|\$scheme)/;
const FLAGS: ReadonlySet<string> = new Set(['last', 'break', 'redirect', 'permanent']);
const MOST_STATUS = 999;

/** ngx_http_rewrite_module. */
export const rewriteSetters: Setters = {
  ngx_http_rewrite: (call) => {
    const [regex, replacement, flag] = call.args;
    if (!regex || !replacement) return undefined;
    if (replacement.value === '') {
      call.report('empty replacement', { at: replacement });
      return undefined;
    }
    if (!compileRegex(call, regex)) return undefined;
    if (flag && !FLAGS.has(flag.value)) {
      call.report(`invalid parameter "${flag.value}"`, { at: flag });
      return undefined;
    }
    compileComplex(call, replacement, replacement.value.replace(/\?$/, ''));
    return undefined;
  },

  ngx_http_rewrite_return: (call) => {
    const [code, text] = call.args;
    if (!code) return undefined;
    const status = parseNumber(code.value);
    const isUrl = status === undefined && !text && REDIRECTS.test(code.value);
    if (!isUrl && (status === undefined || status > MOST_STATUS)) {
      call.report(`invalid return code "${code.value}"`, { at: code });
      return undefined;
    }
    const value = isUrl ? code : text;
    if (value) compileComplex(call, value);
    return undefined;
  },

  ngx_http_rewrite_break: () => undefined,

  ngx_http_rewrite_set: (call) => {
    const [variable, value] = call.args;
    if (!variable || !value) return undefined;
    if (!variable.value.startsWith('$')) {
      call.report(`invalid variable name "${variable.value}"`, { at: variable });
      return undefined;
    }
    const name = variable.value.slice(1);
    if (!declareVariable(call, name, variable)) return undefined;
    useVariable(call, name, variable);
    compileComplex(call, value);
    return undefined;
  },

  ngx_http_rewrite_if: (call) => {
    condition(call);
    return undefined;
  },
};

const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=']);
const MATCHES: ReadonlySet<string> = new Set(['~', '~*', '!~', '!~*']);
const FILE_TESTS = /^!?-[fdex]$/;

/** ngx_http_rewrite_if_condition. */
function condition(call: Call): void {
  const { args } = call;
  const texts = args.map(({ value }) => value);
  const invalid = (index: number): void =>
    call.report(`invalid condition "${texts[index] ?? ''}"`, { at: args[index] });
  let last = args.length - 1;
  if (!texts[0]?.startsWith('(')) {
    invalid(0);
    return;
  }
  let at = texts[0] === '(' ? 1 : 0;
  if (at === 0) texts[0] = texts[0].slice(1);
  if (texts[last]?.endsWith(')') !== true) {
    invalid(last);
    return;
  }
  if (texts[last] === ')') last -= 1;
  else texts[last] = (texts[last] ?? '').slice(0, -1);
  const first = texts[at] ?? '';
  const [word, lastWord] = [args[at], args[last]];
  if (!word || !lastWord) return;
  if (first.length > 1 && first.startsWith('$')) {
    if (at !== last && at + 2 !== last) {
      invalid(at);
      return;
    }
    useVariable(call, first.slice(1), word);
    if (at === last) return;
    at += 1;
    const operator = texts[at] ?? '';
    const operand = texts[last] ?? '';
    if (COMPARISONS.has(operator)) compileComplex(call, lastWord, operand);
    else if (MATCHES.has(operator)) compileRegex(call, lastWord, operand);
    else call.report(`unexpected "${operator}" in condition`, { at: args[at] });
    return;
  }
  const isTest = /^(?:-.|!-.)$/s.test(first);
  if (!isTest || at + 1 !== last) {
    invalid(at);
    return;
  }
  if (compileComplex(call, lastWord, texts[last]) && !FILE_TESTS.test(first)) invalid(at);
}
