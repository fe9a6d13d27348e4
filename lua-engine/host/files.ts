import type * as fs from 'node:fs';
import type { Pointer, WasiImports } from './wasm.js';

/** The part of node:fs that io.*, os.remove and os.rename use; `node:fs` itself fits. */
export type HostFiles = Pick<
  typeof fs,
  'openSync' | 'readSync' | 'writeSync' | 'closeSync' | 'fstatSync' | 'unlinkSync' | 'renameSync'
>;

/** Lua's stdout and stderr. */
export type OutputStream = 'stdout' | 'stderr';

/** WASI's error numbers, which the engine's C library turns into messages. */
const errno = { EACCES: 2, EBADF: 8, EEXIST: 20, EINVAL: 28, EIO: 29, EISDIR: 31, EMFILE: 33 } as const;
const moreErrno = { ENOENT: 44, ENOSYS: 52, ENOTDIR: 54, ENOTEMPTY: 55, EPERM: 63, EROFS: 69 } as const;
const errorNumbers = new Map(Object.entries({ ...errno, ...moreErrno }));

/** Linux's open flags, as the C library's fopen passes them. */
const O_WRONLY = 1;
const O_RDWR = 2;
const O_APPEND = 1024;
const O_TRUNC = 512;

interface OpenFile {
  readonly hostFd: number;
  readonly appends: boolean;
  position: number;
}

/** The memory as this file needs it. */
interface Bytes {
  readonly bytes: Buffer;
  readZeroTerminated(at: Pointer): string;
}

/** The descriptors of one VM. 0, 1 and 2 are stdin (empty), stdout and stderr. */
export class FileTable implements WasiImports {
  readonly #open = new Map<number, OpenFile>();
  #next = 3;

  constructor(
    private readonly memory: () => Bytes,
    private readonly files: HostFiles | undefined,
    private readonly output: (text: string, stream: OutputStream) => void,
  ) {
    // The C library calls these as plain functions.
    this.fd_read = this.fd_read.bind(this);
    this.fd_write = this.fd_write.bind(this);
    this.fd_seek = this.fd_seek.bind(this);
    this.fd_close = this.fd_close.bind(this);
  }

  /** Opens a file; a negative error number if the host refuses or has no files. */
  readonly open = (path: Pointer, flags: number): number => {
    const { files } = this;
    if (files === undefined) {
      return -moreErrno.ENOSYS;
    }
    const name = this.memory().readZeroTerminated(path);
    const answer = attempt(() => files.openSync(Buffer.from(name, 'latin1'), hostMode(flags)));
    if (answer < 0) {
      return answer;
    }
    const fd = this.#next++;
    this.#open.set(fd, { hostFd: answer, appends: (flags & O_APPEND) !== 0, position: 0 });
    return fd;
  };

  fd_read(fd: number, vectors: Pointer, count: number, result: Pointer): number {
    if (fd === 0) {
      return this.#store(result, 0);
    }
    return this.#transfer(fd, vectors, count, result, (file, bytes, at, length) =>
      this.files!.readSync(file.hostFd, bytes, at, length, file.position),
    );
  }

  fd_write(fd: number, vectors: Pointer, count: number, result: Pointer): number {
    if (fd !== 1 && fd !== 2) {
      return this.#transfer(fd, vectors, count, result, (file, bytes, at, length) =>
        this.files!.writeSync(file.hostFd, bytes, at, length, file.appends ? null : file.position),
      );
    }
    let text = '';
    const { bytes } = this.memory();
    for (let i = 0; i < count; i++) {
      const at = bytes.readUInt32LE(vectors + 8 * i);
      text += bytes.toString('latin1', at, at + bytes.readUInt32LE(vectors + 8 * i + 4));
    }
    if (text !== '') {
      this.output(text, fd === 1 ? 'stdout' : 'stderr');
    }
    return this.#store(result, text.length);
  }

  fd_seek(fd: number, offset: bigint, whence: number, result: Pointer): number {
    const file = this.#open.get(fd);
    if (file === undefined) {
      return errno.EBADF;
    }
    const base = whence === 0 ? 0 : whence === 1 ? file.position : attempt(() => this.#size(file));
    const position = base + Number(offset);
    if (base < 0 || position < 0) {
      return errno.EINVAL;
    }
    file.position = position;
    this.memory().bytes.writeBigInt64LE(BigInt(position), result);
    return 0;
  }

  fd_close(fd: number): number {
    const file = this.#open.get(fd);
    if (file === undefined) {
      return fd <= 2 ? 0 : errno.EBADF;
    }
    this.#open.delete(fd);
    const closed = attempt(() => {
      this.files!.closeSync(file.hostFd);
      return 0;
    });
    return -closed;
  }

  /** Closes what Lua left open. */
  closeAll(): void {
    for (const fd of [...this.#open.keys()]) {
      this.fd_close(fd);
    }
  }

  #size(file: OpenFile): number {
    return this.files!.fstatSync(file.hostFd).size;
  }

  #transfer(
    fd: number,
    vectors: Pointer,
    count: number,
    result: Pointer,
    move: (file: OpenFile, bytes: Buffer, at: Pointer, length: number) => number,
  ): number {
    const file = this.#open.get(fd);
    if (file === undefined) {
      return errno.EBADF;
    }
    const { bytes } = this.memory();
    let total = 0;
    for (let i = 0; i < count; i++) {
      const at = bytes.readUInt32LE(vectors + 8 * i);
      const length = bytes.readUInt32LE(vectors + 8 * i + 4);
      const moved = length === 0 ? 0 : attempt(() => move(file, bytes, at, length));
      if (moved < 0) {
        return -moved;
      }
      file.position += moved;
      total += moved;
      if (moved < length) {
        break;
      }
    }
    return this.#store(result, total);
  }

  #store(result: Pointer, value: number): number {
    this.memory().bytes.writeUInt32LE(value, result);
    return 0;
  }
}

function hostMode(flags: number): string {
  if ((flags & O_APPEND) !== 0) {
    return (flags & O_RDWR) !== 0 ? 'a+' : 'a';
  }
  if ((flags & O_TRUNC) !== 0) {
    return (flags & O_RDWR) !== 0 ? 'w+' : 'w';
  }
  return (flags & (O_RDWR | O_WRONLY)) !== 0 ? 'r+' : 'r';
}

/** The result, or the negative WASI number of the error that was thrown. */
function attempt(work: () => number): number {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return -(errorNumbers.get(code) ?? errno.EIO);
  }
}
