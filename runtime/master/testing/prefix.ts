import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeOptions } from '../options.js';
import { luaWasm } from './fake-parts.js';

/** Counts in an upvalue and in a dictionary. */
const app = `
log("init runs")
local counter = 0
shared = { started = incr("counters", "inits", 1), nested = { deep = "x" } }
function start(id)
  worker = id
end
function handle(path)
  counter = counter + 1
  if path == "/stuck" then log("loops") while true do end end
  return counter .. " " .. incr("counters", "hits", 1)
end
`;

export interface Prefix {
  readonly path: string;
  readonly port: number;
  remove(): void;
}

/** A prefix with logs/, a configuration for one port that is free now, and the program above. */
export async function makePrefix({ listen = '' } = {}): Promise<Prefix> {
  const path = mkdtempSync(join(tmpdir(), 'lens-run-'));
  const port = await freePort();
  mkdirSync(join(path, 'logs'));
  mkdirSync(join(path, 'conf'));
  const configuration = `
    events {}
    error_log logs/error.log notice;
    http {
      lua_shared_dict counters 1m;
      access_log off;
      server { listen ${listen === '' ? port : listen}; location / { return 204; } }
    }`;
  writeFileSync(join(path, 'conf/nginx.conf'), configuration);
  writeFileSync(join(path, 'app.lua'), app);
  return { path, port, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function optionsFor(prefix: string): RuntimeOptions {
  return {
    prefix,
    conf: 'conf/nginx.conf',
    workers: 2,
    luaWasm,
    listenAll: false,
    freePorts: false,
    cells: [],
    root: prefix,
    workerEntry: { exec: fileURLToPath(new URL('./fake-worker.js', import.meta.url)), args: [] },
    onEvent: () => undefined,
  };
}
