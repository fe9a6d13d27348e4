import { isAbsolute, resolve, sep } from 'node:path';
import type { Listen } from '../program/types.js';

/** Where a `listen` goes, before anybody tried: `note` says what the user might not expect. */
export type PlannedAddress =
  { readonly address: string; readonly port: number; readonly note?: string } | { readonly refused: string };

export interface AddressRules {
  readonly prefix: string;
  /** Binds what the configuration says. */
  readonly listenAll: boolean;
}

/**
 * Everything goes to loopback unless the user allowed otherwise: a program that somebody tries out must not
 * be reachable from the network by surprise. A unix socket stays inside of the prefix.
 */
export function planAddress(listen: Listen, { prefix, listenAll }: AddressRules): PlannedAddress {
  if (listen.isUnix) return planSocket(listen, prefix);
  const { address, port } = listen;
  if (listenAll) return { address: address === '*' ? '0.0.0.0' : address, port };
  const isV6 = address.includes(':');
  if (address === '*' || address === '0.0.0.0') return { address: '127.0.0.1', port };
  if (address === '::') return { address: '::1', port };
  if (address === '::1' || address.startsWith('127.')) return { address, port };
  const loopback = isV6 ? '::1' : '127.0.0.1';
  const note = `listen ${listen.text} goes to ${showAddress({ address: loopback, port })}: without --listen-all only loopback is bound`;
  return { address: loopback, port, note };
}

function planSocket({ text, address }: Listen, prefix: string): PlannedAddress {
  const root = resolve(prefix);
  const path = isAbsolute(address) ? resolve(address) : resolve(root, address);
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return { address: `unix:${path}`, port: 0 };
  return { refused: `"${text}": the embedded runtime makes unix sockets inside of the prefix ${root} only` };
}

/** As nginx prints it: `127.0.0.1:80`, `[::1]:80`, `unix:/path`. */
export function showAddress({ address, port }: { readonly address: string; readonly port: number }): string {
  if (address.startsWith('unix:')) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
