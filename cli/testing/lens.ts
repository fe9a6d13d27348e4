import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { freePort } from '../../runtime/master/testing/prefix.js';

// What is tested is what is shipped: the bundle, as `npm test` has built it.
export const cli = path.resolve('dist/cli.js');

/** Goes when the tests of the file that imports it have ended. */
export const scratch = mkdtempSync(path.join(tmpdir(), 'lens-cli-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

export function lens(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { code: status, stdout, stderr };
}

/** A copy of the sample project that listens on a port of its own. */
export async function sample(
  edit: (conf: string) => string = (conf) => conf,
): Promise<{ prefix: string; port: number }> {
  const prefix = mkdtempSync(path.join(scratch, 'sample-'));
  cpSync('sample-project', prefix, { recursive: true, filter: (file) => !/\.(?:log|pid|sock)$/.test(file) });
  const port = await freePort();
  const file = path.join(prefix, 'conf/nginx.conf');
  writeFileSync(file, edit(readFileSync(file, 'utf8').replace('listen 8080;', `listen ${port};`)));
  return { prefix, port };
}
