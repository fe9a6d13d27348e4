import { ConfProblem, type Statement } from './reader.js';
import type { Listen } from './types.js';

/** Parameters of `listen` that change nothing here. */
const ignored =
  /^(?:reuseport|bind|deferred|(?:backlog|rcvbuf|sndbuf|setfib|fastopen|accept_filter|ipv6only|so_keepalive)=.+)$/;
const unsupported = new Set(['ssl', 'http2', 'spdy', 'proxy_protocol', 'quic']);

/** Reads a `listen` directive (ngx_http_core_listen, ngx_parse_url). */
export function readListen(statement: Statement): Listen {
  const [text = '', ...parameters] = statement.args;
  let defaultServer = false;
  for (const parameter of parameters) {
    if (parameter === 'default_server' || parameter === 'default') defaultServer = true;
    else if (unsupported.has(parameter)) {
      throw new ConfProblem(
        `the "${parameter}" parameter of the "listen" directive is not supported by the embedded runtime`,
      );
    } else if (!ignored.test(parameter)) throw new ConfProblem(`invalid parameter "${parameter}"`);
  }
  return { text, ...parseAddress(text), defaultServer, file: statement.file, line: statement.line };
}

/** The server's address when it has no `listen`: nginx's default. */
export function defaultListen(place: { file: string; line: number }): Listen {
  const isSuperuser = process.getuid?.() === 0;
  const port = isSuperuser ? 80 : 8000;
  const { file, line } = place;
  return { text: `*:${port}`, address: '*', port, isUnix: false, defaultServer: false, file, line };
}

export function parseAddress(text: string): Pick<Listen, 'address' | 'port' | 'isUnix'> {
  if (text.startsWith('unix:')) {
    if (text.length === 5) throw invalid('no path in the unix domain socket in', text);
    return { address: text.slice(5), port: 0, isUnix: true };
  }
  const v6 = /^\[([0-9A-Fa-f:.]+)\](?::(.*))?$/.exec(text);
  if (v6 !== null) return { address: v6[1] ?? '', port: parsePort(v6[2] ?? '80', text), isUnix: false };
  if (text.startsWith('[')) throw invalid('invalid host in', text);
  const colon = text.lastIndexOf(':');
  if (colon === -1) {
    return /^[0-9]+$/.test(text)
      ? { address: '*', port: parsePort(text, text), isUnix: false }
      : { address: parseHost(text, text), port: 80, isUnix: false };
  }
  return {
    address: parseHost(text.slice(0, colon), text),
    port: parsePort(text.slice(colon + 1), text),
    isUnix: false,
  };
}

function parseHost(host: string, text: string): string {
  if (host === '') throw invalid('no host in', text);
  if (host === '*' || host === '0.0.0.0') return '*';
  if (host === 'localhost') return '127.0.0.1';
  const octets = host.split('.');
  const isIp = octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256);
  if (!isIp) throw invalid('host not found in', text);
  return host;
}

function parsePort(port: string, text: string): number {
  const number = Number(port);
  if (!/^\d+$/.test(port) || number < 1 || number > 65535) throw invalid('invalid port in', text);
  return number;
}

function invalid(what: string, text: string): ConfProblem {
  return new ConfProblem(`${what} "${text}" of the "listen" directive`);
}
