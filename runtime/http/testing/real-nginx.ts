import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const modules = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map(
  (name) => `/usr/lib/nginx/modules/${name}`,
);

/** Why there is no real server to compare with; undefined if there is one. */
export function whyNoNginx(): string | undefined {
  if (spawnSync('nginx', ['-v']).error !== undefined) return 'nginx is not installed';
  const missing = modules.find((path) => !existsSync(path));
  return missing === undefined ? undefined : `${missing} is not installed`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export interface RealNginx {
  readonly port: number;
  /** Stops it and answers with its error log. */
  stop(): Promise<string>;
}

/** Runs the real server on a prefix whose configuration listens on 8080, which becomes a free port. */
export async function startNginx(prefix: string): Promise<RealNginx> {
  const port = await freePort();
  const conf = join(prefix, 'conf/nginx.conf');
  // The same lines as the other run's, so that messages name the same ones.
  writeFileSync(conf, readFileSync(conf, 'utf8').replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`));
  const globals = ['daemon off;', 'master_process off;', ...modules.map((path) => `load_module ${path};`)];
  const child = spawn('nginx', ['-p', `${prefix}/`, '-c', conf, '-g', globals.join(' ')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await accepts(port, () => {
    if (child.exitCode !== null) throw new Error(`nginx has ended: ${complaints}`);
  });
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      return readFileSync(join(prefix, 'logs/error.log'), 'latin1');
    },
  };
}

async function accepts(port: number, check: () => void): Promise<void> {
  const { connect } = await import('node:net');
  for (;;) {
    check();
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
  }
}
