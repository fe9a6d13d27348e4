import type { Word } from '../../tree.js';
import { useVariable } from '../complex-value.js';
import { testRegex } from '../regex.js';
import { readPattern } from '../pcre.js';
import type { Call, Setter, Setters } from '../setter.js';

/** Values that nginx compiles only when it merges a server or a location into what is around it. */
export const lateValueSetters: Setters = {
  ngx_http_upstream_param_set_slot: (call) => {
    const [, value, third] = call.args;
    if (third && third.value !== 'if_not_empty') {
      call.report(`invalid parameter "${third.value}"`, { at: third });
      return undefined;
    }
    return late(call, value);
  },
  ngx_conf_set_keyval_slot: (call) => (HEADERS.test(call.name) ? late(call, call.args[1]) : undefined),
  ngx_conf_set_str_array_slot: (call) =>
    CERTIFICATES.has(call.name) && call.family === 'http' ? late(call, call.args[0]) : undefined,
  ngx_http_fastcgi_split_path_info: (call) => {
    const [regex] = call.args;
    if (!regex || !testRegex(call, regex)) return undefined;
    const { captures } = readPattern(regex.value);
    if (captures !== undefined && captures !== 2)
      call.report(`pattern "${regex.value}" must have 2 captures`, { at: regex });
    return undefined;
  },
};

const HEADERS = /^(?:proxy|grpc)_set_header$/;
const CERTIFICATES: ReadonlySet<string> = new Set(['ssl_certificate', 'ssl_certificate_key']);

/** What stands in `http` itself may be replaced everywhere, so that nginx never looks at it. */
function late(call: Call, word: Word | undefined): ReturnType<Setter> {
  if (!word || call.context === 'http') return undefined;
  for (const [, open, braced, plain] of word.value.matchAll(
    /\$(?:(\{)([A-Za-z0-9_]+)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
  )) {
    const name = open === undefined ? plain : braced;
    if (name !== undefined) useVariable(call, name, word);
  }
  return undefined;
}
