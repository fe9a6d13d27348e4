import { logLevels, type LogContext, type LogFile, type LogLevel } from '../services.js';
import { formatErrorLine } from './error-line.js';
import type { LogFiles } from './log-files.js';

/** An `error_log` directive: a path as configured (or `stderr`), and the mildest level that it takes. */
export interface ErrorLogDirective {
  readonly path: string;
  readonly level: LogLevel;
}

interface Sink {
  readonly file: LogFile;
  readonly level: number;
}

/** nginx's default where no `error_log` is configured. */
export const defaultErrorLog: ErrorLogDirective = { path: 'logs/error.log', level: 'error' };

/** The error log of one process: every line goes to each of its files whose level lets it through. */
export class ErrorLog {
  private readonly sinks: readonly Sink[];

  /**
   * Opens the files; throws what LogFiles.open throws.
   * @param onLine told of each line that at least one file took; for events
   */
  constructor(
    files: LogFiles,
    directives: readonly ErrorLogDirective[],
    private readonly onLine: (level: LogLevel, message: string) => void = () => undefined,
  ) {
    const configured = directives.length > 0 ? directives : [defaultErrorLog];
    this.sinks = configured.map(({ path, level }) => ({
      file: files.open(path),
      level: logLevels.indexOf(level),
    }));
  }

  /** Whether any file took it. */
  write(level: LogLevel, message: string, context?: LogContext): boolean {
    const number = logLevels.indexOf(level);
    const sinks = this.sinks.filter((sink) => number <= sink.level);
    if (sinks.length === 0) return false;
    const line = formatErrorLine({
      time: new Date(),
      level,
      pid: process.pid,
      message,
      ...(context && { context }),
    });
    for (const { file } of sinks) file.write(line);
    this.onLine(level, message);
    return true;
  }
}
