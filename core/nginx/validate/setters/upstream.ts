import type { Family } from '../../catalogue/index.js';
import type { ConfFile, LocatedDirective } from '../../include.js';
import { parseSize, parseTime } from '../../values.js';
import { parseUrl, type ParsedUrl } from '../addresses.js';
import type { BlockState, Key } from '../block-state.js';
import { compileComplex } from '../complex-value.js';
import { parseNumber } from '../numbers.js';
import type { BlockEnd, Call, Setters } from '../setter.js';
import { addZone } from '../zones.js';
import { nearestName } from '../nearest.js';
import { mayLackIncludes } from './named-locations.js';
import { placeOf } from './ssl.js';

/** What nginx makes for each name that something is passed to: ngx_http_upstream_srv_conf_t. */
interface Upstream {
  readonly host: string;
  /** An `upstream` block, not only a use of the name. */
  isBlock: boolean;
  port: number;
  readonly hasPort: boolean;
  readonly isUnix: boolean;
  readonly located: LocatedDirective;
}

const upstreams: Readonly<Record<'http' | 'stream', Key<Upstream[]>>> = {
  http: { name: 'http upstreams', make: () => [] },
  stream: { name: 'stream upstreams', make: () => [] },
};

function keyOf(family: Family): Key<Upstream[]> {
  return upstreams[family === 'stream' ? 'stream' : 'http'];
}

/** What an `upstream` block holds. */
interface Servers {
  count: number;
  backups: number;
  method: string | undefined;
  /** The balancing method takes servers that only stand in for others (NGX_HTTP_UPSTREAM_BACKUP). */
  takesBackup: boolean;
  /** `balancer_by_lua` takes a weight and nothing else. */
  takesAll: boolean;
}

export const serversKey: Key<Servers> = {
  name: 'servers of an upstream',
  make: () => ({ count: 0, backups: 0, method: undefined, takesBackup: true, takesAll: true }),
};

/**
 * ngx_http_upstream_add for a place that something is passed to.
 * @returns undefined where nginx gives up; it has been reported then
 */
export function useUpstream(
  call: Call,
  url: string,
  defaultPort = 0,
  uriPart = false,
): ParsedUrl | undefined {
  const parsed = parseUrl(url, { defaultPort, hasUri: uriPart });
  if (typeof parsed === 'string') {
    call.report(`${parsed} in upstream "${url}"`, { at: call.args[0] });
    return undefined;
  }
  const known = call.cycle.get(keyOf(call.family));
  const host = parsed.host.toLowerCase();
  for (const one of known) {
    if (one.host.toLowerCase() !== host) continue;
    if (one.isBlock && parsed.hasPort) {
      call.report(`upstream "${parsed.host}" may not have port ${parsed.port}`, {
        at: call.args[0],
        related: [relatedTo(one, 'the upstream')],
      });
      return undefined;
    }
    if (one.port && parsed.port && one.port !== parsed.port) continue;
    return parsed;
  }
  const { port, hasPort } = parsed;
  const isUnix = isSocketPath(parsed);
  known.push({ host: parsed.host, isBlock: false, port, hasPort, isUnix, located: call.located });
  return parsed;
}

function upstream(call: Call): undefined {
  const name = call.values[0] ?? '';
  const known = call.cycle.get(keyOf(call.family));
  const host = name.toLowerCase();
  for (const one of known) {
    if (one.host.toLowerCase() !== host) continue;
    if (one.isBlock) {
      call.report(`duplicate upstream "${name}"`, {
        code: 'conf/duplicate',
        at: call.args[0],
        related: [relatedTo(one, 'the first one')],
      });
      return;
    }
    if (one.hasPort) {
      const place = placeOf(one.located);
      call.report(`upstream "${name}" may not have port ${one.port} in ${place}`, {
        at: one.located,
        unplaced: true,
      });
      return;
    }
    one.isBlock = true;
    one.port = 0;
    return;
  }
  known.push({ host: name, isBlock: true, port: 0, hasPort: false, isUnix: false, located: call.located });
}

function isSocketPath({ addresses }: ParsedUrl): boolean {
  return addresses?.[0]?.family === 'unix';
}

function relatedTo(
  { located: { file, directive } }: Upstream,
  message: string,
): { message: string; file: ConfFile; span: { start: number; end: number } } {
  const end = (directive.args.at(-1) ?? directive.name).span.end;
  return { message, file, span: { start: directive.name.span.start, end } };
}

