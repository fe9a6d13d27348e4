// Whether our validator says what the real `nginx -t` says, on the configurations of whole projects.
//   node scripts/nginx-agreement.mjs [--json FILE] [--again FILE] [--modules DIR]… [--limit N] [--only TEXT] DIR…
// --json writes every result down; --again takes such a file and asks only where there was no agreement.
// Needs root (each configuration is judged in a chroot without a network), nginx, openssl, and `npx tsc -b` before.
// A configuration is judged as it stands. What the machine lacks is prepared: see lib/agreement-remedies.mjs. A
// directive that this nginx does not know is blanked for both sides, so that the rest of the file is compared too.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isRootText, Judge } from './lib/agreement-judge.mjs';
import { BaseRoot } from './lib/agreement-root.mjs';
import { sourcesOf } from './lib/agreement-sources.mjs';
import { summary } from './lib/agreement-report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    again: { type: 'string' },
    modules: { type: 'string', multiple: true, default: [] },
    limit: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
  },
});

// Without a network nothing that is bound or looked up depends on the machine or disturbs it.
if (process.env.AGREEMENT_INSIDE === undefined) {
  const inside = ['--net', process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, AGREEMENT_INSIDE: '1' };
  process.exit(spawnSync('unshare', inside, { stdio: 'inherit', env }).status ?? 1);
}
spawnSync('sh', [
  '-c',
  'ip link set lo up; sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1',
]);

const base = new BaseRoot(values.modules);
try {
  const before = values.again === undefined ? [] : JSON.parse(readFileSync(values.again, 'utf8'));
  const settled = new Set(before.filter(({ kind }) => kind === 'agree').map(({ name }) => name));
  const seen = new Set();
  const sources = positionals
    .map((project) => project.replace(/\/$/, ''))
    .flatMap((project) => sourcesOf(project, isRootText))
    .filter(({ name, text }) => {
      if (!name.includes(values.only) || text.trim() === '') return false;
      const hash = createHash('sha1').update(text).digest('hex');
      if (seen.has(hash)) return false;
      seen.add(hash);
      return !settled.has(name);
    })
    .slice(0, Number(values.limit));
  const results = before.filter(({ name }) => settled.has(name));
  const done = results.length;
  const finish = () => {
    results.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 1)}\n`);
    console.log(summary(results));
  };
  // What was judged until it is stopped counts.
  process.once('SIGTERM', () => {
    finish();
    base.remove();
    process.exit(1);
  });
  const judge = new Judge(base);
  const workers = Array.from({ length: 2 }, async (_none, worker) => {
    for (let index = worker; index < sources.length; index += 2) {
      results.push(await judge.compare(sources[index]));
      if (results.length % 100 === 0) console.error(`${results.length - done} of ${sources.length} …`);
    }
  });
  await Promise.all(workers);
  finish();
} finally {
  base.remove();
}
