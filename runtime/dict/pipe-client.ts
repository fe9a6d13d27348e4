import { readSync, writeSync } from 'node:fs';
import type { DictOperation, DictScalar, SharedDicts } from '../services.js';
import { decodeReply, encodeRequest, frameHeader, frameLength } from './frames.js';

/** The other end of the pipe is closed: the master is gone, and its dictionaries with it. */
export class MasterGone extends Error {
  override name = 'MasterGone';
  constructor() {
    super('the master process is gone');
  }
}

/**
 * A worker's side of the dictionaries: writes a request to the inherited pipe and waits in a blocking
 * read for the answer, as a worker of nginx waits for the zone's mutex. On Linux and macOS the pipe is
 * a socket pair whose child end blocks. Whether Windows lets a process read its end of a named pipe
 * synchronously is not verified; a helper thread behind `Atomics.wait` would fit behind this class.
 */
export class PipeDicts implements SharedDicts {
  private buffer = Buffer.allocUnsafe(64 * 1024);
  private readonly indices: ReadonlyMap<string, number>;

  /**
   * @param names in the order that the master's DictPipeServer has
   * @param fd the worker's end of the pipe
   */
  constructor(
    readonly names: readonly string[],
    private readonly fd: number,
  ) {
    this.indices = new Map(names.map((name, index) => [name, index]));
  }

  /** Throws MasterGone when nobody answers any more, Error for a request that the master refuses. */
  execute(dict: string, operation: DictOperation, args: readonly DictScalar[]): readonly DictScalar[] {
    const index = this.indices.get(dict);
    if (index === undefined) throw new Error(`no lua_shared_dict is called "${dict}"`);
    this.write(encodeRequest({ operation, dict: index, args }));
    const reply = decodeReply(this.read());
    if (!reply.ok) throw new Error(reply.message);
    return reply.values;
  }

  private write(frame: Buffer): void {
    for (let written = 0; written < frame.length;) {
      written += attempt(() => writeSync(this.fd, frame, written));
    }
  }

  /** The body of one frame. Nothing follows an answer that was not asked for, so reading ahead is safe. */
  private read(): Buffer {
    let filled = 0;
    let end = frameHeader;
    while (filled < end) {
      const got = attempt(() => readSync(this.fd, this.buffer, filled, this.buffer.length - filled, null));
      if (got === 0) throw new MasterGone();
      const hadHeader = filled >= frameHeader;
      filled += got;
      if (hadHeader || filled < frameHeader) continue;
      end = frameHeader + frameLength(this.buffer);
      if (end > this.buffer.length) this.grow(end, filled);
    }
    return this.buffer.subarray(frameHeader, end);
  }

  private grow(length: number, filled: number): void {
    const bigger = Buffer.allocUnsafe(length);
    this.buffer.copy(bigger, 0, 0, filled);
    this.buffer = bigger;
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a call for as long as the pipe says "not now", which a blocking pipe does not but may on some system. */
function attempt(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN' || code === 'EINTR') Atomics.wait(pause, 0, 0, 0.05);
      else if (code === 'EOF' || code === 'EPIPE' || code === 'ECONNRESET') throw new MasterGone();
      else throw error;
    }
  }
}