function server(call: Call): undefined {
  const servers = call.block.get(serversKey);
  servers.count += 1;
  const [address, ...parameters] = call.args;
  for (const word of parameters) {
    const fault = serverParameter(word.value, servers);
    if (fault === undefined) continue;
    call.report(
      fault === 'not supported'
        ? `balancing method does not support parameter "${word.value}"`
        : `invalid parameter "${word.value}"`,
      { at: word },
    );
    return;
  }
  if (parameters.some(({ value }) => value === 'backup')) servers.backups += 1;
  if (address === undefined) return;
  const parsed = parseUrl(address.value, { defaultPort: call.family === 'http' ? 80 : 0 });
  const fault =
    typeof parsed === 'string'
      ? parsed
      : call.family === 'stream' && !isSocketPath(parsed) && !parsed.hasPort
        ? 'no port'
        : // Servers are looked up when the configuration is read: a variable has no value then.
          address.value.includes('$')
          ? 'host not found'
          : undefined;
  if (fault !== undefined) call.report(`${fault} in upstream "${address.value}"`, { at: address });
}

function serverParameter(
  value: string,
  { takesBackup, takesAll }: Servers,
): 'invalid' | 'not supported' | undefined {
  const [name = '', given] = value.split(/=(.*)/s);
  const isGood = given === undefined ? SERVER_FLAGS.has(name) : SERVER_VALUES[name]?.(given);
  if (isGood === undefined || (given === undefined && !isGood)) return 'invalid';
  if (name === 'backup' && given === undefined && !takesBackup) return 'not supported';
  if (!takesAll && !NEWER_PARAMETERS.has(name) && name !== 'weight') return 'not supported';
  return isGood ? undefined : 'invalid';
}

/** What came after nginx 1.22, or is sold: nothing in it can be refused for a release that has it. */
const NEWER_PARAMETERS: ReadonlySet<string> = new Set(['resolve', 'service', 'route', 'slow_start', 'drain']);
const SERVER_FLAGS: ReadonlySet<string> = new Set(['backup', 'down', 'resolve', 'drain']);

const SERVER_VALUES: Readonly<Record<string, (text: string) => boolean>> = {
  weight: (text) => Boolean(parseNumber(text)),
  max_conns: (text) => parseNumber(text) !== undefined,
  max_fails: (text) => parseNumber(text) !== undefined,
  fail_timeout: (text) => parseTime(text, 's') !== undefined,
  slow_start: (text) => parseTime(text, 's') !== undefined,
  service: () => true,
  route: () => true,
};

/** The directive that says how servers are chosen: the last one counts. */
export function balancing(call: Call, takesBackup: boolean, takesAll = true): undefined {
  const servers = call.block.get(serversKey);
  if (servers.method !== undefined)
    call.report('load balancing method redefined', { level: 'warn', code: 'conf/duplicate', atEnd: true });
  servers.method = call.name;
  servers.takesBackup = takesBackup;
  servers.takesAll = takesAll;
}

function hash(call: Call): undefined {
  const [key, second] = call.args;
  if (key === undefined || compileComplex(call, key) === undefined) return;
  balancing(call, false);
  if (second !== undefined && second.value !== 'consistent')
    call.report(`invalid parameter "${second.value}"`, { at: second });
}

function random(call: Call): undefined {
  balancing(call, false);
  const [first, second] = call.args;
  if (first !== undefined && first.value !== 'two')
    call.report(`invalid parameter "${first.value}"`, { at: first });
  // What else `two` may say is sold with nginx Plus.
  else if (second !== undefined && !/^least_(?:conn|time)/.test(second.value))
    call.report(`invalid parameter "${second.value}"`, { at: second });
}

function keepalive(call: Call): string | undefined {
  if (call.block.has(keepaliveKey)) return 'is duplicate';
  call.block.get(keepaliveKey);
  const servers = call.block.get(serversKey);
  if (!parseNumber(call.values[0] ?? ''))
    call.report(`invalid value "${call.values[0] ?? ''}" in "keepalive" directive`, { at: call.args[0] });
  // A method that comes after it is told to be the second one.
  servers.method ??= 'keepalive';
  return undefined;
}

