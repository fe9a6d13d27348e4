import { parseFlag, parseSize } from '../../values.js';
import { compileComplex, declareVariable } from '../complex-value.js';
import { parseNumber } from '../numbers.js';
import type { Call, Setter, Setters } from '../setter.js';
import { addZone } from '../zones.js';
import { balancing } from './upstream.js';
import { once, slotSetters } from './slots.js';

/** The least size of a dictionary (ngx_http_lua_shared_dict). */
const LEAST_DICT = 8192;

function sharedDict(call: Call): undefined {
  const [name, sizeWord] = call.args;
  if (name === undefined || sizeWord === undefined) return;
  if (name.value === '') {
    call.report('invalid lua shared dict name ""', { at: name });
    return;
  }
  const size = parseSize(sizeWord.value);
  if (size === undefined || size < LEAST_DICT) {
    call.report(`invalid lua shared dict size "${sizeWord.value}"`, { at: sizeWord });
    return;
  }
  const zone = addZone(call, name.value, size, `ngx_${call.family}_lua_module`, name);
  if (zone === undefined) return;
  if (zone.data !== undefined)
    call.report(`lua_shared_dict "${name.value}" is already defined as "${name.value}"`, {
      code: 'conf/duplicate',
      at: name,
      related: [{ message: 'the first one', file: zone.located.file, span: zone.word.span }],
    });
  zone.data = name.value;
}

function codeCache(call: Call): string | undefined {
  const rest = slotSetters['ngx_conf_set_flag_slot']?.(call);
  if (rest === undefined && parseFlag(call.values[0] ?? '') === false)
    call.report('lua_code_cache is off; this will hurt performance', {
      level: 'alert',
      code: 'conf/code-cache-off',
      at: call.args[0],
    });
  return rest;
}

/**
 * A directive that runs Lua: one for each block and phase, whichever form it has. The handlers of the block form are
 * called when the `}` has been read, and say no more than "is duplicate".
 */
function runsLua(call: Call): string | undefined {
  const field = /^(\w+?)_by_lua/.exec(call.name)?.[1] ?? call.name;
  const { directive } = call.located;
  const first = call.block.fields.get(`lua.${field}`);
  const isBlock = directive.form === 'lua';
  if (first !== undefined) {
    if (!isBlock) return 'is duplicate';
    call.report('is duplicate', { code: 'conf/duplicate', atEnd: true });
    return undefined;
  }
  call.block.fields.set(`lua.${field}`, call.located);
  const code = isBlock ? directive.lua.text : call.values[0];
  if (code === '') {
    call.report('invalid location config: no runnable Lua code', { atEnd: true });
    return undefined;
  }
  const [word] = call.args;
  if (call.name.endsWith('_file') && word !== undefined && TAKES_VARIABLES.has(field))
    compileComplex(call, word);
  return undefined;
}

/** The phases of a request, whose file may be named by variables. */
const TAKES_VARIABLES: ReadonlySet<string> = new Set([
  'rewrite',
  'server_rewrite',
  'access',
  'precontent',
  'content',
  'log',
  'header_filter',
  'body_filter',
]);

/** `set_by_lua* $variable code values…`. */
function setByLua(call: Call): undefined {
  const [target, ...rest] = call.args;
  if (target === undefined) return;
  if (!target.value.startsWith('$')) {
    call.report(`invalid variable name "${target.value}"`, { at: target });
    return;
  }
  if (!declareVariable(call, target.value.slice(1), target)) return;
  const values = call.name.endsWith('_file') ? rest : rest.slice(1);
  for (const word of values) if (compileComplex(call, word) === undefined) return;
}

function balancer(call: Call): string | undefined {
  if (call.block.fields.has('lua.balancer')) return runsLua(call);
  balancing(call, false, false);
  return runsLua(call);
}

/** NGX_MAX_ERROR_STR, as OpenResty builds it. */
const LONGEST_MESSAGE = 4096;

function captureErrorLog(call: Call): string | undefined {
  const size = parseSize(call.values[0] ?? '');
  const message = `invalid capture error log size "${call.values[0] ?? ''}"`;
  if (size === undefined) call.report(message, { at: call.args[0] });
  else if (size < LONGEST_MESSAGE)
    call.report(`${message}, minimum size is ${LONGEST_MESSAGE}`, { at: call.args[0] });
  return undefined;
}

const path = once(() => undefined);

const loadRestyCore: Setter = (call) => {
  const since = call.family === 'stream' ? 'ngx_stream_lua v0.0.8' : 'ngx_lua v0.10.16';
  const why = `the lua-resty-core library is required since ${since}`;
  call.report(`${call.name} is deprecated (${why})`, {
    level: 'warn',
    code: 'conf/deprecated',
    at: call.located.directive.name,
  });
  return undefined;
};

export const luaSetters: Setters = {
  ngx_http_lua_shared_dict: sharedDict,
  ngx_stream_lua_shared_dict: sharedDict,
  ngx_http_lua_code_cache: codeCache,
  ngx_stream_lua_code_cache: codeCache,
  ngx_http_lua_package_path: path,
  ngx_http_lua_package_cpath: path,
  ngx_stream_lua_package_path: path,
  ngx_stream_lua_package_cpath: path,
  ngx_http_lua_capture_error_log: once(captureErrorLog),
  ngx_stream_lua_capture_error_log: once(captureErrorLog),
  ngx_http_lua_regex_cache_max_entries: number,
  ngx_http_lua_regex_match_limit: number,
  ngx_http_lua_balancer_keepalive: once((call) => {
    const value = call.values[0] ?? '';
    if (!parseNumber(value))
      call.report(`invalid value "${value}" in "${call.name}" directive`, { at: call.args[0] });
    return undefined;
  }),
  ngx_http_lua_load_resty_core: loadRestyCore,
  ngx_stream_lua_load_resty_core: loadRestyCore,
  ...byLua(runsLua),
  ...Object.fromEntries(
    ['set_by_lua_block', 'set_by_lua', 'set_by_lua_file'].map((name) => [`ngx_http_lua_${name}`, setByLua]),
  ),
  ...Object.fromEntries(
    ['http_lua_balancer_by_lua', 'stream_lua_balancer_by_lua'].flatMap((name) => [
      [`ngx_${name}`, balancer],
      [`ngx_${name}_block`, balancer],
    ]),
  ),
};

function number(call: Call): string | undefined {
  return parseNumber(call.values[0] ?? '') === undefined ? 'invalid number' : undefined;
}

/** The setters of every phase, as lua-nginx-module and stream-lua-nginx-module name them. */
function byLua(setter: Setter): Setters {
  const phases = [
    'init',
    'init_worker',
    'exit_worker',
    'server_rewrite',
    'rewrite',
    'access',
    'precontent',
    'content',
    'log',
    'header_filter',
    'body_filter',
    'preread',
    'ssl_client_hello',
    'ssl_cert',
    'ssl_sess_store',
    'ssl_sess_fetch',
    'proxy_ssl_cert',
    'proxy_ssl_verify',
  ];
  const names = phases.flatMap((phase) =>
    ['http', 'stream'].flatMap((family) => [
      `ngx_${family}_lua_${phase}_by_lua`,
      `ngx_${family}_lua_${phase}_by_lua_block`,
    ]),
  );
  return Object.fromEntries(names.map((name) => [name, setter]));
}
