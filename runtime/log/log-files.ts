import { closeSync, openSync, writeSync } from 'node:fs';
import type { LogFile } from '../services.js';
import { logPath, type LogTarget } from './log-path.js';

/** Where a log cannot be written to, before anything is open. */
export class LogPathError extends Error {
  override name = 'LogPathError';
}

/**
 * The log files of one process. Every path is opened once, for appending: O_APPEND makes the system
 * put each write behind the last one, also those of other processes, so that lines never mix.
 */
export class LogFiles {
  private readonly files = new Map<string, AppendedFile>();

  /**
   * @param onFault told once for each file that cannot be written any more
   * @param standardOutput the descriptor that `/dev/stdout` means
   */
  constructor(
    private readonly prefix: string,
    private readonly onFault: (message: string) => void = () => undefined,
    private readonly standardOutput: 1 | 2 = 1,
  ) {}

  /**
   * The file behind a configured path. Throws LogPathError for a path that is refused, and the system's
   * error (`code`, `path`) when it cannot be opened.
   */
  open(configured: string): LogFile {
    const known = this.files.get(configured);
    if (known) return known;
    const target = logPath(this.prefix, configured);
    if (target.kind === 'refused') throw new LogPathError(`"${configured}": ${target.reason}`);
    const file = new AppendedFile(target, this.standardOutput, this.onFault);
    this.files.set(configured, file);
    return file;
  }

  /** As after USR1: files that were moved away are made anew. A file that cannot be opened is kept as it is. */
  reopen(): void {
    for (const file of this.files.values()) file.reopen();
  }

  close(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }
}

class AppendedFile implements LogFile {
  private fd: number | undefined;
  private isFaulty = false;

  constructor(
    private readonly target: LogTarget,
    private readonly standardOutput: 1 | 2,
    private readonly onFault: (message: string) => void,
  ) {
    this.fd = open(target, standardOutput);
  }

  write(lines: string): void {
    if (this.fd === undefined) return;
    const bytes = Buffer.from(lines, 'latin1');
    try {
      for (let at = 0; at < bytes.length;) at += writeNow(this.fd, bytes, at);
      this.isFaulty = false;
    } catch (error) {
      // Standard output may be a closed pipe or a full non-blocking one; a disk may be full.
      if (!this.isFaulty && this.target.kind === 'file')
        this.onFault(`write() to "${this.target.path}" failed (${(error as Error).message})`);
      this.isFaulty = true;
    }
  }

  reopen(): void {
    if (this.target.kind !== 'file') return;
    try {
      const fd = open(this.target, this.standardOutput);
      this.close();
      this.fd = fd;
    } catch (error) {
      this.onFault(`open() "${this.target.path}" failed (${(error as Error).message})`);
    }
  }

  close(): void {
    if (this.fd !== undefined && this.target.kind === 'file') closeSync(this.fd);
    this.fd = undefined;
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Standard output may be a pipe that does not block: a reader that is slow for a second loses lines, one that stopped for good does not stop us. */
function writeNow(fd: number, bytes: Buffer, at: number): number {
  for (let turn = 0; ; turn += 1) {
    try {
      return writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || turn === 1000) throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

function open(target: LogTarget, standardOutput: 1 | 2): number | undefined {
  switch (target.kind) {
    case 'file':
      return openSync(target.path, 'a', 0o644);
    case 'stdout':
      return standardOutput;
    case 'stderr':
      return 2;
    case 'null':
      return undefined;
  }
}
