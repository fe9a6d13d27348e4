import type { LocatedDirective } from '../../include.js';
import { LineIndex } from '../../lines.js';
import type { ConfTree } from '../../tree.js';
import { parseSize } from '../../values.js';
import type { BlockState } from '../block-state.js';
import { parseNumber } from '../numbers.js';
import type { BlockEnd, BlockEndCall, Call, Setters } from '../setter.js';
import { addZone } from '../zones.js';
import { once, slotSetters } from './slots.js';

/** Eight pages. */
const LEAST_CACHE = 8 * 4096;

function sessionCache(call: Call): undefined {
  for (const word of call.args) {
    if (/^(?:off|none|builtin)$/.test(word.value)) continue;
    const [kind = '', rest = ''] = word.value.split(/:(.*)/s);
    if (kind === 'builtin' && parseNumber(rest) !== undefined) continue;
    if (kind === 'shared') {
      const fault = sharedCache(call, rest);
      if (fault === undefined) continue;
      if (fault === 'small') {
        call.report(`session cache "${word.value}" is too small`, { at: word });
        return;
      }
      if (fault === 'told') return;
    }
    call.report(`invalid session cache "${word.value}"`, { at: word });
    return;
  }
}

/** `name:size` of a shared cache. */
function sharedCache(call: Call, text: string): 'invalid' | 'small' | 'told' | undefined {
  const [name = '', size] = text.split(/:(.*)/s);
  const bytes = size === undefined ? undefined : parseSize(size);
  const word = call.args.find(({ value }) => value === `shared:${text}`);
  if (name === '' || bytes === undefined || word === undefined) return 'invalid';
  if (bytes < LEAST_CACHE) return 'small';
  return addZone(call, name, bytes, call.spec.module, word) === undefined ? 'told' : undefined;
}

function ocspCache(call: Call): undefined {
  const [word] = call.args;
  if (word === undefined || word.value === 'off') return;
  const fault = word.value.startsWith('shared:') ? sharedCache(call, word.value.slice(7)) : 'invalid';
  if (fault === 'invalid') call.report(`invalid OCSP cache "${word.value}"`, { at: word });
  if (fault === 'small') call.report(`OCSP cache "${word.value}" is too small`, { at: word });
}

/** The directives of a block, or those that it inherits: none of its own, then the one around it. */
function inherited(block: BlockState, name: string): readonly LocatedDirective[] {
  for (let one: BlockState | undefined = block; one !== undefined; one = one.outer) {
    const found = (one.directive?.children ?? []).filter(({ directive }) => directive.name.value === name);
    if (found.length > 0) return found;
  }
  return [];
}

function valueOf(located: LocatedDirective | undefined): string {
  return located?.directive.args[0]?.value ?? '';
}

/** ngx_http_ssl_merge_srv_conf, for each server: what belongs together must be there. */
export const checkCertificates: BlockEnd = (end) => {
  const servers = end.block.inner.filter(({ context }) => context.endsWith('server'));
  for (const server of servers) checkServer(end, server);
};

function checkServer(end: BlockEndCall, server: BlockState): void {
  const certificates = inherited(server, 'ssl_certificate');
  const keys = inherited(server, 'ssl_certificate_key');
  const [enable] = inherited(server, 'ssl');
  const isOn = valueOf(enable).toLowerCase() === 'on';
  const last = certificates.at(-1);
  const rejects = valueOf(inherited(server, 'ssl_reject_handshake')[0]).toLowerCase() === 'on';
  const isElsewhere = lacksIncludes(end);
  const say = (message: string, at: LocatedDirective): void =>
    end.report(message, { code: 'conf/incomplete', at, unplaced: true });
  if (last !== undefined && keys.length < certificates.length) {
    if (isElsewhere) return;
    const whole = isOn && enable ? ` and the "ssl" directive in ${placeOf(enable)}` : '';
    if (isOn && enable && keys.length === 0)
      say(`no "ssl_certificate_key" is defined for the "ssl" directive in ${placeOf(enable)}`, last);
    else say(`no "ssl_certificate_key" is defined for certificate "${valueOf(last)}"${whole}`, last);
    return;
  }
  if (isOn && enable && last === undefined && !rejects && !isElsewhere) {
    say(`no "ssl_certificate" is defined for the "ssl" directive in ${placeOf(enable)}`, enable);
    return;
  }
  if (last === undefined) return;
  const [verify] = inherited(server, 'ssl_verify_client');
  const mode = valueOf(verify);
  // Later releases are content with ssl_trusted_certificate.
  const hasAuthority = ['ssl_client_certificate', 'ssl_trusted_certificate'].some(
    (name) => valueOf(inherited(server, name)[0]) !== '',
  );
  if (verify && /^(?:on|optional)$/.test(mode) && !hasAuthority && !isElsewhere)
    say('no ssl_client_certificate for ssl_verify_client', verify);
  const [ocsp] = inherited(server, 'ssl_ocsp');
  if (ocsp && /^(?:on|leaf)$/i.test(valueOf(ocsp)) && mode === 'optional_no_ca')
    say('"ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"', ocsp);
}

/** Whether something that the configuration includes is not here. */
export function lacksIncludes({ configuration, options }: BlockEndCall): boolean {
  return options.isPart === true || configuration.includes.some(({ files }) => files.length === 0);
}

/** As nginx keeps it: the file, and the line where the directive's head ends. */
export function placeOf({ file, directive }: LocatedDirective): string {
  const { end } = (directive.args.at(-1) ?? directive.name).span;
  let lines = linesOf.get(file.tree);
  if (!lines) linesOf.set(file.tree, (lines = new LineIndex(file.tree.text)));
  return `${file.path}:${lines.positionAt(end).line + 1}`;
}

/** Every server with a certificate asks. */
const linesOf = new WeakMap<ConfTree, LineIndex>();

export const sslSetters: Setters = {
  ngx_http_ssl_session_cache: sessionCache,
  ngx_stream_ssl_session_cache: sessionCache,
  ngx_mail_ssl_session_cache: sessionCache,
  ngx_http_ssl_ocsp_cache: once(ocspCache),
  ngx_stream_ssl_ocsp_cache: once(ocspCache),
  ngx_http_ssl_password_file: once(() => undefined),
  ngx_stream_ssl_password_file: once(() => undefined),
  ngx_mail_ssl_password_file: once(() => undefined),
  ngx_http_proxy_ssl_password_file: once(() => undefined),
  ngx_http_uwsgi_ssl_password_file: once(() => undefined),
  ngx_http_grpc_ssl_password_file: once(() => undefined),
  ngx_stream_proxy_ssl_password_file: once(() => undefined),
  ngx_http_ssl_enable: (call) => slotSetters['ngx_conf_set_flag_slot']?.(call),
};
