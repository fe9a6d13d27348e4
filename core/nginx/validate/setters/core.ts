import { parseSize } from '../../values.js';
import { parseCidr } from '../addresses.js';
import type { LocatedDirective } from '../../include.js';
import type { Key } from '../block-state.js';
import { parseNumber } from '../numbers.js';
import type { BlockEnd, Call, Setters } from '../setter.js';
import { once } from './slots.js';
import { syslogFault } from './syslog.js';

/** ngx_log_set_levels: one level, and parts of the debug log that make it `debug` by themselves. */
export function logLevels(call: Call): undefined {
  let level: string | undefined;
  for (const word of call.args.slice(1)) {
    if (LEVELS.has(word.value)) {
      if (level !== undefined) {
        call.report(`duplicate log level "${word.value}"`, { at: word });
        return;
      }
      level = word.value;
    } else if (DEBUG_PARTS.has(word.value)) {
      if (level !== undefined && level !== 'part') {
        call.report(`invalid log level "${word.value}"`, { at: word });
        return;
      }
      level = 'part';
    } else {
      call.report(`invalid log level "${word.value}"`, { at: word });
      return;
    }
  }
}

const LEVELS: ReadonlySet<string> = new Set([
  'emerg',
  'alert',
  'crit',
  'error',
  'warn',
  'notice',
  'info',
  'debug',
]);
const DEBUG_PARTS: ReadonlySet<string> = new Set([
  'debug_core',
  'debug_alloc',
  'debug_mutex',
  'debug_event',
  'debug_http',
  'debug_mail',
  'debug_stream',
]);

/** ngx_log_set_log: `memory:` and `syslog:` have arguments of their own; a file may be anything. */
export function errorLog(call: Call): undefined {
  const [target] = call.args;
  if (target === undefined) return;
  const [kind, size = ''] = target.value.split(/:(.*)/s);
  const fault =
    kind === 'memory' && parseSize(size) === undefined
      ? `invalid buffer size "${size}"`
      : kind === 'syslog' && target.value.includes(':')
        ? syslogFault(target.value)
        : undefined;
  if (fault !== undefined) call.report(fault, { at: target });
  else logLevels(call);
}

function cpuAffinity(call: Call): undefined {
  const [first, ...rest] = call.args;
  if (first?.value === 'auto' && rest.length > 1) {
    call.report('invalid number of arguments in "worker_cpu_affinity" directive', {
      code: 'conf/wrong-arity',
    });
    return;
  }
  for (const word of first?.value === 'auto' ? rest : call.args) {
    // nginx reads a mask from its end.
    const bad = Array.from(word.value).findLast((character) => !/[01 ]/.test(character));
    if (bad === undefined) continue;
    call.report(`invalid character "${bad}" in "worker_cpu_affinity"`, { at: word });
    return;
  }
}

/** The event modules of every system that nginx runs on. */
const EVENT_TYPES: ReadonlySet<string> = new Set([
  'epoll',
  'kqueue',
  'poll',
  'select',
  '/dev/poll',
  'eventport',
  'iocp',
]);

interface ThreadPool {
  isDeclared: boolean;
  /** The `aio threads=` that named it first. */
  readonly user?: LocatedDirective;
}

const poolsKey: Key<Map<string, ThreadPool>> = { name: 'thread pools', make: () => new Map() };

/** ngx_thread_pool_add: the pool may be declared further down. */
export function useThreadPool({ cycle, located }: Call, name: string): void {
  const pools = cycle.get(poolsKey);
  if (!pools.has(name)) pools.set(name, { isDeclared: false, user: located });
}

/** ngx_thread_pool_init_conf: one pool is there without being declared. */
export const threadPoolsAreThere: BlockEnd = ({ cycle, options, report }) => {
  if (options.isPart) return;
  for (const [name, { isDeclared, user }] of cycle.get(poolsKey))
    if (!isDeclared && user !== undefined && name !== 'default')
      report(`unknown thread pool "${name}"`, { code: 'conf/incomplete', at: user, isNamedThere: true });
};

function threadPool(call: Call): undefined {
  const [name, ...parameters] = call.args;
  if (name === undefined) return;
  const pools = call.cycle.get(poolsKey);
  if (pools.get(name.value)?.isDeclared) {
    call.report(`duplicate thread pool "${name.value}"`, { code: 'conf/duplicate', at: name });
    return;
  }
  pools.set(name.value, { isDeclared: true });
  for (const word of parameters) {
    const [key, value = ''] = word.value.split('=', 2);
    const number = parseNumber(value);
    const isBad = number === undefined || (key === 'threads' && number === 0);
    if ((key === 'threads' || key === 'max_queue') && isBad) {
      call.report(`invalid ${key} value "${word.value}"`, { at: word });
      return;
    }
  }
  if (!parameters.some(({ value }) => value.startsWith('threads=')))
    call.report('"thread_pool" must have "threads" parameter');
}

const usedKey: Key<{ modules: boolean }> = { name: 'modules in use', make: () => ({ modules: false }) };

/** A block for a whole kind of modules: from here on no module can be loaded. */
function topBlock(call: Call): string | undefined {
  call.cycle.get(usedKey).modules = true;
  if (call.block.fields.has(call.name)) return 'is duplicate';
  call.block.fields.set(call.name, call.located);
  return undefined;
}

/** ngx_event_init_conf: a configuration without `events` is refused. */
export const eventsAreThere: BlockEnd = ({ block, options, configuration, report }) => {
  if (options.isPart || block.directives.has('events')) return;
  report('no "events" section in configuration', {
    code: 'conf/incomplete',
    at: configuration.expanded.at(-1) ?? 'start',
    unplaced: true,
  });
};

export const coreSetters: Setters = {
  ngx_events_block: topBlock,
  ngx_http_block: topBlock,
  ngx_stream_block: topBlock,
  ngx_mail_block: topBlock,
  ngx_set_worker_processes: once(({ values: [value = ''] }) =>
    value === 'auto' || parseNumber(value) !== undefined ? undefined : 'invalid value',
  ),
  ngx_set_priority: once(({ values: [value = ''] }) =>
    parseNumber(value.replace(/^[-+]/, '')) === undefined ? 'invalid number' : undefined,
  ),
  ngx_set_user: once(() => undefined),
  ngx_set_cpu_affinity: once(cpuAffinity),
  ngx_load_module: ({ cycle }) => (cycle.get(usedKey).modules ? 'is specified too late' : undefined),
  ngx_error_log: errorLog,
  ngx_http_core_error_log: errorLog,
  ngx_stream_core_error_log: errorLog,
  ngx_mail_core_error_log: errorLog,
  ngx_thread_pool: threadPool,
  ngx_event_connections: once((call) => {
    const value = call.values[0] ?? '';
    if (parseNumber(value) === undefined) call.report(`invalid number "${value}"`, { at: call.args[0] });
    return undefined;
  }),
  ngx_event_use: once((call) => {
    const value = call.values[0] ?? '';
    if (!EVENT_TYPES.has(value)) call.report(`invalid event type "${value}"`, { at: call.args[0] });
    return undefined;
  }),
  ngx_event_debug_connection: (call) => {
    const value = call.values[0] ?? '';
    const network = parseCidr(value);
    // No name has a slash; any other one may be found where this will run.
    if (network === undefined && value.includes('/'))
      call.report(`host not found in debug_connection "${value}"`, { at: call.args[0] });
    if (network === 'low bits')
      call.report(`low address bits of ${value} are meaningless`, { level: 'warn', at: call.args[0] });
    return undefined;
  },
};
