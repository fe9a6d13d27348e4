export { ErrorLog, defaultErrorLog, type ErrorLogDirective } from './error-log.js';
export { formatErrorLine, type ErrorLine } from './error-line.js';
export { LogFiles, LogPathError } from './log-files.js';
export { logPath, type LogPath } from './log-path.js';
