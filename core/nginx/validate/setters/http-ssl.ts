import type { LocatedDirective } from '../../include.js';
import type { BlockState } from '../block-state.js';
import type { BlockEnd } from '../setter.js';
import { addressesKey } from './http-listen.js';

/** ngx_http_ssl_init: the default server of an address with `ssl` needs a certificate and its key. */
export const listenCertificates: BlockEnd = ({ cycle, configuration, options, report }) => {
  if (options.isPart || configuration.errors.length > 0) return;
  for (const { isSsl, defaultServer } of cycle.get(addressesKey).values()) {
    const server = defaultServer.directive;
    if (!isSsl || server === undefined || saysOn(defaultServer, 'ssl_reject_handshake')) continue;
    const missing = has(defaultServer, 'ssl_certificate') ? 'ssl_certificate_key' : 'ssl_certificate';
    if (missing === 'ssl_certificate_key' && has(defaultServer, missing)) continue;
    report(`no "${missing}" is defined for the "listen ... ssl" directive`, {
      code: 'conf/incomplete',
      at: server,
      isNamedThere: true,
    });
  }
};

/** In the server or around it. */
function find(block: BlockState, name: string): LocatedDirective | undefined {
  for (let outer: BlockState | undefined = block; outer !== undefined; outer = outer.outer) {
    const found = outer.directive?.children.find(({ directive }) => directive.name.value === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function has(block: BlockState, name: string): boolean {
  return find(block, name) !== undefined;
}

function saysOn(block: BlockState, name: string): boolean {
  return find(block, name)?.directive.args[0]?.value.toLowerCase() === 'on';
}
