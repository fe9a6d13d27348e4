import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from '../protocol.js';
import type { Commands } from './commands.js';

/** The way from the tests to the browser: JSON over a port of the loopback. */
export interface Bridge {
  /** What the tests find in `$E2E_BRIDGE`. */
  url: string;
  /** Requests before this are answered with an error. */
  connect(commands: Commands): void;
}

/** Opens the bridge; the extension host needs its address before there is a page to act on. */
export async function openBridge(): Promise<Bridge> {
  let commands: Commands | undefined;
  const server = createServer((request, response) => {
    void answer(commands, request).then((answer) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connect: (given) => {
      commands = given;
    },
  };
}

async function answer(commands: Commands | undefined, request: IncomingMessage): Promise<Answer<unknown>> {
  try {
    const name = (request.url ?? '').slice(1);
    if (!commands) throw new Error('the window is not open yet');
    if (!Object.hasOwn(commands, name)) throw new Error(`no such request: ${name}`);
    const command = commands[name as keyof Commands] as (request: unknown) => Promise<unknown>;
    return { ok: true, value: await command(JSON.parse((await text(request)) || '{}')) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}
