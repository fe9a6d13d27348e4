import type { Word } from '../../tree.js';
import { compileComplex, declareVariable, useVariable } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';

/** ndk_set_var_name and what follows: a variable and what it is made of. */
function setVariable(call: Call, target: Word | undefined, values: readonly Word[]): undefined {
  if (target === undefined) return;
  if (!target.value.startsWith('$')) {
    call.report(`invalid variable name "${target.value}"`, { at: target });
    return;
  }
  const name = target.value.slice(1);
  if (!declareVariable(call, name, target) || !useVariable(call, name, target)) return;
  values.every((word) => compileComplex(call, word) !== undefined);
}

const ALPHABET_LENGTH = 32;

/** ngx_devel_kit's functions for directives that set a variable, and what set-misc adds to them. */
export const ndkSetters: Setters = {
  ndk_set_var: (call) => setVariable(call, call.args[0], []),
  // One word is the variable and the value at once.
  ndk_set_var_value: (call) => setVariable(call, call.args[0], call.args.slice(-1)),
  ngx_http_set_if_empty: (call) => setVariable(call, call.args[0], call.args.slice(1)),
  ndk_set_var_multi_value: (call) => setVariable(call, call.args[0], call.args.slice(1)),
  ngx_http_set_rotate: (call) => setVariable(call, call.args[0], call.args),
  ngx_http_set_misc_base32_alphabet: (call) => {
    const [word] = call.args;
    const length = new TextEncoder().encode(word?.value).length;
    if (length === ALPHABET_LENGTH) return once(() => undefined)(call);
    const message = `"set_base32_alphabet" directive takes an alphabet of ${length} bytes but ${ALPHABET_LENGTH} expected`;
    call.report(message, { at: word });
    return undefined;
  },
};
