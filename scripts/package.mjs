// `npm run package`: builds, packs openresty-lens.vsix, and says what is in it. Fails for a file that does not belong.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { install, node, tool } from './lib/run.mjs';

const output = 'openresty-lens.vsix';

/** What the package may hold: bundles, WebAssembly, grammars, dashboard, sample, icon, texts. */
const belongs =
  /^(?:package\.json|README\.md|LICENSE(?:\.txt)?|THIRD-PARTY-NOTICES\.md|dist\/(?:cli\.js|extension\.cjs|package\.json|nginx-reference\.json|dashboard\.(?:js|css|html)|[\w-]+\.wasm)|(?:syntaxes|schemas)\/[\w.-]+\.json|sample-project\/(?:README\.md|conf\/nginx\.conf|lua\/my-module\.lua)|images\/[\w-]+\.png)$/;

install();
node('scripts/build.mjs');
const vsce = tool('@vscode/vsce', 'vsce');
const list = spawnSync(process.execPath, [vsce, 'ls', '--no-dependencies'], { encoding: 'utf8' });
if (list.status !== 0) {
  console.error(list.stderr);
  process.exit(1);
}
const files = list.stdout.split('\n').filter((file) => file !== '');
const strange = files.filter((file) => !belongs.test(file));
if (strange.length > 0) {
  console.error(`these files do not belong into the package (.vscodeignore): ${strange.join(', ')}`);
  process.exit(1);
}
node(
  vsce,
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  output,
);
const megabytes = (statSync(output).size / 1024 / 1024).toFixed(2);
console.log(`${output}: ${files.length} files, ${megabytes} MB`);
