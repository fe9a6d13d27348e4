import type { DocEntry } from './entry.js';
import { entries } from './rows.js';

export const jsonEntries: readonly DocEntry[] = entries([
  // cjson
  {
    name: 'cjson',
    kind: 'module',
    syntax: ['require "cjson"'],
    text: 'Turns Lua values into JSON and back. It throws for what is no JSON; `cjson.safe` returns `nil` and the reason. The functions that change settings change them **for every request of the worker**: use an instance of your own, from `cjson.new()`.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.encode',
    syntax: ['text = cjson.encode(value)'],
    text: 'The value as JSON. An empty table becomes `{}`; a list with large gaps, a function and a number that is not finite throw.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.decode',
    syntax: ['value = cjson.decode(text)'],
    text: 'The value of a JSON text. JSON’s null becomes `cjson.null`, which counts as true in a condition. Throws when the text is no JSON, so never call it without `pcall` on what a client has sent.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.new',
    syntax: ['instance = cjson.new()'],
    constructs: 'cjson',
    text: 'Makes an instance with settings of its own.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.null',
    kind: 'constant',
    syntax: ['cjson.null'],
    text: 'What JSON’s null is in Lua. It is the same as `ngx.null`.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.empty_array',
    kind: 'constant',
    syntax: ['cjson.empty_array'],
    text: 'A value that is encoded as `[]`.',
    url: 'https://github.com/openresty/lua-cjson#empty_array',
  },
  {
    name: 'cjson.array_mt',
    kind: 'constant',
    syntax: ['setmetatable({}, cjson.array_mt)'],
    text: 'A metatable that makes a table a list when it is encoded, an empty one too.',
    url: 'https://github.com/openresty/lua-cjson#array_mt',
  },
  {
    name: 'cjson.empty_array_mt',
    kind: 'constant',
    syntax: ['setmetatable({}, cjson.empty_array_mt)'],
    text: 'A metatable that makes an empty table `[]` when it is encoded.',
    url: 'https://github.com/openresty/lua-cjson#empty_array_mt',
  },
  {
    name: 'cjson.encode_empty_table_as_object',
    syntax: ['cjson.encode_empty_table_as_object(true|false|"on"|"off")'],
    text: 'Whether an empty table becomes `{}` or `[]`. **For the whole worker** unless called on an instance of `cjson.new()`.',
    url: 'https://github.com/openresty/lua-cjson#encode_empty_table_as_object',
  },
  {
    name: 'cjson.encode_number_precision',
    syntax: ['cjson.encode_number_precision(precision)'],
    text: 'How many digits numbers are written with, 14 unless told; up to 16. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#encode_number_precision',
  },
  {
    name: 'cjson.encode_escape_forward_slash',
    syntax: ['cjson.encode_escape_forward_slash(enabled)'],
    text: 'Whether `/` is written as `\\/`. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#encode_escape_forward_slash',
  },
  {
    name: 'cjson.encode_skip_unsupported_value_types',
    syntax: ['cjson.encode_skip_unsupported_value_types(enabled)'],
    text: 'Whether values that JSON has no form for are left out instead of an error. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#encode_skip_unsupported_value_types',
  },
  {
    name: 'cjson.encode_indent',
    syntax: ['cjson.encode_indent(indent)'],
    text: 'The text that each level is indented with; an empty one writes all in one line. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#encode_indent',
  },
  {
    name: 'cjson.decode_array_with_array_mt',
    syntax: ['cjson.decode_array_with_array_mt(enabled)'],
    text: 'Whether decoded lists get `cjson.array_mt`, so that an empty one stays a list when it is encoded again. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#decode_array_with_array_mt',
  },
  {
    name: 'cjson.decode_allow_comment',
    syntax: ['cjson.decode_allow_comment(enabled)'],
    text: 'Whether comments in JSON are skipped. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson#decode_allow_comment',
  },
  {
    name: 'cjson.encode_sparse_array',
    syntax: ['convert, ratio, safe = cjson.encode_sparse_array(convert?, ratio?, safe?)'],
    text: 'What happens to lists with gaps: an error, or an object whose keys are strings. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.encode_max_depth',
    syntax: ['depth = cjson.encode_max_depth(depth?)'],
    text: 'How deep tables may be nested when they are encoded, 1,000 unless told; a table that contains itself reaches it. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.decode_max_depth',
    syntax: ['depth = cjson.decode_max_depth(depth?)'],
    text: 'How deep JSON may be nested when it is decoded, 1,000 unless told. **For the whole worker**.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  // cjson.safe
  {
    name: 'cjson.safe',
    kind: 'module',
    syntax: ['require "cjson.safe"'],
    text: 'As `cjson`, but returns `nil` and the reason instead of an error. The right one for what comes from a client.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.safe.encode',
    syntax: ['text, err = cjson.encode(value)'],
    text: 'The value as JSON, or `nil` and the reason.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.safe.decode',
    syntax: ['value, err = cjson.decode(text)'],
    text: 'The value of a JSON text, or `nil` and the reason. `null` alone gives `cjson.null`.',
    url: 'https://github.com/openresty/lua-cjson',
  },
  {
    name: 'cjson.safe.new',
    syntax: ['instance = cjson.new()'],
    constructs: 'cjson.safe',
    text: 'Makes an instance with settings of its own.',
    url: 'https://github.com/openresty/lua-cjson',
  },
]);
