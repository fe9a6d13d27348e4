import { once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { controlPaths } from './control-path.js';
import { codeOf } from './system-error.js';

export const controlCommands = ['stop', 'quit', 'reload', 'reopen'] as const;
export type ControlCommand = (typeof controlCommands)[number];

/** The channel's answer, one line of JSON; after `stop` and `quit` the connection stays open until the end. */
export interface ControlAnswer {
  readonly pid: number;
  readonly error?: string;
}

/** Where the master of a prefix listens, and which paths to ask. */
export function pathsOf(prefix: string): readonly string[] {
  return controlPaths(prefix, { platform: process.platform, temporary: tmpdir() });
}

/**
 * The master's control channel; holding it is what makes a master the only one of its prefix. It outlives no
 * process: a socket that nobody answers on belongs to a master that was killed, and is replaced.
 */
export class ControlServer {
  private readonly clients = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    handle: (command: ControlCommand) => Promise<void> | void,
  ) {
    server.on('connection', (client) => {
      this.clients.add(client);
      client.on('error', () => client.destroy());
      client.on('close', () => this.clients.delete(client));
      createInterface({ input: client }).once('line', (line) => void answer(client, line, handle));
    });
  }

  /** Undefined if another master of this prefix answers. Rejects with the system's error where no place will do. */
  static async open(
    prefix: string,
    handle: (command: ControlCommand) => Promise<void> | void,
  ): Promise<ControlServer | undefined> {
    let fault: unknown;
    for (const path of pathsOf(prefix)) {
      if (await isHeld(path)) return undefined;
      try {
        await removeStale(path);
        const server = createServer();
        // `exclusive` keeps node:cluster out of it.
        server.listen({ path, exclusive: true });
        await once(server, 'listening');
        return new ControlServer(server, handle);
      } catch (error) {
        fault = error;
      }
    }
    throw fault;
  }

  /** Ends the channel: whoever waits for the end of the runtime learns of it now. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const client of this.clients) client.destroy();
    await closed;
  }
}

/**
 * Takes a dead master's socket away. It is moved first and asked then, so that of two masters that start at
 * once none removes the socket that the other one has just made.
 */
async function removeStale(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const moved = `${path}.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (await isHeld(moved)) renameSync(moved, path);
  else rmSync(moved, { force: true });
}

/** Whether a process listens there: a busy one need not answer for that. */
async function isHeld(path: string): Promise<boolean> {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}

async function answer(
  client: Socket,
  line: string,
  handle: (command: ControlCommand) => Promise<void> | void,
): Promise<void> {
  const command = controlCommands.find((known) => known === line.trim());
  const say = (content: ControlAnswer): boolean => client.write(`${JSON.stringify(content)}\n`);
  if (command === undefined) {
    say({ pid: process.pid, error: `unknown command` });
    client.end();
    return;
  }
  if (command === 'stop' || command === 'quit') {
    say({ pid: process.pid });
    await handle(command);
    return;
  }
  try {
    await handle(command);
    say({ pid: process.pid });
  } catch (error) {
    say({ pid: process.pid, error: error instanceof Error ? error.message : String(error) });
  }
  client.end();
}

/** Milliseconds that a master has to answer; a reload compiles and starts workers first. */
const answerTimeout = 30_000;

/**
 * Sends one command to a master. Undefined if none answers there.
 * @param untilEnded also waits until the master closes the connection: for `stop` and `quit`, the end
 */
export async function ask(
  path: string,
  command: ControlCommand,
  untilEnded = false,
): Promise<ControlAnswer | undefined> {
  const socket = connect(path);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  try {
    await once(socket, 'connect');
    socket.write(`${command}\n`);
    socket.setTimeout(answerTimeout, () => socket.destroy());
    const answer = await firstLine(socket);
    if (answer === undefined) return undefined;
    socket.setTimeout(0);
    if (untilEnded) await closed;
    return JSON.parse(answer) as ControlAnswer;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: socket });
    lines.once('line', resolve);
    socket.once('close', () => resolve(undefined));
    socket.once('error', () => resolve(undefined));
  });
}
