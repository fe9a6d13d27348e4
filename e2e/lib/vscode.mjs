import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setUp } from '../setup.mjs';

/** VS Code's version, in the browser and on the desktop; `engines.vscode` asks for no newer one. */
export const version = '1.100.3';

const chromiums = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds what the tests can run in, and sets it up.
 * @returns {{ kind: 'browser', server: string, chromium: string } | { kind: 'desktop' } | { kind: 'none', why: string }}
 */
export function findVscode() {
  const chromium = process.env.E2E_CHROMIUM || onPath(chromiums);
  if (process.platform === 'linux' && process.arch === 'x64' && !chromium) {
    return {
      kind: 'none',
      why: 'no Chromium on PATH (Debian: apt-get install chromium) and no E2E_CHROMIUM',
    };
  }
  const server = setUp();
  return server ? { kind: 'browser', server, chromium } : { kind: 'desktop' };
}

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}
