import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { effectiveText, loadConfiguration } from '../core/nginx/index.js';

/**
 * `openresty-lens dump`: the configuration in one text, all includes filled in. 0, or 1 where nginx's reader would
 * refuse it, which is said; the text is printed all the same.
 */
export function dumpCommand(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      prefix: { type: 'string', short: 'p', default: '.' },
      conf: { type: 'string', short: 'c', default: 'conf/nginx.conf' },
    },
  });
  const prefix = path.resolve(values.prefix);
  // As nginx does with -c: relative to the prefix. The comments name the files as seen from there.
  const root = path.relative(prefix, path.resolve(prefix, values.conf)).replaceAll('\\', '/');
  const configuration = loadConfiguration(root, {
    read: (file) => attempt(() => readFileSync(path.resolve(prefix, file), 'utf8')),
    list: (folder) => attempt(() => readdirSync(path.resolve(prefix, folder))),
  });
  process.stdout.write(effectiveText(configuration).text);
  for (const { file, message } of configuration.errors.slice(0, 1))
    console.error(`openresty-lens: ${message} in ${file.path}`);
  return Promise.resolve(configuration.errors.length > 0 ? 1 : 0);
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
