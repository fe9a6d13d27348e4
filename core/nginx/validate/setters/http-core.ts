import { parseOffset, parseTime } from '../../values.js';
import type { Word } from '../../tree.js';
import { isHostName, parseUrl } from '../addresses.js';
import type { Key } from '../block-state.js';
import { compileComplex, isDynamic } from '../complex-value.js';
import { useThreadPool } from './core.js';
import { testRegex } from '../regex.js';
import type { Call, Setters } from '../setter.js';
import { locationOf } from './http-location.js';
import { once, parseNumber } from './slots.js';

const METHODS: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' '),
);
const TABLES: ReadonlySet<string> = new Set(['on', 'off', 'if_not_owner']);

/** What is left of ngx_http_core_module. */
export const httpCoreSetters: Setters = {
  ngx_http_core_types: types,
  ngx_http_core_root: root,
  ngx_http_core_limit_except: once((call) => {
    const wrong = call.args.find(({ value }) => !METHODS.has(value.toUpperCase()));
    if (wrong) call.report(`invalid method "${wrong.value}"`, { at: wrong });
    return undefined;
  }),
  ngx_http_core_set_aio: once((call) => {
    const [word] = call.args;
    if (!word || word.value === 'on' || word.value === 'off' || word.value === 'threads') return undefined;
    if (!word.value.startsWith('threads=')) return 'invalid value';
    const pool = word.value.slice('threads='.length);
    const compiled = compileComplex(call, word, pool);
    if (compiled !== undefined && !isDynamic(compiled)) useThreadPool(call, pool);
    return undefined;
  }),
  ngx_http_core_directio: once(({ values: [value = ''] }) =>
    value === 'off' || parseOffset(value) !== undefined ? undefined : 'invalid value',
  ),
  ngx_http_core_keepalive: once(({ values: [timeout = '', header] }) => {
    if (parseTime(timeout) === undefined) return 'invalid value';
    return header !== undefined && parseTime(header, 's') === undefined ? 'invalid value' : undefined;
  }),
  ngx_http_core_internal: once(() => undefined),
  ngx_http_core_error_page: errorPage,
  ngx_http_core_open_file_cache: once((call) => openFileCache(call, 'max', [])),
  ngx_http_core_resolver: once(resolver),
  ngx_stream_core_resolver: once(resolver),
  ngx_mail_core_resolver: once(resolver),
  ngx_http_gzip_disable: (call) => {
    call.args.every((word) => word.value === 'msie6' || testRegex(call, word));
    return undefined;
  },
  ngx_http_disable_symlinks: once(disableSymlinks),
};

const extensionsKey: Key<Map<string, string>> = { name: 'types', make: () => new Map() };

function types(call: Call): undefined {
  const extensions = call.block.get(extensionsKey);
  for (const entry of call.located.children) {
    const { name, args } = entry.directive;
    for (const word of args) {
      const extension = word.value.toLowerCase();
      const previous = extensions.get(extension);
      extensions.set(extension, name.value);
      if (previous === undefined) continue;
      const content = `content type: "${name.value}", previous content type: "${previous}"`;
      call.reportIn(entry, `duplicate extension "${extension}", ${content}`, {
        level: 'warn',
        code: 'conf/duplicate',
        at: word,
      });
    }
  }
}

const rootKey: Key<{ name?: string }> = { name: 'root', make: () => ({}) };

function root(call: Call): string | undefined {
  const { name, block } = call;
  const kept = block.get(rootKey);
  if (kept.name === name) return 'is duplicate';
  if (kept.name !== undefined) {
    call.report(`"${name}" directive is duplicate, "${kept.name}" directive was specified earlier`, {
      code: 'conf/duplicate',
    });
    return undefined;
  }
  const [word] = call.args;
  if (!word) return undefined;
  if (name === 'alias' && block.context === 'location' && locationOf(block)?.kind === 'named') {
    call.report('the "alias" directive cannot be used inside the named location');
    return undefined;
  }
  for (const variable of ['document_root', 'realpath_root']) {
    if (!word.value.includes(`$${variable}`) && !word.value.includes(`\${${variable}}`)) continue;
    call.report(`the $${variable} variable cannot be used in the "${name}" directive`, { at: word });
    return undefined;
  }
  kept.name = name;
  compileComplex(call, word);
  return undefined;
}

