import type { LogContext, LogLevel } from '../services.js';

/** NGX_MAX_ERROR_STR (core/ngx_log.h): a line of the error log has at most this many bytes, its line feed included. */
export const maxErrorLine = 2048;

export interface ErrorLine {
  readonly time: Date;
  readonly level: LogLevel;
  readonly pid: number;
  readonly message: string;
  readonly context?: LogContext;
}

/**
 * A line of the error log as ngx_log_error_core writes it, with its line feed; a binary string. nginx
 * prints the thread's id behind `#`, which in its single-threaded processes is the pid.
 */
export function formatErrorLine({ time, level, pid, message, context = {} }: ErrorLine): string {
  const connection = context.connection === undefined ? '' : `*${context.connection} `;
  // Debug lines carry no context, and the level `stderr` has no name (err_levels[0] is empty).
  const details = level === 'debug' ? '' : formatContext(context);
  const name = level === 'stderr' ? '' : level;
  const line = `${formatTime(time)} [${name}] ${pid}#${pid}: ${connection}${message}${details}`;
  return `${line.slice(0, maxErrorLine - 1)}\n`;
}

/** ngx_http_log_error and ngx_http_log_error_handler: the order is theirs. */
function formatContext(context: LogContext): string {
  const quoted = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `, ${name}: "${value}"`;
  const plain = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `, ${name}: ${value}`;
  return [
    context.action === undefined ? '' : ` while ${context.action}`,
    plain('client', context.client),
    plain('server', context.server),
    quoted('request', context.request),
    quoted('subrequest', context.subrequest),
    quoted('upstream', context.upstream),
    quoted('host', context.host),
    quoted('referrer', context.referrer),
  ].join('');
}

/** Local time, as ngx_time_update caches it for the error log: `2026/11/23 12:00:00`. */
function formatTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('/');
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
