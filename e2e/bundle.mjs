// Bundles the stand-in for `code` and each suite under out/e2e/.
//   node e2e/bundle.mjs
import { chmodSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const outdir = resolve(here, '../out/e2e');

/** Suites are the folders beside `support` that have an index.ts. */
const suites = readdirSync(join(here, 'suites')).filter((name) => name !== 'support');

const common = {
  outdir,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
};

/** @returns {Promise<{ code: string, suite: (name: string) => string }>} where the bundles are. */
export async function bundle() {
  await Promise.all([
    build({
      ...common,
      entryPoints: { code: join(here, 'code/main.ts') },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      external: ['playwright-core'],
    }),
    build({
      ...common,
      entryPoints: Object.fromEntries(suites.map((name) => [name, join(here, 'suites', name, 'index.ts')])),
      // VS Code loads a suite with require(); Mocha and vscode are found at run time.
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      external: ['vscode', 'mocha'],
    }),
  ]);
  const code = join(outdir, 'code.mjs');
  chmodSync(code, 0o755);
  return { code, suite: (name) => join(outdir, `${name}.cjs`) };
}

if (resolve(process.argv[1] ?? '') === import.meta.filename) await bundle();