const keepaliveKey: Key<boolean> = { name: 'keepalive', make: () => true };
/** The least size of a zone of servers: eight pages. */
const LEAST_ZONE = 8 * 4096;

function zone(call: Call): undefined {
  const [name, sizeWord] = call.args;
  if (name === undefined) return;
  if (name.value === '') {
    call.report('invalid zone name ""', { at: name });
    return;
  }
  const size = sizeWord === undefined ? 0 : parseSize(sizeWord.value);
  if (size === undefined) call.report(`invalid zone size "${sizeWord?.value ?? ''}"`, { at: sizeWord });
  else if (sizeWord !== undefined && size < LEAST_ZONE)
    call.report(`zone "${name.value}" is too small`, { at: sizeWord });
  else addZone(call, name.value, size, `ngx_${call.family}_upstream_module`, name);
}

/** The end of an `upstream` block. */
export const upstreamEnd: BlockEnd = ({ block, configuration, report }) => {
  const { directive } = block;
  if (directive === undefined || block.get(serversKey).count > 0) return;
  // A file on the machine where this will run may hold them.
  const isElsewhere = configuration.includes.some(
    ({ files, target }) => files.length === 0 && target.value.startsWith('/'),
  );
  if (isElsewhere && mayLackIncludes(directive, configuration)) return;
  report('no servers are inside upstream', { at: directive, code: 'conf/incomplete' });
};

/** ngx_http_upstream_init_round_robin, for every upstream in the order in which it was named. */
export function upstreamsEnd(family: 'http' | 'stream'): BlockEnd {
  return ({ cycle, block, options, report }) => {
    for (const one of cycle.get(upstreams[family])) {
      const place = placeOf(one.located);
      if (one.isBlock) {
        const inner = blockOf(block, one.located);
        if (!inner?.has(serversKey)) continue;
        const { count, backups } = inner.get(serversKey);
        if (count > 0 && count === backups)
          report(`no servers in upstream "${one.host}" in ${place}`, {
            at: one.located,
            code: 'conf/incomplete',
            unplaced: true,
          });
      } else if (!one.port && !one.isUnix && !options.isPart) {
        report(`no port in upstream "${one.host}" in ${place}`, {
          in: one.located,
          at: one.located.directive.args[0] ?? one.located,
          unplaced: true,
        });
      }
    }
  };
}

/**
 * Names that look like an upstream's and are none, where the configuration has upstreams: nginx looks them up as hosts,
 * and says `host not found` unless there is one.
 */
export function undefinedUpstreams(family: 'http' | 'stream'): BlockEnd {
  return ({ cycle, configuration, options, report }) => {
    const all = cycle.get(upstreams[family]);
    const names = all.filter(({ isBlock }) => isBlock).map(({ host }) => host);
    const isOpen = options.isPart === true || configuration.includes.some(({ files }) => files.length === 0);
    if (names.length === 0 || isOpen) return;
    for (const { isBlock, isUnix, host, hasPort, located } of all) {
      if (isBlock || isUnix || hasPort || /[.:[]|^localhost$/.test(host)) continue;
      const word = located.directive.args[0];
      const suggestion = nearestName(host, names);
      report(`host not found in upstream "${host}", if no host is called so`, {
        code: 'conf/undefined-upstream',
        level: 'warn',
        in: located,
        at: word ?? located,
        ...(suggestion !== undefined && {
          suggestion: word?.value.replace(host, () => suggestion) ?? suggestion,
        }),
      });
    }
  };
}

function blockOf(outer: BlockState, located: LocatedDirective): BlockState | undefined {
  return outer.inner.find(({ directive }) => directive === located);
}

export const upstreamSetters: Setters = {
  ngx_http_upstream: upstream,
  ngx_stream_upstream: upstream,
  ngx_http_upstream_server: server,
  ngx_stream_upstream_server: server,
  ngx_http_upstream_hash: hash,
  ngx_stream_upstream_hash: hash,
  ngx_http_upstream_ip_hash: (call) => balancing(call, false),
  ngx_http_upstream_least_conn: (call) => balancing(call, true),
  ngx_stream_upstream_least_conn: (call) => balancing(call, true),
  ngx_http_upstream_random: random,
  ngx_stream_upstream_random: random,
  ngx_http_upstream_keepalive: keepalive,
  ngx_http_upstream_zone: zone,
  ngx_stream_upstream_zone: zone,
};
