import type { Listener } from '../contract/index.js';

/** nginx's log levels, from the worst: the index is the number that `ngx.EMERG` … `ngx.DEBUG` have, plus one. */
export const logLevels = [
  'stderr',
  'emerg',
  'alert',
  'crit',
  'error',
  'warn',
  'notice',
  'info',
  'debug',
] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a log line names beside its message, as nginx's `ngx_http_log_error` appends it. */
export interface LogContext {
  /** Number of the connection; printed as `*N `. */
  readonly connection?: number;
  readonly client?: string;
  readonly server?: string;
  /** The request line, without quotes. */
  readonly request?: string;
  /** The subrequest's URI, in a subrequest. */
  readonly subrequest?: string;
  /** The upstream's URL, once it is chosen. */
  readonly upstream?: string;
  readonly host?: string;
  readonly referrer?: string;
  /** What the connection was doing: printed as ` while sending to client` behind the message. */
  readonly action?: string;
}

/**
 * Writes one line to the error log in nginx's format, when the configured level lets it through.
 * `message` and the context's strings are binary strings (a character a byte), as Lua has them; the line
 * is cut at nginx's 2,048 bytes.
 */
export type WriteLog = (level: LogLevel, message: string, context?: LogContext) => void;

/** A value that a shared dictionary holds or answers with; strings are binary strings (a character a byte). */
export type DictScalar = undefined | boolean | number | string;

export const dictOperations = [
  'get',
  'get_stale',
  'set',
  'safe_set',
  'add',
  'safe_add',
  'replace',
  'delete',
  'incr',
  'lpush',
  'rpush',
  'lpop',
  'rpop',
  'llen',
  'ttl',
  'expire',
  'flush_all',
  'flush_expired',
  'get_keys',
  'capacity',
  'free_space',
] as const;
export type DictOperation = (typeof dictOperations)[number];

/**
 * The shared dictionaries, whoever holds them: the master's own store, or a worker's pipe to it.
 * `args` and the answer are those of the Lua method of the same name after the dictionary itself
 * (`get_keys` answers with the keys as several values); checking Lua's argument types is the caller's.
 * Synchronous: when it returns, every worker sees the effect.
 */
export interface SharedDicts {
  readonly names: readonly string[];
  execute(dict: string, operation: DictOperation, args: readonly DictScalar[]): readonly DictScalar[];
}

/** A file that `access_log` names; all workers append to it. */
export interface LogFile {
  /** Appends whole lines, each with its line feed: a binary string, in one write. Never throws: a full disk is logged once. */
  write(lines: string): void;
}

/** What the Lua API and the HTTP side need from the process that they run in. */
export interface ProcessServices {
  readonly log: WriteLog;
  /**
   * The file of an `access_log` directive: a path (a binary string) resolved against the prefix, its variables filled in.
   * The same path gives the same file, and `reopen` reaches it. The master has opened each path without
   * variables once before anything started, so that faults are said there.
   * Throws LogPathError for a path outside of the prefix, and the system's error where it cannot be opened.
   */
  openLog(path: string): LogFile;
  readonly dicts: SharedDicts;
  readonly worker: {
    /** `ngx.worker.id()`; undefined in the master, where init_by_lua runs. */
    readonly id: number | undefined;
    readonly pid: number;
    readonly count: number;
    /** True once the worker was told to quit. */
    exiting(): boolean;
  };
  /** Where Lua's `print` and `io.write` go outside of a request. */
  writeOutput(bytes: string): void;
}

/**
 * Where a `listen` really goes. `configured` is the directive's text; `address` the IP address to bind (IPv6
 * without brackets, bound with ipv6Only as nginx does), or `unix:` and an absolute path with port 0.
 * A `listen` that this machine cannot serve (IPv6 switched off) has no binding. Two bindings may come out with
 * the same address and port (`80` and `127.0.0.1:80` on loopback): bind once.
 */
export interface Binding extends Listener {
  /** The index of the directive in `Program.listens`. */
  readonly listen: number;
  /** The place of the `listen` directive, for errors. */
  readonly file: string;
  readonly line: number;
}
