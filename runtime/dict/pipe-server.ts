import type { Duplex } from 'node:stream';
import type { SharedDicts } from '../services.js';
import { decodeRequest, encodeReply, FrameReader, type DictReply, type DictRequest } from './frames.js';

/**
 * The master's side of one worker's dictionary pipe: answers every request in the order of its arrival.
 * A stream that carries no frames is destroyed, which ends its worker. `stream` closing is no error.
 */
export function serveDicts(dicts: SharedDicts, stream: Duplex): void {
  const frames = new FrameReader();
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const body of frames.push(chunk)) stream.write(encodeReply(answer(dicts, decodeRequest(body))));
    } catch {
      stream.destroy();
    }
  });
  // A worker that was killed leaves a broken pipe; its exit is handled where the worker is.
  stream.on('error', () => stream.destroy());
}

function answer(dicts: SharedDicts, { operation, dict, args }: DictRequest): DictReply {
  const name = dicts.names[dict];
  if (name === undefined) return { ok: false, message: `no lua_shared_dict has number ${dict}` };
  try {
    return { ok: true, values: dicts.execute(name, operation, args) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
