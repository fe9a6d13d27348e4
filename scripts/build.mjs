// Builds what is shipped: one bundle for the command line under dist/, with the WebAssembly files beside it.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const assets = {
  'web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-lua.wasm': 'node_modules/@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm',
  'lua.wasm': 'lua-engine/built/lua.wasm',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const { metafile } = await build({
  metafile: true,
  entryPoints: { cli: 'cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  // VS Code loads an extension with require(), and so one format serves both.
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { 'import.meta.dirname': '__dirname' },
  // Its ES module entry asks for import.meta.url as soon as it is loaded, which CommonJS has not.
  alias: { 'web-tree-sitter': resolve('node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
});
for (const [name, source] of Object.entries(assets)) copyFileSync(source, `dist/${name}`);
// The repository's packages are ES modules; the bundles are not.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

const bundled = Object.keys(metafile.inputs).flatMap((file) => {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
  return match ? [match[1]] : [];
});
const notices = readFileSync('THIRD-PARTY-NOTICES.md', 'utf8');
const unnamed = [...new Set(bundled)].filter((name) => !notices.includes(`\n## ${name}\n`));
if (unnamed.length > 0) {
  console.error(`THIRD-PARTY-NOTICES.md does not name: ${unnamed.join(', ')}`);
  process.exit(1);
}
