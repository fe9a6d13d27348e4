import type { LocatedDirective } from '../../include.js';
import type { BlockState } from '../block-state.js';
import type { BlockEnd, BlockEndCall } from '../setter.js';
import { lacksIncludes } from './ssl.js';

/** What a module says when it has given a block what it inherits: its `merge_srv_conf` or `merge_loc_conf`. */
type Merge = (end: BlockEndCall, block: BlockState) => void;

/** What is inherited by many blocks is said once. */
function saysOnce(end: BlockEndCall): BlockEndCall {
  const said = new Set<unknown>();
  return {
    ...end,
    report(message, details) {
      if (!said.has(details.at)) end.report(message, details);
      said.add(details.at);
    },
  };
}

/** The servers of a family, and what stands in them, in nginx's order: ngx_http_merge_servers. */
function eachBlock(merge: Merge): BlockEnd {
  return (every) => {
    const end = saysOnce(every);
    const pending = end.block.inner.filter(({ context }) => context.endsWith('server')).reverse();
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      merge(end, block);
      pending.push(...block.inner.toReversed());
    }
  };
}

function eachServer(merge: Merge): BlockEnd {
  return (every) => {
    const end = saysOnce(every);
    for (const block of end.block.inner) if (block.context.endsWith('server')) merge(end, block);
  };
}

/** The directive that counts for a block: its own, or the nearest around it. */
function inherited(block: BlockState, name: string): LocatedDirective | undefined {
  for (let outer: BlockState | undefined = block; outer !== undefined; outer = outer.outer) {
    const found = outer.directives.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const valueOf = (located: LocatedDirective | undefined): string => located?.directive.args[0]?.value ?? '';
const isOn = (located: LocatedDirective | undefined): boolean => valueOf(located).toLowerCase() === 'on';

/** ngx_http_proxy_set_ssl and its likes: a certificate needs its key, a check needs those whom it trusts. */
function checkPeerCertificates(end: BlockEndCall, block: BlockState, family: string): void {
  if (lacksIncludes(end)) return;
  const find = (name: string): LocatedDirective | undefined => inherited(block, `${family}_ssl_${name}`);
  const say = (message: string, at: LocatedDirective): void =>
    end.report(message, { code: 'conf/incomplete', at, unplaced: true });
  const certificate = find('certificate');
  const verify = find('verify');
  if (certificate !== undefined && valueOf(certificate) !== '' && find('certificate_key') === undefined)
    say(
      `no "${family}_ssl_certificate_key" is defined for certificate "${valueOf(certificate)}"`,
      certificate,
    );
  else if (verify !== undefined && isOn(verify) && valueOf(find('trusted_certificate')) === '')
    say(`no ${family}_ssl_trusted_certificate for ${family}_ssl_verify`, verify);
}

/** The modules that may speak TLS to who they pass requests on to, and how a target says that they do. */
const SECURE: Readonly<Record<'proxy' | 'uwsgi' | 'grpc', RegExp>> = {
  proxy: /^https:\/\/|\$/i,
  uwsgi: /^suwsgi:\/\/|\$/i,
  grpc: /^grpcs:\/\/|\$/i,
};

export function peerCertificates(family: keyof typeof SECURE): BlockEnd {
  return eachBlock((end, block) => {
    const target = valueOf(block.directives.get(`${family}_pass`));
    if (SECURE[family].test(target)) checkPeerCertificates(end, block, family);
  });
}

/** ngx_stream_proxy_merge_srv_conf: `proxy_ssl` alone decides. */
export const streamPeerCertificates: BlockEnd = eachServer((end, block) => {
  if (isOn(inherited(block, 'proxy_ssl'))) checkPeerCertificates(end, block, 'proxy');
});

/** ngx_http_fastcgi_merge_loc_conf and its likes: a cache without a key keeps one answer for all. */
export function cacheKeys(family: 'fastcgi' | 'uwsgi' | 'scgi'): BlockEnd {
  return eachBlock((end, block) => {
    const cache = inherited(block, `${family}_cache`);
    if (cache === undefined || valueOf(cache) === 'off' || inherited(block, `${family}_cache_key`)) return;
    if (lacksIncludes(end)) return;
    end.report(`no "${family}_cache_key" for "${family}_cache"`, {
      level: 'warn',
      code: 'conf/incomplete',
      at: cache,
    });
  });
}

/** ngx_http_secure_link_merge_conf. */
export const secureLinks: BlockEnd = eachBlock((end, block) => {
  const secret = block.directives.get('secure_link_secret');
  if (secret === undefined) return;
  if (!block.directives.has('secure_link') && !block.directives.has('secure_link_md5')) return;
  end.report('"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"', { at: secret });
});

const HANDSHAKES = ['ssl_client_hello', 'ssl_certificate'].map((phase) =>
  ['_block', '', '_file'].map((form) => `${phase}_by_lua${form}`),
);

/** ngx_http_lua_merge_srv_conf: Lua in a handshake needs a server that can have one. */
export const luaHandshakes: BlockEnd = eachServer((end, block) => {
  const configured =
    inherited(block, 'ssl_certificate') !== undefined ||
    isOn(inherited(block, 'ssl')) ||
    isOn(inherited(block, 'ssl_reject_handshake'));
  if (configured || lacksIncludes(end)) return;
  for (const names of HANDSHAKES) {
    const at = names.map((name) => inherited(block, name)).find((found) => found !== undefined);
    if (at === undefined) continue;
    end.report('no ssl configured for the server', { code: 'conf/incomplete', at, unplaced: true });
    return;
  }
});
