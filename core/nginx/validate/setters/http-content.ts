import { compileComplex, useVariable } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';
import { parseNumber } from '../numbers.js';

/** The modules that find or make content, and what is obsolete. */
export const contentSetters: Setters = {
  ngx_http_try_files: once(tryFiles),
  ngx_http_index_set_index: index,
  ngx_http_set_stub_status: () => undefined,
  ngx_http_empty_gif: () => undefined,
  ngx_http_flv: () => undefined,
  ngx_http_mp4: () => undefined,
  ngx_http_set_charset_slot: once((call) => {
    const [word] = call.args;
    if (word?.value.startsWith('$')) useVariable(call, word.value.slice(1), word);
    return undefined;
  }),
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