function errorPage(call: Call): undefined {
  const { args } = call;
  const uri = args.at(-1);
  const before = args.at(-2);
  if (!uri || !before) return;
  const invalid = (word: Word): void => call.report(`invalid value "${word.value}"`, { at: word });
  const hasAnswer = before.value.startsWith('=');
  if (hasAnswer) {
    const code = before.value.slice(1);
    if (args.length === 2 || (code !== '' && parseNumber(code) === undefined)) {
      invalid(before);
      return;
    }
  }
  if (!compileComplex(call, uri)) return;
  for (const word of args.slice(0, hasAnswer ? -2 : -1)) {
    const status = parseNumber(word.value);
    if (status === undefined || status === 499) {
      invalid(word);
      return;
    }
    if (status >= 300 && status <= 599) continue;
    call.report(`value "${word.value}" must be between 300 and 599`, { at: word });
    return;
  }
}

/** ngx_http_core_open_file_cache and ngx_http_log_open_file_cache. */
export function openFileCache(call: Call, needed: string, more: readonly string[]): undefined {
  let max = 0;
  let isOff = false;
  for (const word of call.args) {
    const [, name = '', text = ''] = /^([a-z_]+)(?:=(.*))?$/s.exec(word.value) ?? [];
    const number = parseNumber(text) ?? 0;
    if (name === 'max' && number > 0) max = number;
    else if (word.value === 'off') isOff = true;
    else if (name === 'inactive' && parseTime(text, 's') !== undefined) continue;
    else if (name === 'valid' && more.includes(name) && parseTime(text, 's') !== undefined) continue;
    else if (name === 'min_uses' && more.includes(name) && number > 0) continue;
    else {
      call.report(`invalid "${call.name}" parameter "${word.value}"`, { at: word });
      return;
    }
  }
  if (!isOff && max === 0) call.report(`"${call.name}" must have the "${needed}" parameter`);
}

/** ngx_resolver_create. */
export function resolver(call: Call): undefined {
  let servers = 0;
  for (const word of call.args) {
    const { value } = word;
    const [, option, text = ''] = /^(valid|ipv6|ipv4)=(.*)$/s.exec(value) ?? [];
    const isRight = option === 'valid' ? parseTime(text, 's') !== undefined : /^(?:on|off)$/.test(text);
    if (option !== undefined && !isRight) {
      call.report(`invalid parameter: ${value}`, { at: word });
      return;
    }
    if (option !== undefined || value.startsWith('status_zone=')) continue;
    const url = parseUrl(value, { defaultPort: 53 });
    if (typeof url === 'string') {
      call.report(`${url} in resolver "${value}"`, { at: word });
      return;
    }
    // No host has such a name; `local=on` is OpenResty's.
    if (url.addresses === undefined && !isHostName(url.host) && !/^local=(?:on|off)$/.test(value)) {
      call.report(`host not found in resolver "${value}"`, { at: word });
      return;
    }
    servers += 1;
  }
  if (servers === 0) call.report('no name servers defined');
}

function disableSymlinks(call: Call): undefined {
  let value: string | undefined;
  let hasFrom = false;
  for (const word of call.args) {
    if (TABLES.has(word.value)) value = word.value;
    else if (word.value.startsWith('from=')) {
      if (!compileComplex(call, word, word.value.slice('from='.length))) return;
      hasFrom = true;
    } else {
      call.report(`invalid parameter "${word.value}"`, { at: word });
      return;
    }
  }
  const [first, second] = call.values;
  if (value === undefined) call.report(`"${call.name}" must have "off", "on" or "if_not_owner" parameter`);
  else if (second === undefined) return;
  else if (!hasFrom) call.report(`duplicate parameters "${first ?? ''} ${second}"`);
  else if (value === 'off') call.report('"from=" cannot be used with "off" parameter');
}
