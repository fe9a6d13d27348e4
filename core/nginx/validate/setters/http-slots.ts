import { parseSize } from '../../values.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic } from '../complex-value.js';
import type { Call, Setters } from '../setter.js';
import { once } from './slots.js';

/** The slot functions that the http modules share. */
export const httpSlotSetters: Setters = {
  ngx_http_set_complex_value_slot: once(complexValue),
  ngx_http_set_complex_value_zero_slot: once(complexValue),
  ngx_stream_set_complex_value_slot: once(complexValue),
  ngx_stream_set_complex_value_zero_slot: once(complexValue),
  ngx_http_set_complex_value_size_slot: once(complexSize),
  ngx_stream_set_complex_value_size_slot: once(complexSize),

  ngx_http_set_predicate_slot: compileEach,
  ngx_http_types_slot: types,
};

function complexSize(call: Call): string | undefined {
  const [word] = call.args;
  const value = word && compileComplex(call, word);
  if (!value || isDynamic(value)) return undefined;
  return parseSize(call.values[0] ?? '') === undefined ? 'invalid value' : undefined;
}

function complexValue(call: Call): undefined {
  const [word] = call.args;
  if (word) compileComplex(call, word);
}

/** Compiles every argument; nginx stops at the first that is wrong. */
export function compileEach(call: Call): undefined {
  call.args.every((word) => compileComplex(call, word) !== undefined);
}

interface MimeTypes {
  readonly given: Set<string>;
  all: boolean;
}

const typeKeys = new Map<string, Key<MimeTypes>>();

/** What is in the list without being said, by the name in the command table. */
const defaultTypes: Readonly<Record<string, string>> = {
  'ngx_http_html_default_types[0]': 'text/html',
  'ngx_http_charset_default_types[0]': 'text/html',
  'ngx_http_xslt_default_types[0]': 'text/xml',
};

function types(call: Call): undefined {
  const { spec } = call;
  const field = spec.field ?? spec.name;
  let key = typeKeys.get(field);
  if (!key) typeKeys.set(field, (key = { name: field, make: () => ({ given: new Set(), all: false }) }));
  const list = call.block.get(key);
  if (list.all) return;
  const first = defaultTypes[spec.post ?? ''];
  if (first !== undefined) list.given.add(first);
  for (const word of call.args) {
    if (word.value === '*') {
      list.all = true;
      return;
    }
    const type = word.value.toLowerCase();
    if (list.given.has(type))
      call.report(`duplicate MIME type "${type}"`, { level: 'warn', code: 'conf/duplicate', at: word });
    list.given.add(type);
  }
}
