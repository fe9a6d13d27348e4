import { dirname } from 'node:path';
import { ErrorLog, LogFiles, LogPathError } from '../log/index.js';
import type { LocationTree, Program } from '../program/index.js';
import type { LogLevel } from '../services.js';
import { StartError } from './options.js';
import { codeOf, describeSystemError } from './system-error.js';

/** The logs of one process. */
export interface ProcessLogs {
  readonly files: LogFiles;
  readonly errorLog: ErrorLog;
}

/**
 * Opens the error log and every access log whose path has no variables, as nginx does before it starts a
 * worker; throws StartError in its words.
 */
export function openLogs(
  program: Program,
  standardOutput: 1 | 2,
  onLine: (level: LogLevel, message: string) => void,
): ProcessLogs {
  let errorLog: ErrorLog | undefined;
  const files = new LogFiles(program.prefix, (message) => errorLog?.write('alert', message), standardOutput);
  try {
    errorLog = new ErrorLog(files, program.errorLog, onLine);
    for (const path of accessLogPaths(program)) files.open(path);
    return { files, errorLog };
  } catch (error) {
    files.close();
    throw logError(error);
  }
}

function logError(error: unknown): StartError {
  if (error instanceof LogPathError) return new StartError([error.message]);
  const { path } = error as NodeJS.ErrnoException;
  if (path === undefined) throw error;
  return fileError('open()', path, error);
}

/** nginx's line about a file that cannot be opened, and what to do. */
export function fileError(call: string, path: string, error: unknown): StartError {
  const line = `${call} "${path}" failed ${describeSystemError(error)}`;
  switch (codeOf(error)) {
    case 'ENOENT':
      return new StartError([line], `The folder is missing. Make it: mkdir -p ${dirname(path)}`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartError(
        [line],
        `This user cannot write there. Choose another prefix, or let the logs and the pid file go to a folder that is writable.`,
      );
    default:
      return new StartError([line]);
  }
}

/** Decodes the binary string that a template's constant is. */
function textOf(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}

/** The paths of all access logs that are the same for every request. */
function accessLogPaths(program: Program): Set<string> {
  const paths = new Set<string>();
  const visit = ({ exact, prefixes, regexes, named }: LocationTree): void => {
    for (const location of [...exact.values(), ...prefixes, ...regexes, ...named.values()]) {
      add(location.settings);
      visit(location.nested);
    }
  };
  const add = ({ accessLogs }: Program['servers'][number]['root']['settings']): void => {
    for (const { path } of accessLogs) if (path.constant !== undefined) paths.add(textOf(path.constant));
  };
  for (const server of program.servers) {
    add(server.root.settings);
    visit(server.locations);
  }
  return paths;
}
