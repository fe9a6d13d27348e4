import { dictOperations, type DictOperation, type DictScalar } from '../services.js';

/*
 * What goes over the dictionary pipe. Every frame is a 32-bit length (little endian, of what follows) and
 * a body. Request: operation (u8), dictionary (u16, its place in the program's list), values. Answer:
 * status (u8: 0 done, 1 refused with one message), values. Values: their number (u32), then each a tag
 * (u8) and for numbers a double, for strings a length (u32) and the bytes.
 */

/** The length field in front of every frame, in bytes. */
export const frameHeader = 4;
/** A worker or a master that names a longer frame is out of step; 256 MiB is far above any value. */
export const maxFrameLength = 256 * 1024 * 1024;

export interface DictRequest {
  readonly operation: DictOperation;
  readonly dict: number;
  readonly args: readonly DictScalar[];
}

export type DictReply =
  | { readonly ok: true; readonly values: readonly DictScalar[] }
  | { readonly ok: false; readonly message: string };

/** The pipe carried something that is no frame: the two ends are out of step and cannot go on. */
export class FrameError extends Error {
  override name = 'FrameError';
}

const tag = { nil: 0, false: 1, true: 2, number: 3, string: 4 } as const;

/** A whole frame, header included. */
export function encodeRequest({ operation, dict, args }: DictRequest): Buffer {
  const frame = allocate(3, args);
  frame.writeUInt8(dictOperations.indexOf(operation), frameHeader);
  frame.writeUInt16LE(dict, frameHeader + 1);
  writeValues(frame, frameHeader + 3, args);
  return frame;
}

/** @param body without the length field */
export function decodeRequest(body: Buffer): DictRequest {
  if (body.length < 3) throw new FrameError('a dictionary request is cut short');
  const operation = dictOperations[body.readUInt8(0)];
  if (operation === undefined)
    throw new FrameError(`no dictionary operation has number ${body.readUInt8(0)}`);
  return { operation, dict: body.readUInt16LE(1), args: readValues(body, 3) };
}

/** A whole frame, header included. */
export function encodeReply(reply: DictReply): Buffer {
  const values = reply.ok ? reply.values : [reply.message];
  const frame = allocate(1, values);
  frame.writeUInt8(reply.ok ? 0 : 1, frameHeader);
  writeValues(frame, frameHeader + 1, values);
  return frame;
}

/** @param body without the length field */
export function decodeReply(body: Buffer): DictReply {
  if (body.length < 1) throw new FrameError('a dictionary answer is cut short');
  const values = readValues(body, 1);
  if (body.readUInt8(0) === 0) return { ok: true, values };
  return { ok: false, message: String(values[0]) };
}

/** Cuts a stream of bytes into frame bodies, however it arrives. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;

  /** The bodies that are complete now. Throws FrameError for a length that cannot be. */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    const bodies: Buffer[] = [];
    for (let body = this.take(); body; body = this.take()) bodies.push(body);
    return bodies;
  }

  private take(): Buffer | undefined {
    if (this.length < frameHeader) return undefined;
    if (this.chunks[0]!.length < frameHeader) this.join();
    const end = frameHeader + frameLength(this.chunks[0]!);
    if (this.length < end) return undefined;
    if (this.chunks[0]!.length < end) this.join();
    const all = this.chunks[0]!;
    this.length -= end;
    if (all.length > end) this.chunks[0] = all.subarray(end);
    else this.chunks.shift();
    return all.subarray(frameHeader, end);
  }

  private join(): void {
    this.chunks = [Buffer.concat(this.chunks)];
  }
}

/** The length that a frame's first four bytes name. Throws FrameError if it cannot be one. */
export function frameLength(header: Buffer): number {
  const length = header.readUInt32LE(0);
  if (length > maxFrameLength) throw new FrameError(`a frame of ${length} bytes`);
  return length;
}

function allocate(head: number, values: readonly DictScalar[]): Buffer {
  let length = head + 4;
  for (const value of values) length += 1 + payloadLength(value);
  const frame = Buffer.allocUnsafe(frameHeader + length);
  frame.writeUInt32LE(length, 0);
  return frame;
}

function payloadLength(value: DictScalar): number {
  if (typeof value === 'number') return 8;
  return typeof value === 'string' ? 4 + value.length : 0;
}

function writeValues(frame: Buffer, start: number, values: readonly DictScalar[]): void {
  let at = frame.writeUInt32LE(values.length, start);
  for (const value of values) {
    at = frame.writeUInt8(tagOf(value), at);
    if (typeof value === 'number') {
      at = frame.writeDoubleLE(value, at);
    } else if (typeof value === 'string') {
      at = frame.writeUInt32LE(value.length, at);
      at += frame.write(value, at, 'latin1');
    }
  }
}

function tagOf(value: DictScalar): number {
  if (typeof value === 'number') return tag.number;
  if (typeof value === 'string') return tag.string;
  if (value === undefined) return tag.nil;
  return value ? tag.true : tag.false;
}

function readValues(body: Buffer, start: number): DictScalar[] {
  const values: DictScalar[] = [];
  try {
    const count = body.readUInt32LE(start);
    let at = start + 4;
    for (let n = 0; n < count; n += 1) {
      const kind = body.readUInt8(at);
      at += 1;
      if (kind === tag.number) {
        values.push(body.readDoubleLE(at));
        at += 8;
      } else if (kind === tag.string) {
        const end = at + 4 + body.readUInt32LE(at);
        if (end > body.length) throw new FrameError('a string is cut short');
        values.push(body.toString('latin1', at + 4, end));
        at = end;
      } else if (kind <= tag.true) {
        values.push(kind === tag.nil ? undefined : kind === tag.true);
      } else {
        throw new FrameError(`no value has tag ${kind}`);
      }
    }
  } catch (error) {
    if (error instanceof RangeError) throw new FrameError('a frame is cut short');
    throw error;
  }
  return values;
}
