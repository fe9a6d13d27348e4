import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CodeArguments } from './arguments.js';
import type { Log } from './log.js';
import { quietSettings } from './settings.js';

/** VS Code's server, running. */
export interface Server {
  port: number;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<unknown>;
  /** Ends it with everything it started: extension hosts, and what they started. */
  stop(): Promise<void>;
}

/** What the server needs besides its arguments. */
export interface ServerPlace {
  serverMain: string;
  /** A folder for the data of this run. */
  scratch: string;
  /** Added to the environment of the extension host. */
  env: Readonly<Record<string, string>>;
}

/**
 * Starts VS Code's server on fresh data and a free port of the loopback, with the packages installed.
 * @throws {Error} when a package cannot be installed, or the server ends before it listens.
 */
export async function startServer(wanted: CodeArguments, place: ServerPlace, log: Log): Promise<Server> {
  const data = join(place.scratch, 'server');
  const options = [
    place.serverMain,
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--server-data-dir', data],
    ...['--extensions-dir', wanted.extensionsDir ?? join(place.scratch, 'extensions')],
  ];
  // An empty gallery: nothing is looked up outside.
  const env = { ...process.env, ...place.env, EXTENSIONS_GALLERY: '{}' };
  writeSettings(join(data, 'data/User'), { ...quietSettings, ...wanted.settings });
  for (const vsix of wanted.vsix) {
    const install = [...options, '--install-extension', resolve(vsix), '--force'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, install, { env });
    log('install', stdout + stderr);
  }
  const trust = wanted.workspaceTrust ? [] : ['--disable-workspace-trust'];
  const listen = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--enable-smoke-test-driver',
  ];
  // A process group of its own, so that its end is the end of everything in it.
  const server = spawn(process.execPath, [...options, ...listen, ...trust], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const ended = once(server, 'exit');
  server.stderr.on('data', (data: Buffer) => log('server', data.toString()));
  const port = await listeningPort(server, log);
  return { port, ended, stop: () => stopGroup(server, ended) };
}

function writeSettings(folder: string, settings: Record<string, unknown>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
}

function listeningPort(server: ChildProcess, log: Log): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (data: Buffer) => {
      log('server', data.toString());
      said += data.toString();
      const port = /listening on (\d+)/.exec(said)?.[1];
      if (port) resolve(Number(port));
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${String(code)}: ${said}`)));
  });
}

async function stopGroup(server: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (server.pid) process.kill(-server.pid, name);
    } catch {
      // The whole group is gone already.
    }
  };
  const patience = setTimeout(() => signal('SIGKILL'), 5000);
  if (server.exitCode === null && server.signalCode === null) {
    signal('SIGTERM');
    await ended;
  }
  clearTimeout(patience);
  signal('SIGKILL');
}
