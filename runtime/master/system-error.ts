import { constants } from 'node:os';

/** What strerror() says of the errors that starting a server meets. */
const texts: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  EMFILE: 'Too many open files',
  ENOSPC: 'No space left on device',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAFNOSUPPORT: 'Address family not supported by protocol',
  ECONNREFUSED: 'Connection refused',
};

/** The code of an error of the system, '' for another one. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? '';
}

/** The tail of nginx's messages about a failed system call: `(98: Address already in use)`. */
export function describeSystemError(error: unknown): string {
  const code = codeOf(error);
  const text = texts[code];
  const number = (constants.errno as Readonly<Record<string, number>>)[code];
  if (text !== undefined && number !== undefined) return `(${number}: ${text})`;
  return `(${error instanceof Error ? error.message : String(error)})`;
}
