import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Everything before the body. */
  readonly head: string;
  readonly body: string;
  /** The whole answer, byte by byte. */
  readonly raw: string;
}

/** Sends bytes and reads until the server closes; binary strings both ways. */
export function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request, 'latin1'));
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (received += text));
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

/** One request over a connection that closes behind it; a chunked body is put together. */
export async function get(
  port: number,
  path: string,
  headers: readonly string[] = [],
  method = 'GET',
): Promise<Answer> {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers];
  const raw = await exchange(port, `${lines.join('\r\n')}\r\n\r\n`);
  return parse(raw);
}

export function parse(raw: string): Answer {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end);
  const rest = raw.slice(end + 4);
  const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
  return { status: Number(head.split(' ')[1]), head, body: isChunked ? unchunk(rest) : rest, raw };
}

function unchunk(text: string): string {
  let body = '';
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    const size = parseInt(text.slice(at, end), 16);
    if (!(size > 0)) return body;
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}
