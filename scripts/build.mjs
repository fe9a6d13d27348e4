// Builds what is shipped, under dist/: the command line with its WebAssembly files, the extension, and the dashboard.
// With --dev there are source maps, for a debugger.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { nginxReference } from './lib/nginx-reference.mjs';

const assets = {
  'web-tree-sitter.wasm': 'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-lua.wasm': 'node_modules/@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm',
  'lua.wasm': 'lua-engine/built/lua.wasm',
  'stylua.wasm': 'node_modules/@johnnymorganz/stylua/stylua_lib_bg.wasm',
  'dashboard.css': 'dashboard/dashboard.css',
  'dashboard.html': 'dashboard/dashboard.html',
};

const common = {
  metafile: true,
  outdir: 'dist',
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  sourcemap: process.argv.includes('--dev') ? 'linked' : false,
};
const onNode = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const results = await Promise.all([
  build({
    ...onNode,
    entryPoints: { cli: 'cli/main.ts' },
    define: { 'import.meta.dirname': '__dirname' },
    // Its ES module entry asks for import.meta.url as soon as it is loaded, which CommonJS has not.
    alias: { 'web-tree-sitter': resolve('node_modules/web-tree-sitter/web-tree-sitter.cjs') },
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({
    ...onNode,
    entryPoints: { extension: 'client/extension.ts' },
    // By this name VS Code takes it for CommonJS, whatever package.json says of the repository.
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  }),
  build({
    ...common,
    entryPoints: { dashboard: 'dashboard/main.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  }),
]);
for (const [name, source] of Object.entries(assets)) copyFileSync(source, `dist/${name}`);
writeFileSync('dist/nginx-reference.json', nginxReference());
// The repository's packages are ES modules; the bundles are not.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const bundled = inputs.flatMap(
  (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1] ?? [],
);
const notices = readFileSync('THIRD-PARTY-NOTICES.md', 'utf8');
const unnamed = [...new Set([...bundled, '@nginx/reference-lib'])].filter(
  (name) => !notices.includes(`\n## ${name}\n`),
);
if (unnamed.length > 0) {
  console.error(`THIRD-PARTY-NOTICES.md does not name: ${unnamed.join(', ')}`);
  process.exit(1);
}
