import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startLanguageServer } from '../server/index.js';
import { assetLuaFormatter, luaParser, wasmFiles } from './assets.js';
import { UsageError } from './usage.js';
import { version } from './version.js';

/** With this first argument a thread of the bundle is the language server's analysis. */
export const analysisArgument = '--openresty-lens-analysis';

const channels = /^--(?:stdio|node-ipc|pipe=.+|socket=\d+)$/;

/** `openresty-lens server`: speaks LSP until its client goes away. */
export async function serverCommand(argv: readonly string[]): Promise<number> {
  if (!argv.some((argument) => channels.test(argument)))
    throw new UsageError('server needs a channel: --stdio, --node-ipc, --pipe=NAME or --socket=PORT');
  const luaFormatter = assetLuaFormatter();
  startLanguageServer({
    ...wasmFiles(),
    parser: await luaParser(),
    nginxReference: () => readFileSync(path.join(import.meta.dirname, 'nginx-reference.json'), 'utf8'),
    luaFormatter: () => luaFormatter,
    threadEntry: { file: process.argv[1] ?? '', argv: [analysisArgument] },
    version,
  });
  // The connection ends the process.
  return new Promise(() => undefined);
}
